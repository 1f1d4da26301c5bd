"""What is said of absent people and of months, as plain values: words, runs of short months, key posts."""

from datetime import date, datetime
from typing import Any

import pytest

from tickets.datelaw.types import ZONE
from tickets.lifecycle.attendance import Absence, Claimed, StaffedMonth, of_key_post, short_run


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=ZONE)


def absence(**said: Any) -> Absence:
    told = {"number": "1", "site": "云机房", "post": "", "since": None, "until": None, "side": "agency"}
    return Absence(**{**told, "standing": Claimed.OPEN, **said})


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "云机房"),
        ({"post": "A-01", "since": at(7, 9), "until": at(7, 11)}, "云机房 A-01 2026-03-07 09:00–11:00"),
        ({"since": at(7, 23), "until": at(8, 1)}, "云机房 2026-03-07 23:00–2026-03-08 01:00"),
    ],
)
def test_an_absence_says_where_and_when(said: dict[str, Any], words: str) -> None:
    assert absence(**said).words == words


def months(*counted: tuple[int, int]) -> list[StaffedMonth]:
    """(month of the year, people) with twelve promised; 2026-07 with 10 and so on (p98 to p100)."""
    return [StaffedMonth(f"GD-{n}", date(2026, n, 1), 12, people, people) for n, people in counted]


@pytest.mark.parametrize(
    ("counted", "of", "run"),
    [
        (((7, 10), (8, 9)), 8, [7, 8]),
        (((7, 10), (8, 9)), 7, [7, 8]),
        (((7, 10), (8, 12), (9, 9)), 9, [9]),
        (((7, 10), (9, 9)), 9, [9]),
        (((7, 12), (8, 12)), 8, []),
        (((11, 11), (12, 11)), 12, [11, 12]),
    ],
)
def test_short_months_run_where_they_are_neighbours(
    counted: tuple[tuple[int, int], ...], of: int, run: list[int]
) -> None:
    assert [one.month.month for one in short_run(f"GD-{of}", months(*counted), "sheet")] == run


def test_the_fewest_at_one_time_count_by_the_other_reading() -> None:
    month = StaffedMonth("GD-1", date(2026, 7, 1), 12, 12, 11)
    assert (month.short("sheet"), month.short("any_day")) == (False, True)


@pytest.mark.parametrize(("row", "found"), [({"key_post": True}, True), ({"key_post": False}, False), ({}, False)])
def test_a_key_post_is_one_of_the_plan_at_its_site(row: dict[str, Any], found: bool) -> None:
    posts = [{"site": "云机房", "duty_post": "A-01", **row}, {"site": "别处", "duty_post": "A-01", "key_post": True}]
    assert of_key_post(absence(post="A-01"), posts) is found
