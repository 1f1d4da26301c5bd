"""A month as a leaf of a calendar: its weeks from Monday on, each day as people work or rest on it."""

from calendar import Calendar as Weeks
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from tickets.datelaw import explain
from tickets.datelaw.calendar import Calendar

WORK, REST, OFF, MAKE_UP, BESIDE = "work", "rest", "off", "make-up", "beside"
WEEKS: Final = Weeks()


@dataclass(frozen=True, slots=True)
class LeafDay:
    """sort: working day, plain rest day, announced day off, weekend day on which people work, day of another month."""

    day: date
    sort: str
    #: What tells it apart where colours do not.
    words: str

    @property
    def own(self) -> bool:
        return self.sort != BESIDE


def leaf(year: int, month: int, calendar: Calendar) -> list[list[LeafDay]]:
    """The weeks of a month."""
    return [[_day(day, month, calendar) for day in week] for week in WEEKS.monthdatescalendar(year, month)]


def leaves(year: int, calendar: Calendar) -> Iterator[tuple[int, list[list[LeafDay]]]]:
    """(month, its weeks) of a year."""
    for month in range(1, 13):
        yield month, leaf(year, month, calendar)


def _day(day: date, month: int, calendar: Calendar) -> LeafDay:
    if day.month != month:
        return LeafDay(day, BESIDE, "")
    weekend = day.isoweekday() > 5
    if calendar.is_working(day):
        return LeafDay(day, MAKE_UP, _("worked")) if weekend else LeafDay(day, WORK, "")
    off = calendar.festival(day)
    if off is None:
        return LeafDay(day, REST, "") if weekend else LeafDay(day, OFF, _("off"))
    return LeafDay(day, OFF, explain.festival(off))
