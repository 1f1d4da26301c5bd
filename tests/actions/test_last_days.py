"""The last day for the provider to apply to leave (13.1) is told to both sides sixty, thirty and five days before."""

from datetime import date, datetime, timedelta

import pytest

from tests.world import World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.models import Notice

#: Six months before the last service day of 31 December 2026.
LAST = date(2026, 6, 30)


def told(world: World, days_before: int) -> set[str]:
    day = LAST - timedelta(days=days_before)
    actions.tell_of_last_days(datetime(day.year, day.month, day.day, 9, 5, tzinfo=ZONE))
    rows = Notice.objects.filter(event="exit_day_nears", key__startswith=f"exit_day:{world.contract.pk}:")
    return set(rows.values_list("recipient__username", flat=True))


@pytest.mark.parametrize(("days_before", "is_told"), [(61, False), (60, True), (0, True), (-1, False)])
def test_leads_and_desk_of_both_sides_are_told_while_there_is_time(
    world: World, days_before: int, is_told: bool
) -> None:
    assert told(world, days_before) == ({"lead", "manager", "desk"} if is_told else set())


def test_each_is_told_three_times_however_often_the_service_looks(world: World) -> None:
    for days_before in range(70, -5, -1):
        told(world, days_before)
        told(world, days_before)
    said = Notice.objects.filter(event="exit_day_nears", recipient__username="lead", params__contract="DEMO")
    assert [row.params["days"] for row in said.order_by("id")] == [60, 30, 5]


def test_a_service_that_was_down_on_the_day_tells_of_it_on_the_next(world: World) -> None:
    assert told(world, 58) == {"lead", "manager", "desk"}
    assert {row.params["days"] for row in Notice.objects.filter(event="exit_day_nears", params__contract="DEMO")} == {
        58
    }


def test_a_contract_that_sets_no_such_day_says_nothing(world: World) -> None:
    world.contract.clauses.filter(code="provider_exit.notice").update(current=False)
    assert told(world, 30) == set()
