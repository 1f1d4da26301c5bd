"""For how many days something was late: calendar days, a day begun counts, days paused whole do not (12.5, G22)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.datelaw.dates import at, pause
from tickets.datelaw.lateness import overdue_days
from tickets.datelaw.types import ZONE
from tickets.policy.types import Unit

#: 24:00 of 6 March 2026, as day limits write it.
DUE = "2026-03-07"

DAYS = [
    # until, pauses, days
    ("2026-03-06 23:59", (), 0),
    ("2026-03-07", (), 1),
    ("2026-03-07 00:01", (), 1),
    ("2026-03-07 23:59", (), 1),
    ("2026-03-08 00:00", (), 2),
    ("2026-03-10 09:00", (), 4),
    # the agency's accepted check, or a wait under the contract
    ("2026-03-10 09:00", ("2026-03-08/2026-03-09",), 3),
    ("2026-03-10 09:00", ("2026-03-08 00:01/2026-03-09",), 4),
    ("2026-03-10 09:00", ("2026-03-08/2026-03-09 23:59",), 3),
    ("2026-03-10 09:00", ("2026-03-08/2026-03-08 12:00", "2026-03-08 12:00/2026-03-09"), 3),
    # a pause from before the due, one that is open still, one that comes later
    ("2026-03-10 09:00", ("2026-03-01/2026-03-08",), 3),
    ("2026-03-10 09:00", ("2026-03-09 10:00/",), 3),
    ("2026-03-10 09:00", ("2026-03-09 00:00/",), 2),
    ("2026-03-10 09:00", ("2026-03-07/",), 0),
    ("2026-03-10 09:00", ("2026-03-11/2026-03-12",), 4),
    ("2026-03-10 09:00", ("2026-03-05/2026-03-06",), 4),
]


@pytest.mark.parametrize(("until", "pauses", "days"), DAYS)
def test_a_limit_in_days(until: str, pauses: tuple[str, ...], days: int) -> None:
    assert overdue_days(Unit.DAY, at(DUE), at(until), map(pause, pauses)) == days


@pytest.mark.parametrize(
    ("until", "pauses", "days"),
    [
        ("2026-03-07 10:30", (), 0),  # the last instant on time
        ("2026-03-07 10:31", (), 1),
        ("2026-03-08 00:01", (), 2),
        ("2026-03-08 00:01", ("2026-03-07 10:30/2026-03-08",), 1),
        ("2026-03-08 00:01", ("2026-03-07 10:31/2026-03-08",), 2),
    ],
)
def test_a_limit_in_minutes(until: str, pauses: tuple[str, ...], days: int) -> None:
    assert overdue_days(Unit.MINUTE, at("2026-03-07 10:30"), at(until), map(pause, pauses)) == days


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(ZONE))
SPANS = st.timedeltas(timedelta(), timedelta(days=30))


@given(INSTANTS, SPANS, SPANS, st.sampled_from(Unit))
def test_it_is_late_for_a_day_or_more_or_not_late(due: datetime, late: timedelta, later: timedelta, unit: Unit) -> None:
    days = overdue_days(unit, due, due + late)
    assert 0 <= days <= late.days + 2
    assert overdue_days(unit, due, due + late + later) >= days


@given(INSTANTS, SPANS, SPANS, SPANS)
def test_a_pause_never_adds_a_day(due: datetime, late: timedelta, begins: timedelta, lasts: timedelta) -> None:
    start = due - timedelta(days=5) + begins
    span = [type(pause("2026-01-01/"))(start, start + lasts)]
    plain = overdue_days(Unit.DAY, due, due + late)
    assert 0 <= overdue_days(Unit.DAY, due, due + late, span) <= plain
