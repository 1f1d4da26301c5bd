"""What the tests of the date law share: the shipped calendar and short ways to write instants."""

from datetime import date, datetime

from tickets.datelaw import calendar
from tickets.datelaw.reckoning import Due, PauseSpan, due
from tickets.datelaw.types import ZONE
from tickets.policy.types import Limit

CALENDAR = calendar.shipped()


def at(text: str) -> datetime:
    """An instant in Asia/Shanghai, written "2026-10-09 10:00" or "2026-10-09"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def day(text: str) -> date:
    return date.fromisoformat(text)


def pause(text: str) -> PauseSpan:
    """A pause written "2026-10-12 09:00/2026-10-14", open without an end."""
    start, _, end = text.partition("/")
    return PauseSpan(at(start), at(end) if end else None)


def due_of(start: str, limit: str, *pauses: str, roll: bool = True) -> Due:
    return due(at(start), Limit.parse(limit, roll=roll), CALENDAR, [pause(text) for text in pauses])
