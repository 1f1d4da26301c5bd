"""Pauses put in order, and what they take out of a clock. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
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

        A pause that begins at that very 24:00 comes too late to matter.
        """
        ends = day_end(day)
        return self.start < ends and (self.end > ends or (self.end == ends and self.start <= midnight(day)))


def breaks(pauses: Iterable[PauseSpan], start: datetime, until: datetime | None = None) -> list[Break]:
    """The pauses after `start`, merged, in order.

    Those still open are left out, or end at `until` when it is given. Raises PolicyError for a pause without
    a time zone or one that ends before it begins.
    """
    found = sorted(piece for pause in pauses if (piece := _cut(pause, start, until)))
    merged: list[Break] = []
    for piece in found:
        if merged and piece.start <= merged[-1].end:
            merged[-1] = Break(merged[-1].start, max(merged[-1].end, piece.end))
        else:
            merged.append(piece)
    return merged


def running(start: datetime, at: datetime, pauses: Iterable[PauseSpan] = ()) -> timedelta:
    """Net time from `start` to `at`; an open pause lasts until `at`. The gross time is `at - start`."""
    here = local(at)
    pieces = breaks(pauses, local(start), here)
    paused = sum((min(piece.end, here) - piece.start for piece in pieces if piece.start < here), timedelta())
    return max(here - local(start) - paused, timedelta())


def _cut(pause: PauseSpan, start: datetime, until: datetime | None) -> Break | None:
    begins = local(pause.start)
    ends = until if pause.end is None else local(pause.end)
    if ends is None:
        return None
    if pause.end is not None and ends < begins:
        raise PolicyError(ENDS_FIRST, start=begins.isoformat(), end=ends.isoformat())
    begins = max(begins, start)
    return Break(begins, ends) if begins < ends else None
