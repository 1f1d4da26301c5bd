"""The periods of what recurs: cut at the term, named by the calendar, and due by working days after their last day."""

from datetime import date

import pytest

from tickets.datelaw.calendar import shipped
from tickets.lifecycle.kinds.report import DAYS
from tickets.lifecycle.recurring import Term, beginning, end, months

TERM = Term(date(2025, 10, 10), date(2026, 10, 9), live=date(2025, 10, 10))


@pytest.mark.parametrize(
    ("key", "first", "last", "due"),
    [
        ("2025-10", date(2025, 10, 10), date(2025, 10, 31), date(2025, 11, 7)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31), date(2026, 1, 8)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 6)),
        ("2026-09", date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 13)),
        ("2026-10", date(2026, 10, 1), date(2026, 10, 9), date(2026, 10, 15)),
    ],
)
def test_a_month_is_due_by_working_days_after_its_last_day(key: str, first: date, last: date, due: date) -> None:
    found = {one.key: one for one in months(TERM)}[key]
    assert (found.first, found.last) == (first, last)
    assert shipped().nth_working_day(found.last, DAYS.otherwise) == due


def test_the_months_cover_the_term_without_gap_or_overlap() -> None:
    found = list(months(TERM))
    assert len(found) == len({one.key for one in found}) == 13
    assert (found[0].first, found[-1].last) == (TERM.starts, TERM.ends)
    assert [(a.last.toordinal() + 1) for a in found[:-1]] == [b.first.toordinal() for b in found[1:]]
    assert [one.since for one in found] == [date.fromordinal(one.last.toordinal() + 1) for one in found]


@pytest.mark.parametrize(
    ("live", "keys"),
    [(None, []), (date(2026, 10, 9), ["2026-10"]), (date(2026, 8, 20), ["2026-08", "2026-09", "2026-10"])],
)
def test_no_month_is_reported_before_a_system_is_live(live: date | None, keys: list[str]) -> None:
    found = list(months(Term(TERM.starts, TERM.ends, live)))
    assert [one.key for one in found] == keys
    assert not found or found[0].first == live


def test_the_plan_is_asked_for_on_the_first_day_and_the_summary_when_the_term_is_over() -> None:
    (plan,), (summary,) = beginning(TERM), end(TERM)
    assert plan.since == date(2025, 10, 10)
    assert (summary.first, summary.last, summary.since) == (TERM.starts, TERM.ends, date(2026, 10, 10))
