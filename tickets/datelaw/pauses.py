"""Pauses put in order, and what they take out of a clock. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from tickets.datelaw.types import ENDS_FIRST, ONE_DAY, PauseSpan, day_end, local, midnight
from tickets.errors import PolicyError


class Break(NamedTuple):
    """A pause that has ended, cut to the clock's start and merged with those it touches."""

    start: datetime
    end: datetime

    def first_day(self, after: date) -> date:
        """The first day after `after` that lies wholly inside, if `last_day` is not before it."""
        day = self.start.date() if self.start == midnight(self.start.date()) else self.start.date() + ONE_DAY
        return max(day, after + ONE_DAY)

    @property
    def last_day(self) -> date:
        """The last day that may lie wholly inside: the one before the day of the end."""
        return self.end.date() - ONE_DAY

    def catches(self, day: date) -> bool:
        """24:00 of `day` falls inside, or the whole day does: nobody can be held to it.
        A pause that begins at that very 24:00 comes too late to matter."""
        ends = day_end(day)
        return self.start < ends and (self.end > ends or (self.end == ends and self.start <= midnight(day)))


def breaks(pauses: Iterable[PauseSpan], start: datetime) -> list[Break]:
    """The pauses after `start` that have ended, merged, in order.
    Raises PolicyError for a pause without a time zone or one that ends before it begins."""
    merged: list[Break] = []
    for piece in sorted(piece for pause in pauses if (piece := _cut(pause, start))):
        if merged and piece.start <= merged[-1].end:
            merged[-1] = Break(merged[-1].start, max(merged[-1].end, piece.end))
        else:
            merged.append(piece)
    return merged


def _cut(pause: PauseSpan, start: datetime) -> Break | None:
    begins = local(pause.start)
    if pause.end is None:
        return None
    ends = local(pause.end)
    if ends < begins:
        raise PolicyError(ENDS_FIRST, start=begins, end=ends)
    begins = max(begins, start)
    return Break(begins, ends) if begins < ends else None
