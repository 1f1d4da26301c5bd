"""How a clock's rows are read: pauses, due instant with the arithmetic, levels. Writes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Protocol

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from tickets.clocks import lives
from tickets.datelaw import lateness, reckoning
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.reckoning import AlertTime, Due
from tickets.models import Alert, Breach, Clause, Deadline, Pause, Ticket
from tickets.policy.types import Warn
from tickets.prepared import SOME_ID, PreparedRows, bring, filled, some_ids

SUSPEND = "suspend"
#: What an act needs of a clock beside its clause.
FACTS = ("start_fact", "stop_fact")
BREACH = "breach"
#: Of which nobody is told while a claim would lift the breach, and never of a right.
LATE_LEVELS = frozenset({BREACH, "authority"})
#: The lamp turns amber at the first of these that the clock has, and at its internal target at the latest.
AMBER_LEVELS = ("eighty", "one_day", "last_day", "thirty_days", BREACH)


class ClockRules(Protocol):
    """What clocks are reckoned by. Each part is asked for only where an operation needs it."""

    @property
    def calendar(self) -> Calendar: ...

    @property
    def clauses(self) -> Mapping[str, Clause]: ...

    def calendar_as(self, version: str) -> Calendar:
        """The calendar of a version: a missed clock stays as it was judged."""


def load(rows: QuerySet[Deadline], *more: str) -> list[Deadline]:
    """The deadlines with clause and `rests` (pauses), in order of their rounds. more: what else is fetched along."""
    loaded = list(_ordered(rows))
    rests = Prefetch("pauses", Pause.objects.select_related("start_fact"), to_attr="rests")
    prefetch_related_objects(loaded, rests, *more)
    return loaded


def of_ticket(ticket: Ticket, *more: str) -> list[Deadline]:
    """Those of one order. more: as above."""
    rows = _rested(ticket, _of_one().ask([ticket.pk]))
    prefetch_related_objects(rows, *more)
    return rows


def _rested(ticket: Ticket, rows: list[Deadline]) -> list[Deadline]:
    """All rounds of the ticket, each with its pauses. One query, none where there is no clock."""
    by_row = {row.pk: row for row in rows}
    for row in rows:
        row.ticket, row.rests = ticket, []
    for pause in _rests_of(1).ask([ticket.pk]) if rows else ():
        pause.lay(deadline=by_row[pause.deadline_id])
        pause.deadline.rests.append(pause)
    return rows


@cache
def _of_one(*more: str) -> PreparedRows[Deadline]:
    return PreparedRows(_ordered(Deadline.objects.filter(ticket=SOME_ID)).select_related("clause", *more))


def _ordered(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return rows.select_related("clause").order_by("round", "id")


def rounds(ticket: Ticket) -> list[Deadline]:
    """All rounds of all clocks of the ticket, with what was told of them and what they missed."""
    return rounds_of([ticket])[ticket.pk]


def rounds_of(tickets: Collection[Ticket]) -> dict[int, list[Deadline]]:
    """Ticket -> the same of each. As many statements for one as for all."""
    known = {ticket.pk: ticket for ticket in tickets}
    if len(known) == 1:  # what every act begins with
        loaded = [row for one in known.values() for row in _rested(one, _of_one(*FACTS).ask([one.pk]))]
    else:
        loaded = _of_many(known)
    _lay_ready(loaded, list(known))
    found: dict[int, list[Deadline]] = {pk: [] for pk in known}
    for row in loaded:
        found[row.ticket_id].append(row)
    return found


def _of_many(known: Mapping[int, Ticket]) -> list[Deadline]:
    """As `_rested`, of several tickets, which have few clauses between them."""
    wanted = filled(known)
    rows = _rows_of(len(wanted)).ask(wanted)
    bring(rows, "clause", *FACTS)
    by_row = {row.pk: row for row in rows}
    for row in rows:
        row.rests = []
        row.lay(ticket=known[row.ticket_id])
    for pause in _rests_of(len(wanted)).ask(wanted) if rows else ():
        pause.lay(deadline=by_row[pause.deadline_id])
        pause.deadline.rests.append(pause)
    return rows


@cache
def _rows_of(count: int) -> PreparedRows[Deadline]:
    return PreparedRows(Deadline.objects.filter(ticket__in=some_ids(count)).order_by("round", "id"))


@cache
def _rests_of(count: int) -> PreparedRows[Pause]:
    return PreparedRows(Pause.objects.filter(deadline__ticket__in=some_ids(count)).select_related("start_fact"))


def _lay_ready(rows: Collection[Deadline], tickets: Sequence[int]) -> None:
    """What was told of these clocks, all there are of these tickets, and what they missed. Django's own way makes a
    question for each row."""
    of, wanted = {row.pk: row for row in rows}, filled(tickets) if len(tickets) > 1 else tickets
    for row in rows:
        row.fired, row.missed = [], []
    for alert in _alerts_of(len(wanted)).ask(wanted) if of else ():
        alert.lay(deadline=of[alert.deadline_id])
        alert.deadline.fired.append(alert)
    missing = any(row.has_breaches or row.breached_at is not None for row in rows)
    for breach in _breaches_of(len(wanted)).ask(wanted) if missing else ():
        breach.lay(deadline=of[breach.deadline_id])
        breach.deadline.missed.append(breach)


@cache
def _alerts_of(count: int) -> PreparedRows[Alert]:
    return PreparedRows(Alert.objects.filter(deadline__ticket__in=some_ids(count)))


@cache
def _breaches_of(count: int) -> PreparedRows[Breach]:
    return PreparedRows(Breach.objects.filter(deadline__ticket__in=some_ids(count)))


def current(rounds: Iterable[Deadline]) -> dict[str, Deadline]:
    """Of all rounds, as `load` gives them, the one of each clock that is open, else the newest that is not merged into
    an earlier one."""
    found: dict[str, Deadline] = {}
    for row in rounds:
        if row.code not in found or not (found[row.code].open or row.merged_into is not None):
            found[row.code] = row
    return found


def latest(ticket: Ticket) -> dict[str, Deadline]:
    """The round of each clock of this ticket that is open, else the newest."""
    return current(rounds(ticket))


def derive(row: Deadline, calendar: Calendar, *, explain: bool = False) -> Due:
    """The due of a clock as its rows stand now."""
    return lives.derive(row, lives.of(row), calendar, explain=explain)


def levels(row: Deadline, calendar: Calendar, due: Due) -> tuple[AlertTime, ...]:
    """Every warning, the breach and the escalation of this clock, in order of time. A breach that a settlement found
    in retrospect escalates as long after the settlement as another does after its due."""
    pauses = lives.of(row).pauses
    plain = reckoning.alert_times(due, calendar, Warn(row.clause.warn), escalates=row.clause.escalates, pauses=pauses)
    if row.right:
        return tuple(one for one in plain if one.level not in LATE_LEVELS)
    breach = row.breach
    if breach is None or breach.found_by_id is None:
        return plain
    late_by = breach.detected_at - breach.occurred_at
    return tuple(replace(one, at=one.at + late_by) if one.level == "authority" else one for one in plain)


def open_pause(row: Deadline) -> Pause | None:
    """The pause that the acts of the machine put the clock into: still open, or with an end that is to come. Pauses by
    claims lie beside it."""
    own = [one for one in row.rests if not one.voided and one.claim_id is None and one.action != SUSPEND]
    return next((one for one in own if one.ended_at is None or one.ended_at == row.resumes_at), None)


def is_suspended(row: Deadline) -> bool:
    """Whether the clock rests because a lead suspended it."""
    return row.open and any(one.action == SUSPEND and one.ended_at is None and not one.voided for one in row.rests)


def amber_at(alert_times: Iterable[AlertTime], row: Deadline) -> datetime:
    """From then on the lamp is amber."""
    at = {one.level: one.at for one in alert_times}
    return min(next((at[level] for level in AMBER_LEVELS if level in at), row.target_at), row.target_at)


def overdue_days(row: Deadline, now: datetime) -> int:
    """The days for which a contract charges lateness: up to the stop, or so far; what was paused whole is left out."""
    if row.right:
        return 0
    return lateness.overdue_days(row.unit, row.due_at, row.stopped_at or now, lives.of(row).pauses)
