"""Stretches of time, half open: a stretch holds its start and not its end. Whatever overlaps counts once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Span:
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return max(self.end - self.start, timedelta())


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """What they cover together, in order. Those that overlap or touch are one; those that hold nothing are none."""
    found: list[Span] = []
    for one in sorted(one for one in spans if one.start < one.end):
        if found and one.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


def excluding(spans: Iterable[Span], cut: Iterable[Span]) -> tuple[Span, ...]:
    """What they cover together without what `cut` covers."""
    found = joined(spans)
    for gap in joined(cut):
        found = tuple(piece for one in found for piece in _around(one, gap))
    return found


def within(spans: Iterable[Span], frame: Span) -> tuple[Span, ...]:
    """What they cover together of the frame."""
    return joined(Span(max(one.start, frame.start), min(one.end, frame.end)) for one in spans)


def length(spans: Iterable[Span]) -> timedelta:
    return sum((one.length for one in joined(spans)), timedelta())


def _around(one: Span, gap: Span) -> Iterable[Span]:
    pieces = Span(one.start, min(one.end, gap.start)), Span(max(one.start, gap.end), one.end)
    return (piece for piece in pieces if piece.start < piece.end)
