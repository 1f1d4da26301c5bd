"""A pause with a known end is over at that end, whether the sweep came by or not."""

from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import actions, sweep
from tickets.datelaw.types import ZONE
from tickets.models import Ticket

EXPAND = "change.expand"
OPENS = datetime(2026, 3, 3, 20, tzinfo=ZONE)
DURING = OPENS + timedelta(minutes=30)
WINDOW = {"window_start": OPENS.isoformat(), "window_end": (OPENS + timedelta(hours=2)).isoformat()}
SCHEDULED = "submit_for_costing clear_cost approve record_filing accept"


@pytest.fixture
def waiting(world: World) -> Ticket:
    """The provider's clock rests until the agency's window opens; nothing sweeps."""
    ticket = world.take(world.file("change", interrupts=True, **WINDOW), *SCHEDULED.split())
    assert world.clock(ticket, EXPAND).resumes_at == OPENS
    return ticket


def reasons(world: World, ticket: Ticket) -> list[str]:
    return [one.reason for one in world.clock(ticket, EXPAND).pauses.all()]


def test_after_an_outage_a_claim_counts_and_the_provider_is_not_charged(world: World, waiting: Ticket) -> None:
    ticket = world.at(DURING).take(waiting, "start_work")
    ticket = world.take(ticket, "deliver")
    assert reasons(world, ticket) == ["awaiting_filing", "window_not_open", "with_other_side"]

    world.at(world.clock(ticket, EXPAND).due_at + timedelta(days=9)).take(ticket, "confirm")

    clock = world.clock(ticket, EXPAND)
    assert (clock.state, clock.stopped_at) == ("met", DURING)


def test_the_act_is_judged_by_the_clock_that_runs_again(world: World, waiting: Ticket) -> None:
    lead = world.user("lead")
    step = waiting.machine.by_step["suspend"]
    assert step not in actions.available(waiting, actor=lead, now=world.now)

    world.at(DURING).take(waiting, "suspend", who="lead", ground="force_majeure")

    assert reasons(world, waiting) == ["awaiting_filing", "window_not_open", "force_majeure"]


def test_before_its_end_the_pause_stands(world: World, waiting: Ticket) -> None:
    world.at(OPENS - timedelta(seconds=1)).take(waiting, "hand_over", who="manager", assignee="engineer")
    assert world.clock(waiting, EXPAND).state == "paused"


def test_the_audit_of_the_act_says_that_the_clock_runs_again(world: World, waiting: Ticket) -> None:
    world.at(DURING).take(waiting, "start_work")
    (resumed, *_rest) = world.audit(waiting)[-1].data["clocks"]
    assert (resumed["clock"], resumed["op"]) == (EXPAND, "resume")


def test_the_sweep_writes_the_end_down_once(world: World, waiting: Ticket) -> None:
    clock = world.clock(waiting, EXPAND)
    assert actions.fire(clock.pk, OPENS)

    after = world.clock(waiting, EXPAND)
    assert (after.state, after.resumes_at) == ("running", None)
    assert after.next_at > OPENS
    assert world.audit(waiting)[-1].data["clocks"][0]["op"] == "resume"
    assert not actions.fire(clock.pk, OPENS)
    assert not sweep.fire_one(OPENS)
