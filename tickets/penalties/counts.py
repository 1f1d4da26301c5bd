"""What counts only together: rows of failed months, events within a year, months short of people. A window is no limit:
it never moves off a rest day. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol, TypeVar

from tickets.datelaw.reckoning import months_on


class Assessed(Protocol):
    """A month that was assessed: its first day, and whether it was passed."""

    @property
    def month(self) -> date: ...
    @property
    def passed(self) -> bool: ...


M = TypeVar("M", bound=Assessed)


def failed_rows(months: Sequence[M], *, adjacent: bool) -> list[list[M]]:
    """The failed months that follow upon one another, longest runs whole. adjacent: a month without a score breaks
    the row (N20); else it is passed over."""
    rows: list[list[M]] = []
    before = {late.month: early.month for early, late in pairwise(months)}
    for one in months:
        if one.passed:
            continue
        goes_on = rows and rows[-1][-1].month == before.get(one.month)
        if goes_on and (not adjacent or months_apart(rows[-1][-1].month, one.month) == 1):
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def months_apart(early: date, late: date) -> int:
    return (late.year - early.year) * 12 + late.month - early.month


def often_enough(day: date, others: Iterable[date], events: int, year: str, starts: date) -> bool:
    """Whether an event of level B on this day is one of so many within a year: from any of them to the corresponding
    day of the next, both included; or within the same year of the contract, from the day on which its term starts."""
    days = sorted([day, *others])
    if year == "contract":
        return sum(_contract_year(one, starts) == _contract_year(day, starts) for one in days) >= events
    windows = ([one for one in days if first <= one <= months_on(first, 12)] for first in days if first <= day)
    return any(day in inside and len(inside) >= events for inside in windows)


def _contract_year(day: date, starts: date) -> int:
    return day.year - starts.year - ((day.month, day.day) < (starts.month, starts.day))


def short_rows(present: Iterable[tuple[date, int]], promised: int, count: int) -> list[tuple[date, ...]]:
    """The rows of at least `count` months, each next to the one before, in which fewer were present than promised by
    the head-count of the confirmed sheet (12.4). A month without one breaks the row as a full one does."""
    rows: list[list[date]] = []
    for month in sorted(month for month, people in present if people < promised):
        if rows and months_apart(rows[-1][-1], month) == 1:
            rows[-1].append(month)
        else:
            rows.append([month])
    return [tuple(row) for row in rows if len(row) >= count]
