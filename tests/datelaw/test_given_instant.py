"""A clock whose last instant is itself given: by the end of a window (`restart.execute`)."""

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tickets.datelaw import calendar, explain, reckoning
from tickets.datelaw.reckoning import PauseSpan
from tickets.datelaw.types import ZONE
from tickets.policy.types import Warn

CALENDAR = calendar.shipped()
START = datetime(2026, 3, 2, 22, tzinfo=ZONE)
END = START + timedelta(hours=4)
MINUTES = st.integers(0, 10_000).map(lambda n: timedelta(minutes=n))


def test_it_is_due_at_that_instant_and_the_instant_is_in_time() -> None:
    due = reckoning.due_by(END, START, CALENDAR)
    assert (due.legal, due.nominal, due.target, due.provisional) == (END, END, END, False)
    assert not due.is_late(END)
    assert due.is_late(END + timedelta(microseconds=1))


def test_a_pause_moves_it() -> None:
    rest = PauseSpan(START + timedelta(hours=1), START + timedelta(hours=2))
    assert reckoning.due_by(END, START, CALENDAR, [rest]).legal == END + timedelta(hours=1)


def test_nobody_is_late_before_the_clock_began() -> None:
    assert reckoning.due_by(START - timedelta(hours=1), START, CALENDAR).legal == START


@given(start=MINUTES, length=MINUTES)
def test_without_a_pause_it_is_the_later_of_start_and_instant(start: timedelta, length: timedelta) -> None:
    begins, ends = START + start, START + length
    assert reckoning.due_by(ends, begins, CALENDAR).legal == max(begins, ends)


def test_warnings_come_at_shares_of_the_time() -> None:
    levels = reckoning.alert_times(reckoning.due_by(END, START, CALENDAR), CALENDAR, Warn.MINUTES)
    assert [(one.level, one.at - START) for one in levels] == [
        ("half", timedelta(hours=2)),
        ("eighty", timedelta(hours=3, minutes=12)),
        ("breach", timedelta(hours=4)),
    ]


@pytest.mark.parametrize(
    ("end", "said"),
    [(END, "截止时刻已定：2026年3月3日（周二）02:00"), (START - timedelta(hours=1), "在起算时已过，以起算时刻为准")],
)
def test_the_reasoning_names_the_instant(end: datetime, said: str) -> None:
    with override("zh-hans"):
        steps = explain.lines(reckoning.due_by(end, START, CALENDAR, explain=True))
    assert any(said in line for line in steps)
    assert steps[-1].endswith("该时刻完成仍为按时，其后为超期。")
