"""Weeks from Monday to Sunday, and months, by their codes."""

from datetime import date

import pytest

from tickets.datelaw.periods import MONTH, WEEK, Period


@pytest.mark.parametrize(
    ("code", "starts", "ends", "following"),
    [
        ("2026-W10", date(2026, 3, 2), date(2026, 3, 8), "2026-W11"),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3), "2027-W01"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "2026-03"),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31), "2027-01"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(code: str, starts: date, ends: date, following: str) -> None:
    period = Period.read(code)
    assert period is not None
    assert (period.starts, period.ends, period.code) == (starts, ends, code)
    assert (period.following.code, period.following.before) == (following, period)
    assert Period.around(period.sort, ends) == period
    assert (period.over - period.first).days == (ends - starts).days + 1


@pytest.mark.parametrize("code", ["", "2026", "2026-W54", "2026-13", "2026-W1", "2026-3", "1026-W10", "٢٠٢٦-02", "x"])
def test_anything_else_is_none(code: str) -> None:
    assert Period.read(code) is None


def test_a_week_may_belong_to_another_year_than_its_first_day() -> None:
    assert Period.around(WEEK, date(2025, 12, 30)).code == "2026-W01"
    assert Period.around(MONTH, date(2025, 12, 30)).code == "2025-12"
