"""Which instant is the last on time, and what the law refuses to reckon."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.datelaw.dates import CALENDAR, at, day, due_of
from tickets.datelaw.reckoning import due, due_on, is_late
from tickets.errors import PolicyError
from tickets.policy.types import Limit, Unit

TICK = timedelta(microseconds=1)


def test_the_last_instant_of_an_elapsed_limit_is_on_time() -> None:
    answer = due_of("2026-09-30 23:58:30", "5 minutes")

    assert answer.legal == at("2026-10-01 00:03:30")
    assert not answer.is_late(answer.legal)
    assert answer.is_late(answer.legal + TICK)


@pytest.mark.parametrize("limit", ["5 days", "7 natural days", "20 working days", "1 month", "6 months before"])
def test_midnight_after_the_last_day_is_late(limit: str) -> None:
    answer = due_of("2026-03-02 10:00", limit)

    assert not answer.is_late(answer.legal - TICK)
    assert answer.is_late(answer.legal)


@pytest.mark.parametrize("unit", Unit)
def test_lateness_of_a_stored_due_is_the_same(unit: Unit) -> None:
    due_at = at("2026-10-10")

    assert is_late(unit, due_at, due_at) is not unit.elapsed
    assert is_late(unit, due_at, due_at + TICK)
    assert not is_late(unit, due_at, due_at - TICK)


def test_a_start_without_a_time_zone_is_refused() -> None:
    with pytest.raises(PolicyError, match="no time zone"):
        due(datetime(2026, 10, 9), Limit.parse("5 days"), CALENDAR)


@pytest.mark.parametrize(
    ("start", "limit"),
    [
        ("1991-12-31 23:59", "5 days"),
        ("2201-01-01", "5 minutes"),
        ("0001-01-01", "5 minutes"),
        ("2200-12-31 23:59", "1 minutes"),
        ("2200-12-31", "1 days"),
        ("2200-12-25", "20 working days"),
        ("2026-10-09", "10000 months"),
        ("2026-10-09", "10000 months before"),
        ("1992-01-06", "10 working days before"),
    ],
)
def test_what_leaves_the_years_of_the_calendar_is_refused(start: str, limit: str) -> None:
    with pytest.raises(PolicyError, match="1992 to 2200"):
        due_of(start, limit)


def test_an_instant_that_overflows_in_shanghai_is_refused() -> None:
    latest = datetime.fromisoformat("9999-12-31T23:59:59+00:00")

    with pytest.raises(PolicyError, match="1992 to 2200"):
        due(latest, Limit.parse("5 days"), CALENDAR)


@pytest.mark.parametrize("last", ["1991-12-31", "9999-12-31"])
def test_a_given_last_day_beyond_the_calendar_is_refused(last: str) -> None:
    with pytest.raises(PolicyError, match="1992 to 2200"):
        due_on(day(last), at("2026-10-09"), CALENDAR)


@pytest.mark.parametrize("n", [0, -1, 10_001, 10**12])
def test_a_number_that_is_no_limit_is_refused(n: int) -> None:
    with pytest.raises(PolicyError, match=f"from 1 to 10000, not {n}"):
        due(at("2026-10-09"), Limit(n, Unit.HOUR), CALENDAR)


def test_the_last_day_of_the_calendar_can_still_be_due() -> None:
    assert due_of("2200-12-30", "1 day", roll=False).last_day == day("2200-12-31")


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_a_day_is_a_day_in_shanghai_wherever_the_machine_stands(settings: Any, zone: str) -> None:
    settings.TIME_ZONE = zone
    start = at("2026-03-02 00:00")
    assert due(start.astimezone(UTC), Limit.parse("1 day"), CALENDAR).last_day == day("2026-03-03")
    assert due(start.astimezone(UTC) - TICK, Limit.parse("1 day"), CALENDAR).last_day == day("2026-03-02")
