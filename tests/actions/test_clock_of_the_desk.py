"""The clock of whoever types may run some minutes ahead; what they tell of has happened all the same."""

from datetime import timedelta

import pytest

from tests.world import World
from tickets.errors import Invalid
from tickets.models import Fact


@pytest.mark.parametrize("ahead", [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=5)])
def test_a_fault_reported_minutes_ahead_is_reported_now(world: World, ahead: timedelta) -> None:
    ticket = world.file("incident", reported_at=(world.now + ahead).isoformat())
    assert ticket.fields["reported_at"] == world.now.isoformat()
    assert Fact.objects.get(ticket=ticket).stated_at == world.now
    assert world.clock(ticket, "incident.respond").started_at == world.now


def test_what_happened_minutes_ahead_happened_now(world: World) -> None:
    ticket = world.file("incident")
    later = (world.later(minutes=3).now + timedelta(minutes=2)).isoformat()
    world.take(ticket, "respond", happened_at=later)
    assert Fact.objects.get(ticket=ticket, name="respond").stated_at == world.now


def test_what_lies_further_ahead_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("incident", reported_at=(world.now + timedelta(minutes=5, seconds=1)).isoformat())
    assert list(refused.value.errors) == ["reported_at"]


def test_what_is_planned_may_lie_minutes_ahead(world: World) -> None:
    start = world.now + timedelta(minutes=2)
    ends = {"window_start": start.isoformat(), "window_end": (start + timedelta(hours=1)).isoformat()}
    assert world.file("restart", **ends).fields["window_start"] == start.isoformat()
