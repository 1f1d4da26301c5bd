"""A restart, from its draft to its end, by the door."""

from tests.world import World


def test_a_restart_goes_from_draft_to_closed(world: World) -> None:
    order = world.file("restart")
    assert order.state == "draft"
    order = world.take(order, "submit", "approve_restart", "verify", "begin", "complete", "confirm")
    assert order.state == "closed"
    assert order.closed_at == world.now
