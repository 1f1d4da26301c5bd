"""A3.4: the authority sets a second limit, once, and only when the first is missed."""

from datetime import timedelta

import pytest

from tests.world import World
from tickets.errors import Invalid, WrongState
from tickets.models import Ticket

SECOND = timedelta(seconds=1)


@pytest.fixture
def scheduled(world: World) -> Ticket:
    way = "submit_for_costing clear_cost approve record_filing accept"
    return world.take(world.file("change"), *way.split())


def test_before_the_first_limit_is_missed_there_is_no_second(world: World, scheduled: Ticket) -> None:
    due = world.clock(scheduled, "change.expand").due_at
    with pytest.raises(WrongState):
        world.at(due - SECOND).take(scheduled, "order_expansion")


def test_the_second_runs_for_the_days_of_the_notice_beside_the_first(world: World, scheduled: Ticket) -> None:
    due = world.clock(scheduled, "change.expand").due_at
    ticket = world.at(due).take(scheduled, "order_expansion", days=4)

    first, second = world.clock(ticket, "change.expand"), world.clock(ticket, "change.expand_again")
    assert (first.open, first.late(world.now)) == (True, True)
    assert (second.limit_n, second.limit_unit, second.state) == (4, "natural_day", "running")
    assert second.started_at == world.now
    assert {"manager", "auditor"} <= world.told(ticket, "your_move") | world.told(ticket, "step")


def test_there_is_no_third(world: World, scheduled: Ticket) -> None:
    due = world.clock(scheduled, "change.expand").due_at
    ticket = world.at(due).take(scheduled, "order_expansion")
    with pytest.raises(WrongState):
        world.later(days=30).take(ticket, "order_expansion")


@pytest.mark.parametrize("days", [0, 366, "soon"])
def test_its_length_is_a_number_of_days(world: World, scheduled: Ticket, days: object) -> None:
    due = world.clock(scheduled, "change.expand").due_at
    with pytest.raises(Invalid) as refused:
        world.at(due).take(scheduled, "order_expansion", days=days)
    assert set(refused.value.errors) == {"days"}


def test_both_are_settled_by_the_confirmation_at_the_instant_of_delivery(world: World, scheduled: Ticket) -> None:
    ticket = world.at(world.clock(scheduled, "change.expand").due_at).take(scheduled, "order_expansion")
    ticket = world.later(hours=2).take(ticket, "start_work", "deliver")
    delivered = world.now
    ticket = world.later(days=1).take(ticket, "confirm")

    states = {code: world.clock(ticket, code) for code in ("change.expand", "change.expand_again")}
    assert {code: one.state for code, one in states.items()} == {
        "change.expand": "breached", "change.expand_again": "met",
    }  # fmt: skip
    assert {one.stopped_at for one in states.values()} == {delivered}
