"""A permit that time ends: the sweep takes the step, and nobody has approved anything."""

from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import actions
from tickets.models import Ticket
from tickets.sweep import clocks

SECOND = timedelta(seconds=1)


@pytest.fixture
def permitted(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit", "approve_restart", "verify")


def end(ticket: Ticket) -> datetime:
    return datetime.fromisoformat(ticket.fields["window_end"])


def test_a_permit_lives_to_the_last_instant_of_its_window(world: World, permitted: Ticket) -> None:
    assert permitted.lapses_at == end(permitted)
    assert not actions.lapse(permitted.pk, end(permitted))
    assert world.at(end(permitted)).take(permitted, "begin").state == "executing"


@pytest.mark.parametrize("early", [SECOND, timedelta(microseconds=1), timedelta(0)])
def test_a_sweep_before_the_end_or_at_it_leaves_the_permit_and_its_hour(
    world: World, permitted: Ticket, early: timedelta
) -> None:
    assert not actions.lapse(permitted.pk, end(permitted) - early)
    assert not clocks.lapse_ticket(end(permitted) - early)

    ticket = world.fresh(permitted)
    assert (ticket.state, ticket.lapses_at) == ("permitted", end(permitted))
    assert actions.lapse(permitted.pk, end(permitted) + timedelta(microseconds=1))


def test_after_it_the_permit_is_void_and_the_record_says_that_time_did_it(world: World, permitted: Ticket) -> None:
    assert actions.lapse(permitted.pk, end(permitted) + SECOND)

    ticket = world.fresh(permitted)
    assert (ticket.state, ticket.lapses_at, ticket.assignee) == ("expired", None, None)
    assert not ticket.endorsements.filter(name="permit", voided_at=None).exists()
    entry = world.audit(ticket)[-1]
    assert (entry.action, entry.actor, entry.unit) == ("expire", None, None)
    assert world.clock(ticket, "restart.execute").stopped_at is not None
    assert {"lead", "auditor", "clerk", "engineer"} <= world.told(ticket, "step")


def test_it_lapses_once_whoever_sweeps(world: World, permitted: Ticket) -> None:
    late = end(permitted) + SECOND
    assert [actions.lapse(permitted.pk, late) for _ in range(2)] == [True, False]


def test_a_permit_that_was_used_does_not_lapse(world: World, permitted: Ticket) -> None:
    ticket = world.take(permitted, "begin")
    assert ticket.lapses_at is None
    assert not actions.lapse(ticket.pk, end(ticket) + SECOND)


def test_people_of_either_side_may_say_so_before_the_sweep(world: World, permitted: Ticket) -> None:
    world.at(end(permitted) + SECOND)
    assert world.take(permitted, "expire", who="desk").state == "expired"
