"""The life of a clock: from when to when it ran, and what did not count. By the values that stand, or by others.

Pure: rows are read as they are in memory and nothing is written. A claim that is not settled moves nothing; what the
clock would be by it is a reading, derived here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter

from tickets.datelaw import lateness, reckoning
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.pauses import breaks
from tickets.datelaw.reckoning import Due, PauseSpan
from tickets.datelaw.types import local
from tickets.models import Deadline, Pause
from tickets.models.deadlines import BREACHED, CANCELLED, MET, PAUSED, RUNNING
from tickets.policy.types import Unit


@dataclass(frozen=True, slots=True)
class Denial:
    """A fact did not happen: it was seen so at `seen`, told at `told`; the checker should have told by `limit`.

    The clock that the fact stopped ran on; from the limit, or from `seen` if that was earlier, until it was told, the
    checker's silence does not count.
    """

    seen: datetime
    limit: datetime
    told: datetime

    def excused(self, happened: datetime) -> PauseSpan | None:
        start = max(happened, min(self.seen, self.limit))
        return PauseSpan(start, self.told) if start < self.told else None


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Values in the place of those that stand: facts by id, and stretches by the claim they belong to (None: none)."""

    facts: Mapping[int, datetime] = field(default_factory=dict)
    denied: Mapping[int, Denial] = field(default_factory=dict)
    pauses: Mapping[int, PauseSpan | None] = field(default_factory=dict)

    def at(self, fact: int | None, standing: datetime | None) -> datetime | None:
        return self.facts.get(fact, standing) if fact is not None else standing

    def but(self, other: "Otherwise") -> "Otherwise":
        """These values, and the other's in the place of those that both name."""
        return Otherwise(
            {**self.facts, **other.facts}, {**self.denied, **other.denied}, {**self.pauses, **other.pauses}
        )


STANDING = Otherwise()


@dataclass(frozen=True, slots=True)
class Life:
    """`stop` None: it is open. `pauses` in order, not yet merged; one without an end has not ended."""

    start: datetime
    stop: datetime | None
    pauses: tuple[PauseSpan, ...]
    cancelled: bool = False
    #: Part of an earlier round's life: it is late or in time with that one alone.
    merged: bool = False
    #: A right, which nobody misses.
    right: bool = False

    def resting_since(self, now: datetime) -> datetime | None:
        """When the pause began in which the clock rests at `now`; of several the first."""
        spans = [one for one in self.pauses if one.start <= now and (one.end is None or one.end > now)]
        return min((one.start for one in spans), default=None) if self.stop is None else None

    def judged_at(self, now: datetime) -> datetime:
        """The instant at which lateness is judged: its stop, the beginning of its rest, or now."""
        return self.stop or self.resting_since(now) or now


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a life comes to. `net` is the time that counted, `gross` all of it; by days, how many it is overdue."""

    due: Due
    state: str
    late: bool
    net: timedelta
    gross: timedelta
    overdue_days: int


def of(row: Deadline, otherwise: Otherwise = STANDING, rounds: Sequence[Deadline] = ()) -> Life:
    """The clock's life. rounds: all of the ticket, where a denied stop lets it run on into its next round."""
    start = otherwise.at(row.start_fact_id, row.started_at) or row.started_at
    floor = _floor(row)
    start = max(start, floor) if floor else start
    spans = [span for pause in row.rests if (span := _span(pause, row, otherwise)) is not None]
    # a claim whose pause is not written down yet rests the clock by that reading alone
    written = {one.claim_id for one in row.rests if not one.voided}
    spans += [span for claim, span in otherwise.pauses.items() if span is not None and claim not in written]
    stop, more = _stop(row, otherwise, rounds)
    if stop is not None and not row.cancelled:
        stop = max(stop, start)
    counted = sorted((one for one in (*spans, *more) if stop is None or one.start < stop), key=_by_start)
    return Life(start, stop, tuple(counted), row.cancelled, row.merged_into is not None, row.right)


def outcome(row: Deadline, life: Life, calendar: Calendar, now: datetime, *, explain: bool = False) -> Outcome:
    """Due, state, net and gross time of the clock under that life, as `now` sees it."""
    return judged(row.unit, derive(row, life, calendar, explain=explain), life, now)


