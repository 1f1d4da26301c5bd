"""When people are told: the three warning plans, the breach, the authority's level."""

import pytest

from tests.datelaw.dates import CALENDAR, at, day, due_of, pause
from tickets.datelaw.reckoning import alert_times, due, due_on
from tickets.policy.types import Limit, Warn


def told(start: str, limit: str, warn: Warn, *pauses: str, escalates: bool = False) -> dict[str, str]:
    stretches = [pause(text) for text in pauses]
    answer = due(at(start), Limit.parse(limit), CALENDAR, stretches)
    levels = alert_times(answer, CALENDAR, warn, escalates=escalates, pauses=stretches)
    return {moment.level: f"{moment.at:%Y-%m-%d %H:%M}" for moment in levels}


def test_minutes_warn_at_half_and_at_eighty_percent() -> None:
    assert told("2026-10-30 10:00", "30 minutes", Warn.MINUTES, escalates=True) == {
        "half": "2026-10-30 10:15",
        "eighty": "2026-10-30 10:24",
        "breach": "2026-10-30 10:30",
        "authority": "2026-10-30 10:45",
    }


def test_minutes_are_counted_net_of_pauses() -> None:
    assert told("2026-10-30 10:00", "30 minutes", Warn.MINUTES, "2026-10-30 10:20/2026-10-30 10:50") == {
        "half": "2026-10-30 10:15",
        "eighty": "2026-10-30 10:54",
        "breach": "2026-10-30 11:00",
    }


def test_the_authority_waits_half_the_limit_more_net_of_pauses_too() -> None:
    """Those before the due moved the due; one that runs across or comes after it moves what is half the limit later."""
    for paused, breach, authority in (
        ("2026-10-30 10:10/2026-10-30 10:20", "10:40", "10:55"),
        ("2026-10-30 10:29/2026-10-30 10:40", "10:41", "10:56"),
        ("2026-10-30 10:31/2026-10-30 10:41", "10:30", "10:55"),
        ("2026-10-30 10:45/2026-10-30 10:50", "10:30", "10:45"),
    ):
        levels = told("2026-10-30 10:00", "30 minutes", Warn.MINUTES, paused, escalates=True)
        assert levels["breach"] == f"2026-10-30 {breach}"
        assert levels["authority"] == f"2026-10-30 {authority}"


def test_days_warn_the_working_day_before_and_on_the_last_day() -> None:
    assert told("2026-09-23 15:00", "5 days", Warn.DAYS, escalates=True) == {
        "one_day": "2026-09-24 09:00",  # 25 to 27 September are off
        "last_day": "2026-09-28 09:00",
        "breach": "2026-09-29 00:00",
        "authority": "2026-09-30 00:00",
    }


def test_the_authority_is_told_one_working_day_after_the_breach_whatever_lies_between() -> None:
    assert told("2026-09-25", "5 days", Warn.DAYS, escalates=True)["authority"] == "2026-10-09 00:00"


def test_long_limits_warn_half_way_and_five_and_one_working_days_before() -> None:
    assert told("2026-10-12", "20 working days", Warn.LONG) == {
        "half": "2026-10-26 12:00",
        "five_days": "2026-11-02 09:00",
        "one_day": "2026-11-06 09:00",
        "breach": "2026-11-10 00:00",
    }


def test_a_right_warns_ninety_thirty_and_seven_days_before_it_lapses_rest_days_or_not() -> None:
    assert told("2026-05-05", "6 months", Warn.RIGHT) == {
        "ninety_days": "2026-08-07 09:00",
        "thirty_days": "2026-10-06 09:00",  # in the holidays
        "seven_days": "2026-10-29 09:00",
        "breach": "2026-11-06 00:00",
    }
    assert list(told("2026-10-12", "1 month", Warn.RIGHT)) == ["thirty_days", "seven_days", "breach"]


def test_a_moment_that_does_not_lie_after_the_start_is_left_out() -> None:
    for hour in ("09:00", "10:00"):
        assert list(told(f"2026-10-12 {hour}", "1 working day", Warn.DAYS)) == ["last_day", "breach"]
    assert list(told("2026-10-12 10:00", "3 days", Warn.LONG)) == ["half", "one_day", "breach"]


def test_a_breach_is_always_told() -> None:
    over = due_on(day("2026-08-01"), at("2026-09-01 10:00"), CALENDAR)

    assert [moment.level for moment in alert_times(over, CALENDAR, Warn.LONG)] == ["half", "breach"]


@pytest.mark.parametrize("warn", Warn)
def test_a_limit_in_hours_is_always_warned_by_its_running_time(warn: Warn) -> None:
    assert list(told("2026-10-12 10:00", "24 hours", warn)) == ["half", "eighty", "breach"]


def test_the_share_plan_takes_the_span_of_a_day_limit() -> None:
    assert told("2026-10-12", "9 days", Warn.MINUTES)["half"] == "2026-10-17 00:00"


@pytest.mark.parametrize("warn", Warn)
def test_warnings_come_in_order_and_before_the_breach(warn: Warn) -> None:
    for limit in ("1 day", "5 days", "20 working days", "1 month", "30 minutes", "24 hours"):
        answer = due_of("2026-09-17 10:30", limit)
        levels = [moment.at for moment in alert_times(answer, CALENDAR, warn, escalates=True)]

        assert levels == sorted(levels)
        assert len(set(levels)) == len(levels)
