"""合同解除权 (12.1, 12.2, 12.4, 15.11): when a right arises, and when it has lapsed. Nothing is terminated by itself.
Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from tickets.datelaw.reckoning import months_on
from tickets.datelaw.types import day_end
from tickets.penalties import readings as asked
from tickets.penalties.counts import often_enough, short_rows
from tickets.penalties.readings import PenaltyReadings

#: Civil Code 564: a right dies so many months after its ground is known. It is no limit, and never moves.
LIFE: Final = 12
#: Before its last day the agency is told.
WARNED_DAYS: Final = (90, 30, 7)


@dataclass(frozen=True, slots=True)
class TerminationRight:
    """ground: the article; members: the events that it rests on; known: the day from which it runs."""

    ground: str
    members: tuple[str, ...]
    known: date

    @property
    def last_day(self) -> date:
        return months_on(self.known, LIFE)

    @property
    def expires_at(self) -> datetime:
        """24:00 of its last day."""
        return day_end(self.last_day)

    def expired(self, at: datetime) -> bool:
        return at >= self.expires_at


@dataclass(frozen=True, slots=True)
class LevelEvent:
    """An event of annex 1 at the level that was confirmed. known: the day on which the agency was first told of it."""

    event: str
    day: date
    known: date


def of_level_a(events: Iterable[LevelEvent]) -> list[TerminationRight]:
    return [TerminationRight("12.1", (one.event,), one.known) for one in events]


def of_level_b(events: Iterable[LevelEvent], readings: PenaltyReadings, starts: date) -> TerminationRight | None:
    """At the first event that is one of so many within a year; it is that event which must be known."""
    needed, year = readings.number(asked.LEVEL_B_EVENTS), readings.of(asked.LEVEL_B_YEAR)
    so_far: list[LevelEvent] = []
    for one in sorted(events, key=lambda one: (one.day, one.event)):
        if often_enough(one.day, (each.day for each in so_far), needed, year, starts):
            return TerminationRight("12.2", tuple(each.event for each in (*so_far, one)), one.known)
        so_far.append(one)
    return None


def of_cure(ground: str, members: Iterable[str], last: date, *, cured: bool) -> TerminationRight | None:
    """12.4: only where the agency's limit was missed as well: from the day after it."""
    return None if cured else TerminationRight(ground, tuple(members), date.fromordinal(last.toordinal() + 1))


def short_of_staff(
    present: Iterable[tuple[date, int]], promised: int, readings: PenaltyReadings
) -> list[tuple[date, ...]]:
    """12.4 (3): the rows of months that let the agency set a limit."""
    return short_rows(present, promised, readings.number(asked.SHORT_MONTHS))
