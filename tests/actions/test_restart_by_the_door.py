"""A restart, from its draft to its end, by the door."""

from datetime import timedelta

import pytest

from tests.world import World
from tickets.models import Notice


def test_a_restart_goes_from_draft_to_closed(world: World) -> None:
    ticket = world.file("restart")
    assert ticket.state == "draft"
    ticket = world.take(ticket, "submit", "approve_restart", "verify", "begin", "complete", "confirm")
    assert ticket.state == "closed"
    assert ticket.closed_at == world.now


@pytest.mark.parametrize(
    ("finished", "hears"), [(timedelta(), False), (timedelta(seconds=1), True), (timedelta(hours=1), True)]
)
def test_the_supervisor_hears_of_a_restart_that_ran_past_its_window(
    world: World, finished: timedelta, hears: bool
) -> None:
    ends = world.now + timedelta(hours=1)
    ticket = world.file("restart", window_start=world.now.isoformat(), window_end=ends.isoformat())
    ticket = world.take(ticket, "submit", "approve_restart", "verify", "begin")
    world.at(ends + timedelta(hours=2)).take(
        ticket,
        "complete",
        started_at=(ends - timedelta(minutes=5)).isoformat(),
        finished_at=(ends + finished).isoformat(),
        late_reason="机房无法上网，回到办公室后补录。",
    )
    told = Notice.objects.filter(ticket=ticket, event="step", params__action="complete")
    assert told.filter(recipient__username="auditor").exists() is hears
