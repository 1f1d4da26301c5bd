"""A year of days off that is not as the State Council announced it mostly shows in what is odd about it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tickets.policy import calendar_checks
from tickets.policy.calendar_files import AnnouncedYear, OffRange, shipped

SHIPPED = {year.year: year for year in shipped()}
YEAR = SHIPPED[2026]


def odd(year: AnnouncedYear) -> set[str]:
    return {problem.msgid for problem in calendar_checks.oddities(year)}


def covered(off: OffRange) -> set[date]:
    return {off.first + timedelta(days=n) for n in range((off.last - off.first).days + 1)}


@pytest.mark.parametrize("year", SHIPPED)
def test_nothing_is_odd_about_the_shipped_years(year: int) -> None:
    assert odd(SHIPPED[year]) == set()


@pytest.mark.parametrize("place", range(len(YEAR.off)))
@pytest.mark.parametrize("edge", ["first", "last"])
@pytest.mark.parametrize("days", [-1, 1])
def test_an_edge_that_is_a_working_day_off_shows(place: int, edge: str, days: int) -> None:
    """As where the exclusive end of an .ics file is taken for the last day."""
    ranges = list(YEAR.off)
    moved = replace(ranges[place], **{edge: getattr(ranges[place], edge) + timedelta(days=days)})
    ranges[place] = moved
    changed = replace(YEAR, off=tuple(ranges))
    differs = covered(moved) ^ covered(YEAR.off[place])
    assert odd(changed) or all(day.weekday() > 4 for day in differs)


@pytest.mark.parametrize(
    ("changes", "oddity"),
    [
        ({"off": YEAR.off[1:]}, calendar_checks.NO_FESTIVAL),
        ({"make_up": YEAR.make_up[1:]}, calendar_checks.OUT_OF_BALANCE),
        ({"make_up": (*YEAR.make_up[1:], date(2026, 7, 18))}, calendar_checks.FAR_AWAY),
        (
            {"off": (replace(YEAR.off[0], first=date(2026, 3, 1), last=date(2026, 3, 3)), *YEAR.off[1:])},
            calendar_checks.OTHER_MONTH,
        ),
        (
            {"off": (replace(YEAR.off[0], first=date(2026, 1, 2), last=date(2026, 1, 4)), *YEAR.off[1:])},
            calendar_checks.NOT_THE_DAY,
        ),
    ],
)
def test_what_is_odd_is_named(changes: dict[str, object], oddity: str) -> None:
    assert oddity in odd(replace(YEAR, **changes))  # type: ignore[arg-type]