def judged(unit: Unit, due: Due, life: Life, now: datetime) -> Outcome:
    """The life against its due."""
    late = not (life.merged or life.right) and reckoning.is_late(unit, due.legal, life.judged_at(now))
    until = max(life.stop or now, life.start)
    gross = until - life.start
    days = 0 if life.right else lateness.overdue_days(unit, due.legal, until, life.pauses)
    return Outcome(due, state(life, now, late=late), late, gross - rested(life, until), gross, days)


def derive(row: Deadline, life: Life, calendar: Calendar, *, explain: bool = False) -> Due:
    """When the clock is due under that life. A pause that began when it had stopped is left out."""
    if row.last_day is not None:
        due = reckoning.due_on(row.last_day, life.start, calendar, life.pauses, explain=explain)
    elif row.last_instant is not None:
        due = reckoning.due_by(row.last_instant, life.start, calendar, life.pauses, explain=explain)
    else:
        assert row.limit is not None  # noqa: S101  # the database: deadline_has_a_limit
        due = reckoning.due(life.start, row.limit, calendar, life.pauses, explain=explain)
    return reckoning.aimed(due, row.clause.target, calendar, life.pauses)


def state(life: Life, now: datetime, *, late: bool) -> str:
    if late:
        return BREACHED
    if life.stop is None and life.resting_since(now) is not None:
        return PAUSED
    if life.cancelled:
        return CANCELLED
    return MET if life.stop is not None else RUNNING


def rested(life: Life, until: datetime) -> timedelta:
    """What the pauses take out of the time from start to `until`, overlaps counted once."""
    cut = [PauseSpan(one.start, min(one.end or until, until)) for one in life.pauses if one.start < until]
    return sum((piece.end - piece.start for piece in breaks(cut, local(life.start))), timedelta())


def _span(pause: Pause, row: Deadline, otherwise: Otherwise) -> PauseSpan | None:
    """The stretch of a pause; None where it does not count, or is empty by these values."""
    if pause.voided:
        return None
    if pause.claim_id is not None and pause.claim_id in otherwise.pauses:
        return otherwise.pauses[pause.claim_id]
    start = begins(pause, row, otherwise)
    end = otherwise.at(pause.end_fact_id, pause.ended_at)
    return None if end is not None and end <= start else PauseSpan(start, end)


def begins(pause: Pause, row: Deadline, otherwise: Otherwise = STANDING) -> datetime:
    """When a pause begins; that of an overrun checker when their time was over or they saw the defect, whichever was
    first, but not before the result was handed in (M3)."""
    handed_in = next((one for one in row.rests if one.pk is not None and one.pk == pause.excuses_id), None)
    if handed_in is None or pause.checker_due is None:
        return otherwise.at(pause.start_fact_id, pause.started_at) or pause.started_at
    seen = otherwise.at(pause.seen_fact_id, pause.seen_at)
    silent = min(seen, pause.checker_due) if seen is not None else pause.checker_due
    return max(begins(handed_in, row, otherwise), silent)


def _stop(
    row: Deadline, otherwise: Otherwise, rounds: Sequence[Deadline]
) -> tuple[datetime | None, Iterable[PauseSpan]]:
    """When the clock stopped, and what more did not count: a stop that is denied lets it run on to the next one."""
    denial = otherwise.denied.get(row.stop_fact_id) if row.stop_fact_id is not None else None
    if denial is None or row.stopped_at is None:
        return otherwise.at(row.stop_fact_id, row.stopped_at), ()
    after = successor(row, rounds)
    excused = [span for span in [denial.excused(row.stopped_at)] if span is not None]
    if after is None:
        return None, excused
    further = of(after, otherwise, rounds)
    return further.stop, [*excused, *further.pauses]


def successor(row: Deadline, rounds: Sequence[Deadline]) -> Deadline | None:
    """The next round of the same clock; what was merged into this one is none."""
    later = [one for one in rounds if one.code == row.code and one.round > row.round and one.merged_into is None]
    return min(later, key=attrgetter("round"), default=None)


def _floor(row: Deadline) -> datetime | None:
    """A later anchor (a window's start, the last service day): the clock begins there at the earliest."""
    kept = row.anchors.get(row.clause.anchor_later) if row.clause.anchor_later else None
    return local(datetime.fromisoformat(kept)) if kept else None


def _by_start(span: PauseSpan) -> datetime:
    return span.start
