"""可用性: what counts as down, in which month, and against which minutes. Each row is a case worked by hand."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from tickets.availability import Span, available, in_a_row, lost_share, no_shorter, together
from tickets.datelaw.types import ZONE

HOUR = timedelta(hours=1)
LIMIT = 999_900


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def span(start: str, end: str) -> Span:
    return Span(at(start), at(end))


JANUARY = span("2026-01-01", "2026-02-01")


@pytest.mark.parametrize(
    ("service", "minutes"),
    [
        (span("2025-11-01", "2025-12-01"), "4.32"),
        (JANUARY, "4.464"),
        (span("2026-02-01", "2026-03-01"), "4.032"),
        (span("2025-10-10", "2025-11-01"), "3.168"),
        (span("2026-10-01", "2026-10-10"), "1.296"),
    ],
)
def test_a_month_allows_so_many_minutes_and_no_microsecond_more(service: Span, minutes: str) -> None:
    allowed = timedelta(microseconds=int(Fraction(minutes) * 60_000_000))
    kept = available([Span(service.start, service.start + allowed)], [], service)
    missed = available([Span(service.start, service.start + allowed + timedelta(microseconds=1))], [], service)
    assert (kept.keeps(LIMIT), missed.keeps(LIMIT)) == (True, False)


def test_excluded_minutes_leave_both_terms() -> None:
    """Down half an hour before a flood, then for twelve hours by it: 1 − 30 ÷ (44,640 − 720)."""
    found = available(
        [span("2026-01-12T07:30", "2026-01-12T20:00")], [span("2026-01-12T08:00", "2026-01-12T20:00")], JANUARY
    )
    assert found.share == 1 - Fraction(30, 44_640 - 720)
    assert found.keeps(LIMIT) is False


def test_what_overlaps_counts_once() -> None:
    down = [span("2026-01-05T10:00", "2026-01-05T11:00"), span("2026-01-05T10:30", "2026-01-05T11:30")]
    found = available(down, [], JANUARY)
    assert (found.down, len(found.members)) == (1.5 * HOUR, 1)


@pytest.mark.parametrize(("divided", "of_january", "of_february"), [(False, 4, 0), (True, 1, 3)])
def test_an_outage_over_midnight_belongs_whole_to_the_month_in_which_it_began_unless_read_otherwise(
    divided: bool, of_january: int, of_february: int
) -> None:
    down = [span("2026-01-31T23:00", "2026-02-01T03:00")]
    february = span("2026-02-01", "2026-03-01")
    assert available(down, [], JANUARY, divided=divided).down == of_january * HOUR
    assert available(down, [], february, divided=divided).down == of_february * HOUR


def test_what_began_before_the_term_is_no_outage_of_its_first_month() -> None:
    assert (
        available([span("2026-01-01T00:00", "2026-01-20T00:00")], [], span("2026-01-10", "2026-02-01")).down == 0 * HOUR
    )


def test_a_month_of_which_nothing_is_left_says_nothing() -> None:
    found = available([span("2026-01-02", "2026-01-03")], [JANUARY], JANUARY)
    assert (found.share, found.keeps(LIMIT)) == (None, None)


def test_down_for_longer_than_the_month_it_is_nothing_and_never_less() -> None:
    assert available([span("2026-01-31", "2026-04-01")], [], span("2026-01-31", "2026-02-01")).share == 0


def test_a_platform_is_the_minutes_of_its_systems_beside_one_another() -> None:
    one = available([span("2026-01-05T10:00", "2026-01-05T11:00")], [], JANUARY)
    other = available([], [], JANUARY)
    assert together([one, other]).share == 1 - Fraction(60, 2 * 44_640)
    assert together([]).share is None


@pytest.mark.parametrize(
    ("end", "long"), [("2026-01-05T12:00", True), ("2026-01-05T11:59:59.999999", False), ("2026-01-05T15:00", True)]
)
def test_two_hours_are_long_and_a_microsecond_less_is_not(end: str, long: bool) -> None:
    found = no_shorter([span("2026-01-05T10:00", end)], [span("2026-01-05T12:30", "2026-01-05T14:00")], 2 * HOUR)
    assert bool(found) is long


@pytest.mark.parametrize(
    ("third", "run"),
    [("2026-01-15T11:00", True), ("2026-01-15T11:00:00.000001", False)],
)
def test_three_are_in_a_row_with_gaps_of_168_hours_and_no_more(third: str, run: bool) -> None:
    began = at(third)
    down = [
        span("2026-01-05T10:00", "2026-01-05T10:10"),
        span("2026-01-08T10:00", "2026-01-08T11:00"),
        Span(began, began + HOUR),
    ]
    assert bool(in_a_row(down, [], 168 * HOUR, 3)) is run


def test_a_run_goes_on_while_more_join_it_and_is_one_run() -> None:
    down = [span(f"2026-01-0{day}T10:00", f"2026-01-0{day}T10:05") for day in range(1, 7)]
    assert [len(one) for one in in_a_row(down, [], 168 * HOUR, 3)] == [6]


def test_what_is_excused_whole_is_no_member_of_a_run() -> None:
    down = [span(f"2026-01-0{day}T10:00", f"2026-01-0{day}T10:05") for day in range(1, 4)]
    assert in_a_row(down, [span("2026-01-02", "2026-01-03")], 168 * HOUR, 3) == []


@pytest.mark.parametrize(
    ("lost", "held", "share"),
    [(1, 1_000_000, Fraction(999_999, 1_000_000)), (0, 10, Fraction(1)), (None, 10, None), (1, 0, None), (5, 2, 0)],
)
def test_data_that_nobody_says_was_not_lost_is_unknown(lost: int | None, held: int, share: Fraction | None) -> None:
    assert lost_share(lost, held) == share
