"""8.3 and 8.7: told long enough ahead, by working days counted back from the planned day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.datelaw.advance import advance
from tickets.datelaw.calendar import shipped
from tickets.datelaw.types import ZONE, day_end
from tickets.policy.types import Limit, Unit

FIVE, THREE = (Limit(n, Unit.WORKING_DAY_BEFORE, roll=False) for n in (5, 3))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("planned", "told", "limit", "last_day", "late"),
    [
        (date(2026, 3, 16), "2026-03-09T23:59:59", FIVE, date(2026, 3, 9), False),
        (date(2026, 3, 16), "2026-03-10T00:00", FIVE, date(2026, 3, 9), True),
        (at("2026-03-16T22:00"), "2026-03-09T10:00", FIVE, date(2026, 3, 9), False),
        # the Spring Festival lies between, and the Saturday before it is a working day
        (date(2026, 2, 24), "2026-02-11T17:00", THREE, date(2026, 2, 12), False),
        (date(2026, 2, 24), "2026-02-13T09:00", THREE, date(2026, 2, 12), True),
        # a plan for a rest day counts the working days before it
        (date(2026, 3, 15), "2026-03-09T10:00", FIVE, date(2026, 3, 9), False),
    ],
)
def test_the_last_day_in_time_is_counted_back(
    planned: date, told: str, limit: Limit, last_day: date, late: bool
) -> None:
    found = advance(planned, at(told), limit, shipped())
    assert (found.last_day, found.late, found.provisional) == (last_day, late, False)


@given(st.dates(date(2025, 2, 1), date(2026, 12, 1)), st.integers(1, 20))
def test_it_is_late_from_the_end_of_the_last_day_on(planned: date, days: int) -> None:
    limit = Limit(days, Unit.WORKING_DAY_BEFORE, roll=False)
    edge = day_end(advance(planned, at("2026-01-01T00:00"), limit, shipped()).last_day)
    assert advance(planned, edge, limit, shipped()).late
    assert not advance(planned, edge - timedelta(microseconds=1), limit, shipped()).late
