"""新环境观察 (13.2, 13.3): observing has an end, and no side stretches the free month by its own word (M21)."""

from datetime import timedelta

import pytest

from tests.world import World
from tickets.errors import Forbidden
from tickets.models import Ticket

MOVED = "submit issue_notice submit_inventory agree_inventory report_moved accept_move"
MOVE, OBSERVE, JUDGE = "switchover.move", "leaving.observe", "leaving.judge"


@pytest.fixture
def observed(world: World) -> Ticket:
    return world.take(world.file("switchover"), *MOVED.split())


def test_observing_has_an_end_and_it_is_the_agencys(world: World, observed: Ticket) -> None:
    clock = world.clock(observed, OBSERVE)
    assert (clock.party, clock.state, clock.clause.judged) == ("agency", "running", True)
    assert world.clock(observed, MOVE).state == "met"

    ticket = world.take(observed, "confirm_stable")
    assert world.clock(ticket, OBSERVE).state == "met"

    ticket = world.take(ticket, "restore_service")
    assert (world.clock(ticket, OBSERVE).round, world.clock(ticket, OBSERVE).state) == (2, "running")


def test_the_agencys_word_alone_does_not_make_the_month_run_on(world: World, observed: Ticket) -> None:
    ticket = world.later(days=1).take(observed, "report_unstable")

    assert ticket.state == "judging_stability"
    assert world.clock(ticket, MOVE).state == "met"
    assert (world.clock(ticket, JUDGE).party, world.clock(ticket, JUDGE).state) == ("supervisor", "running")
    assert world.clock(ticket, OBSERVE).state == "paused"
    assert {"auditor", "manager"} <= world.told(ticket, "your_move") | world.told(ticket, "step")
    with pytest.raises(Forbidden):
        world.take(ticket, "find_unstable", who="lead")


@pytest.mark.parametrize("decided", ["agree_unstable", "find_unstable"])
def test_agreed_or_found_unstable_the_month_runs_on_and_is_not_run_twice(
    world: World, observed: Ticket, decided: str
) -> None:
    due = world.clock(observed, MOVE).nominal_due
    ticket = world.later(days=10).take(observed, "report_unstable")

    ticket = world.later(days=1).take(ticket, decided)

    clock = world.clock(ticket, MOVE)
    assert (ticket.state, clock.round, clock.state) == ("moving", 1, "running")
    assert clock.nominal_due - due <= timedelta(days=11)
    assert world.clock(ticket, JUDGE).state == "met"
    ticket = world.take(ticket, "report_moved", "accept_move")
    assert (world.clock(ticket, OBSERVE).round, world.clock(ticket, OBSERVE).state) == (2, "running")


def test_found_stable_the_observation_goes_on_and_the_time_of_the_decision_is_not_the_agencys(
    world: World, observed: Ticket
) -> None:
    due = world.clock(observed, OBSERVE).due_at
    ticket = world.take(observed, "report_unstable")

    ticket = world.later(days=3).take(ticket, "find_stable")

    clock = world.clock(ticket, OBSERVE)
    assert (ticket.state, clock.round, clock.state) == ("stabilizing", 1, "running")
    assert clock.due_at > due
    assert world.clock(ticket, MOVE).state == "met"


def test_it_can_be_broken_off_while_the_decision_is_awaited(world: World, observed: Ticket) -> None:
    ticket = world.take(observed, "report_unstable", "cancel")
    assert ticket.state == "cancelled"
    assert not ticket.deadlines.filter(stopped_at=None).exists()
