"""How a clock's rows are read: pauses, due instant with the arithmetic, levels. Writes nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from django.db.models import QuerySet

from tickets.datelaw import reckoning
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.reckoning import AlertTime, Due, PauseSpan
from tickets.models import Clause, Deadline, Pause, Ticket
from tickets.models.deadlines import PAUSED
from tickets.policy.types import Warn

SUSPEND = "suspend"
BREACH = "breach"
#: The lamp turns amber at the first of these that the clock has, and at its internal target at the latest.
AMBER_LEVELS = ("eighty", "one_day", "last_day", BREACH)


class ClockRules(Protocol):
    """What clocks are reckoned by. Each part is asked for only where an operation needs it."""

    @property
    def calendar(self) -> Calendar: ...

    @property
    def clauses(self) -> Mapping[str, Clause]: ...

    def calendar_as(self, version: str) -> Calendar:
        """The calendar of a version: a missed clock stays as it was judged."""


def load(rows: QuerySet[Deadline]) -> list[Deadline]:
    """The deadlines with clause, `rests` (pauses) and `fired` (alerts), in order of their rounds."""
    loaded = list(rows.select_related("clause").prefetch_related("pauses", "alerts").order_by("round", "id"))
    for row in loaded:
        row.rests, row.fired = list(row.pauses.all()), list(row.alerts.all())
    return loaded


def latest(ticket: Ticket) -> dict[str, Deadline]:
    """The newest round of each clause's clock on this ticket."""
    return {row.code: row for row in load(Deadline.objects.filter(ticket=ticket))}


def pauses(row: Deadline) -> list[PauseSpan]:
    """What does not count, in order; voided pauses count as if never made."""
    return [PauseSpan(one.started_at, one.ended_at) for one in row.rests if not one.voided]


def derive(row: Deadline, calendar: Calendar, *, explain: bool = False) -> Due:
    """The due of a clock as its rows stand now. A pause that began when the clock had stopped is left out."""
    counted = [one for one in pauses(row) if row.stopped_at is None or one.start < row.stopped_at]
    if row.last_day is not None:
        due = reckoning.due_on(row.last_day, row.started_at, calendar, counted, explain=explain)
    elif row.last_instant is not None:
        due = reckoning.due_by(row.last_instant, row.started_at, calendar, counted, explain=explain)
    else:
        assert row.limit is not None  # noqa: S101  # the database: deadline_has_a_limit
        due = reckoning.due(row.started_at, row.limit, calendar, counted, explain=explain)
    return reckoning.aimed(due, row.clause.target, calendar, counted)


def levels(row: Deadline, calendar: Calendar, due: Due) -> tuple[AlertTime, ...]:
    """Every warning, the breach and the escalation of this clock, in order of time."""
    return reckoning.alert_times(
        due, calendar, Warn(row.clause.warn), escalates=row.clause.escalates, pauses=pauses(row)
    )


def open_pause(row: Deadline) -> Pause | None:
    """The pause that a paused clock is in: still open, or with an end that is to come."""
    if row.state != PAUSED:
        return None
    standing = [one for one in row.rests if not one.voided]
    return next((one for one in standing if one.ended_at in (None, row.resumes_at)), None)


def is_suspended(row: Deadline) -> bool:
    """Whether the clock is paused because a lead suspended it."""
    pause = open_pause(row)
    return row.open and pause is not None and pause.action == SUSPEND


def amber_at(alert_times: Iterable[AlertTime], row: Deadline) -> datetime:
    """From then on the lamp is amber."""
    at = {one.level: one.at for one in alert_times}
    return min(next(at[level] for level in AMBER_LEVELS if level in at), row.target_at)
