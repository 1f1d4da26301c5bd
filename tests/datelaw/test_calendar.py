"""The working calendar against an outside source, a plain loop, and its own edges."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.datelaw.dates import CALENDAR, day
from tickets.datelaw import calendar
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.types import ONE_DAY
from tickets.errors import PolicyError
from tickets.policy.calendar_files import shipped

DAYS_OF_BOTH_YEARS = [date(2025, 1, 1) + timedelta(days=n) for n in range(730)]


def days(first: date, last: date) -> list[date]:
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def test_each_day_of_both_years_agrees_with_an_outside_calendar() -> None:
    ours = {each: CALENDAR.is_working(each) for each in DAYS_OF_BOTH_YEARS}

    assert ours == {each: chinese_calendar.is_workday(each) for each in DAYS_OF_BOTH_YEARS}
    assert DAYS_OF_BOTH_YEARS[-1] == date(2026, 12, 31)


@pytest.mark.parametrize("year", [2025, 2026])
def test_both_years_have_248_working_days(year: int) -> None:
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == 248


def test_without_any_notice_people_work_monday_to_friday_but_on_1_january() -> None:
    """Each day of the tables. Made here, not when the module was loaded: what makes it is under test."""
    bare = Calendar([])
    for each in days(date(1992, 1, 1), date(2200, 12, 31)):
        assert bare.is_working(each) is (each.isoweekday() <= 5 and (each.month, each.day) != (1, 1)), each
    assert (bare.version, bare.working_days_between(date(1992, 1, 1), date(1992, 1, 31))) == ("", 22)


def test_a_notice_is_taken_day_by_day() -> None:
    made = Calendar(shipped())
    for year in shipped():
        for each in days(date(year.year, 1, 1), date(year.year, 12, 31)):
            off = any(one.covers(each) for one in year.off)
            works = each in year.make_up or (each.isoweekday() <= 5 and not off)
            assert made.is_working(each) is works, each
    assert made.nth_working_day(date(2025, 12, 31), 248) == date(2026, 12, 31)
    assert made.working_days_between(date(2024, 12, 31), date(2026, 12, 31)) == 2 * 248


@given(st.dates(date(2024, 12, 1), date(2027, 1, 31)), st.dates(date(2024, 12, 1), date(2027, 1, 31)))
@example(date(2025, 1, 1), date(2025, 1, 1))
@example(date(2026, 1, 1), date(2026, 1, 1))
@example(date(2026, 1, 4), date(2026, 12, 31))
@example(date(2025, 1, 1), date(2026, 1, 4))
def test_what_is_special_of_a_stretch_is_what_is_special_of_its_days(first: date, last: date) -> None:
    each = days(first, last)
    weekend = [day for day in each if day.isoweekday() > 5 and CALENDAR.is_working(day)]
    festivals = dict.fromkeys(filter(None, map(CALENDAR.festival, each)))
    assert CALENDAR.festivals(first, last) == list(festivals)
    assert CALENDAR.make_up_days(first, last) == weekend


def test_a_single_day_is_a_stretch_with_two_edges() -> None:
    for each in DAYS_OF_BOTH_YEARS:
        festival = CALENDAR.festival(each)
        assert CALENDAR.festivals(each, each) == ([festival] if festival else [])
        made_up = each.isoweekday() > 5 and CALENDAR.is_working(each)
        assert CALENDAR.make_up_days(each, each) == ([each] if made_up else [])


def naive_nth(start: date, n: int) -> date:
    step = timedelta(days=1 if n > 0 else -1)
    at, left = start, abs(n)
    while left:
        at += step
        left -= CALENDAR.is_working(at)
    return at


@given(start=st.dates(date(2024, 6, 1), date(2027, 12, 31)), n=st.integers(-400, 400).filter(bool))
def test_the_nth_working_day_is_what_a_loop_finds(start: date, n: int) -> None:
    assert CALENDAR.nth_working_day(start, n) == naive_nth(start, n)


@given(st.dates(date(2024, 6, 1), date(2027, 12, 31)))
def test_rolling_goes_to_the_next_working_day_and_no_further(start: date) -> None:
    rolled = CALENDAR.roll(start)

    assert rolled == CALENDAR.nth_working_day(start, 0)
    assert CALENDAR.is_working(rolled)
    assert not any(CALENDAR.is_working(start + timedelta(days=n)) for n in range((rolled - start).days))


@given(st.dates(date(2024, 6, 1), date(2027, 12, 31)), st.dates(date(2024, 6, 1), date(2027, 12, 31)))
def test_working_days_between_count_the_end_and_not_the_start(first: date, last: date) -> None:
    span = range(1, (last - first).days + 1)
    counted = sum(CALENDAR.is_working(first + timedelta(days=n)) for n in span)

    if first <= last:
        assert CALENDAR.working_days_between(first, last) == counted
    else:
        assert CALENDAR.working_days_between(first, last) == -CALENDAR.working_days_between(last, first)


def test_a_year_without_a_notice_is_assumed_and_says_so() -> None:
    assert not CALENDAR.announced(day("2027-03-01"))
    assert CALENDAR.notice(day("2027-03-01")) == ""
    assert not CALENDAR.is_working(day("2027-01-01"))  # a Friday
    assert CALENDAR.is_working(day("2027-10-01"))
    assert CALENDAR.festival(day("2027-10-01")) is None
    assert CALENDAR.assumed_years(day("2024-12-31"), day("2027-01-01")) == [2024, 2027]


def test_an_announced_day_names_its_notice_and_festival() -> None:
    festival = CALENDAR.festival(day("2026-02-17"))

    assert CALENDAR.announced(day("2026-02-17"))
    assert CALENDAR.notice(day("2026-02-17")) == "国办发明电〔2025〕7号"
    assert festival is not None
    assert (festival.name, festival.name_en) == ("春节", "Spring Festival")
    assert CALENDAR.festival(day("2026-03-07")) is None  # a plain Saturday


def test_the_version_names_every_year_and_tells_calendars_apart() -> None:
    older = Calendar(year for year in shipped() if year.year == 2025)

    assert CALENDAR.version == "2025.1+2026.1"
    assert Calendar(reversed(shipped())).version == CALENDAR.version
    assert older.version != CALENDAR.version


def test_one_year_cannot_be_in_a_calendar_twice() -> None:
    with pytest.raises(PolicyError, match="2025"):
        Calendar([*shipped(), shipped()[0]])


@pytest.mark.parametrize("outside", [date(1991, 12, 31), date(2201, 1, 1), date.min, date.max])
def test_days_beyond_the_tables_are_refused(outside: date) -> None:
    with pytest.raises(PolicyError, match="1992"):
        CALENDAR.is_working(outside)


def test_the_first_and_the_last_working_day_can_be_counted_to_and_not_one_further() -> None:
    assert CALENDAR.nth_working_day(date(1992, 1, 3), -1) == date(1992, 1, 2)
    assert CALENDAR.nth_working_day(date(2200, 12, 30), 1) == date(2200, 12, 31)
    for last, n in ((date(1992, 1, 2), -1), (date(2200, 12, 31), 1)):
        with pytest.raises(PolicyError, match="1992"):
            CALENDAR.nth_working_day(last, n)


def test_what_is_shipped_is_the_years_of_the_source() -> None:
    assert calendar.shipped().version == "+".join(map(str, shipped()))


@pytest.mark.parametrize("n", [100_000, -100_000])
def test_a_count_that_leaves_the_tables_is_refused(n: int) -> None:
    with pytest.raises(PolicyError, match="2200"):
        CALENDAR.nth_working_day(day("2026-10-09"), n)
