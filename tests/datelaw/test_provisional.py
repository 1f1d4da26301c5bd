"""A day is provisional where another calendar could move it, and nowhere else. 2025 and 2026 are announced."""

import pytest

from tests.datelaw.dates import due_of

#: (start, limit, whether the last day rolls, provisional, why).
ANSWERS = (
    ("2026-12-30", "3 natural days", False, False, "it ends in 2027, where it stays whatever is announced"),
    ("2026-12-30", "3 natural days", True, True, "2027 may say that its last day is a rest day"),
    ("2026-12-30", "3 days", False, False, "the same in days"),
    ("2026-12-30", "3 days", True, True, "the same in days"),
    ("2026-12-28", "3 natural days", True, False, "31 December 2026 is announced and a working day"),
    ("2024-12-20", "1 month", True, False, "begun in 2024, of which nothing is asked; its last day lies in 2025"),
    ("2024-12-20", "1 month", False, False, "and it does not roll"),
    ("2026-12-20", "1 month", True, True, "its last day lies in 2027"),
    ("2026-12-20", "1 month", False, False, "but it stays there"),
    ("2024-12-20", "20 working days", True, True, "each day of 2024 is counted or not"),
    ("2026-12-20", "20 working days", False, True, "each day of 2027 is counted or not"),
    ("2025-12-20", "20 working days", True, False, "2025 and 2026 are both announced"),
    ("2027-03-01", "6 months before", False, False, "it leads back to 2026, and does not roll"),
    ("2028-03-01", "6 months before", False, False, "nothing is asked of 2027"),
    ("2028-03-01", "20 working days before", False, True, "each day of 2028 is counted or not"),
    ("2030-01-01", "3 hours", False, False, "hours run whatever the day"),
)


@pytest.mark.parametrize(("start", "limit", "rolls", "provisional", "why"), ANSWERS)
def test_only_what_a_calendar_can_move_is_provisional(
    start: str, limit: str, rolls: bool, provisional: bool, why: str
) -> None:
    assert due_of(start, limit, roll=rolls).provisional is provisional, why
