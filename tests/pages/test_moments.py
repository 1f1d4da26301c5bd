"""How pages write instants: the end of a last day is its 24:00, not the next day's midnight."""

from datetime import datetime

import pytest

from tickets.datelaw.types import ZONE
from tickets.pages.parts.moments import due_full


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
