"""The clock of whoever types may run five minutes ahead in a claim, too: what lies that far ahead is now."""

from datetime import timedelta

import pytest

from tests.claims.test_pauses_at_odds import paused
from tests.world import World
from tickets.actions import Value
from tickets.errors import Invalid
from tickets.models import Claim, Ticket

FIVE, SECOND = timedelta(minutes=5), timedelta(seconds=1)


@pytest.fixture
def fault(world: World) -> Ticket:
    ticket = world.file("incident")
    ticket = world.later(minutes=4).take(ticket, "respond")
    world.later(minutes=20)
    return ticket


def stretch(claim: Claim) -> tuple[object, object]:
    said = claim.statements.get()
    return said.start, said.end


def test_a_pause_may_end_up_to_five_minutes_ahead_which_is_now(world: World, fault: Ticket) -> None:
    began = world.now - timedelta(minutes=10)
    claim = paused(world, fault, Value(began, world.now + FIVE))
    assert stretch(claim) == (began, world.now)


def test_a_pause_may_begin_up_to_five_minutes_ahead_which_is_now(world: World, fault: Ticket) -> None:
    claim = paused(world, fault, Value(world.now + FIVE))
    assert stretch(claim) == (world.now, None)


@pytest.mark.parametrize("past", [True, False])
def test_what_lies_further_ahead_is_refused(world: World, fault: Ticket, past: bool) -> None:
    ahead = world.now + FIVE + SECOND
    with pytest.raises(Invalid):
        paused(world, fault, Value(world.now - timedelta(minutes=10), ahead) if past else Value(ahead))
