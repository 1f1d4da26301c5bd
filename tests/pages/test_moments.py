"""How pages write instants: the end of a last day is its 24:00, not the next day's midnight."""

from datetime import datetime

import pytest

from tickets.datelaw.types import ZONE
from tickets.models import Deadline
from tickets.pages.parts.moments import due_full, due_short


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 11, 24, tzinfo=ZONE), "2026年11月23日（周一）24时"),
        (datetime(2027, 1, 1, tzinfo=ZONE), "2026年12月31日（周四）24时"),
        (datetime(2026, 11, 24, 0, 5, tzinfo=ZONE), "2026-11-24 00:05"),
    ],
)
def test_midnight_reads_as_the_end_of_the_day_before(at: datetime, written: str) -> None:
    assert due_full(at) == written


@pytest.mark.parametrize(
    ("unit", "due", "now", "written"),
    [
        ("working_day", datetime(2026, 10, 14, tzinfo=ZONE), datetime(2026, 3, 2, tzinfo=ZONE), "10月13日（周二）24时"),
        ("working_day", datetime(2025, 10, 14, tzinfo=ZONE), datetime(2026, 3, 2, tzinfo=ZONE),
         "2025年10月13日（周一）24时"),
        ("working_day", datetime(2027, 1, 1, tzinfo=ZONE), datetime(2026, 3, 2, tzinfo=ZONE), "12月31日（周四）24时"),
        ("minute", datetime(2026, 10, 13, 9, 5, tzinfo=ZONE), datetime(2026, 3, 2, tzinfo=ZONE), "10-13 09:05"),
        ("minute", datetime(2025, 10, 13, 9, 5, tzinfo=ZONE), datetime(2026, 3, 2, tzinfo=ZONE), "2025-10-13 09:05"),
    ],
)  # fmt: skip
def test_a_due_of_a_list_has_its_year_where_it_is_not_this_one(
    unit: str, due: datetime, now: datetime, written: str
) -> None:
    """Whenever the clock began: what is a year old is never read as of these days."""
    begun = due.replace(year=due.year - 1)
    assert due_short(Deadline(limit_n=1, limit_unit=unit, started_at=begun, due_at=due), now) == written
