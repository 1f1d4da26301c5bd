"""The contract's twenty-five reckoned dates, and as many of ours, as tables."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from tests.datelaw.dates import CALENDAR, at, day, due_of
from tickets.datelaw.reckoning import due
from tickets.policy.types import Limit

with (Path(__file__).parent / "vectors.csv").open(encoding="utf-8", newline="") as file:
    VECTORS = list(csv.DictReader(file))


@pytest.mark.parametrize("vector", VECTORS, ids=[f"{row['id']} {row['limit']}" for row in VECTORS])
def test_a_reckoned_date_comes_out(vector: dict[str, str]) -> None:
    answer = due(datetime.fromisoformat(vector["start"]), Limit.parse(vector["limit"]), CALENDAR)

    assert answer.legal.isoformat() == vector["expected_due"]
    assert str(answer.nominal_last_day or "") == vector["expected_nominal"]
    assert answer.provisional == (vector["provisional"] == "yes")


def test_all_twenty_five_are_there() -> None:
    assert [row["id"] for row in VECTORS] == [f"{number:02}" for number in range(1, 26)]


@pytest.mark.parametrize(
    ("start", "limit", "nominal", "last"),
    [
        # month ends, leap years included (Civil Code 202)
        ("2025-08-31", "1 month", "2025-09-30", "2025-09-30"),
        ("2028-01-31", "1 month", "2028-02-29", "2028-02-29"),
        ("2026-01-30", "1 month", "2026-02-28", "2026-02-28"),
        ("2025-12-15", "2 months", "2026-02-15", "2026-02-24"),
        ("2025-11-30", "12 months", "2026-11-30", "2026-11-30"),
        # the time of day does not matter, not even the last second
        ("2026-10-09 23:59:59", "5 days", "2026-10-14", "2026-10-14"),
        ("2026-10-09", "5 days", "2026-10-14", "2026-10-14"),
        # the day before a long holiday, and the holiday's own days
        ("2026-02-13", "1 working day", "2026-02-14", "2026-02-14"),
        ("2026-02-14", "1 working day", "2026-02-24", "2026-02-24"),
        ("2026-02-18", "1 working day", "2026-02-24", "2026-02-24"),
        ("2025-10-04", "5 working days", "2025-10-14", "2025-10-14"),
        ("2025-01-25", "1 day", "2025-01-26", "2025-01-26"),
        ("2025-01-27", "1 day", "2025-01-28", "2025-02-05"),
        # backward: never later, whatever the day
        ("2026-08-31", "6 months before", "2026-02-28", "2026-02-28"),
        ("2026-10-31", "1 month before", "2026-09-30", "2026-09-30"),
        ("2026-10-09", "5 working days before", "2026-09-24", "2026-09-24"),
        ("2026-10-10", "1 working day before", "2026-10-09", "2026-10-09"),
        ("2026-02-24", "3 working days before", "2026-02-12", "2026-02-12"),
    ],
)
def test_a_day_limit_ends_on_its_day(start: str, limit: str, nominal: str, last: str) -> None:
    answer = due_of(start, limit)

    assert (answer.nominal_last_day, answer.last_day) == (day(nominal), day(last))


@pytest.mark.parametrize(
    ("start", "limit", "last"),
    [
        ("2025-11-03 09:30", "5 days", "2025-11-08"),
        ("2026-02-10 11:00", "7 natural days", "2026-02-17"),
        ("2025-12-31", "1 month", "2026-01-31"),
    ],
)
def test_a_limit_without_roll_stays_on_a_rest_day(start: str, limit: str, last: str) -> None:
    assert due_of(start, limit, roll=False).last_day == day(last)


def test_an_instant_in_another_zone_is_the_same_instant() -> None:
    evening = datetime.fromisoformat("2026-10-08T16:30:00+00:00")  # 00:30 of the 9th in Shanghai

    assert due(evening, Limit.parse("20 working days"), CALENDAR).last_day == day("2026-11-05")
    assert due(evening, Limit.parse("1 hour"), CALENDAR).legal == at("2026-10-09 01:30")


def test_legal_is_rolled_and_the_target_is_the_due_where_no_other_is_set() -> None:
    answer = due_of("2026-02-10 11:00", "7 natural days")

    assert answer.nominal == at("2026-02-18")
    assert answer.legal == answer.target == at("2026-02-25")
