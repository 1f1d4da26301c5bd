"""What a settlement does to clocks that other facts bear on as well."""

from datetime import timedelta

from tests.world import World
from tickets import actions
from tickets.models import Claim

LATE = {"late_reason": "先电话处理，后补录"}


def test_a_start_that_is_settled_earlier_lets_an_earlier_stop_count(world: World) -> None:
    """又中断 and 响应 were both entered late: while the break stands at its entry, the answer counts as given then."""
    fault = world.take(world.file("incident"), "respond", "recover")
    world.later(minutes=60)
    broke, answered = world.now - timedelta(minutes=45), world.now - timedelta(minutes=16)
    fault = world.take(fault, "relapse", who="clerk", happened_at=broke.isoformat(), **LATE)
    fault = world.take(fault, "respond", who="manager", happened_at=answered.isoformat(), **LATE)
    assert world.clock(fault, "incident.respond").stopped_at == world.now

    claim = Claim.objects.get(fact__name="relapse")
    actions.accept_claim(claim.pk, actor=world.user("desk"), now=world.later(minutes=5).now)

    clock = world.clock(fault, "incident.respond")
    assert (clock.started_at, clock.stopped_at, clock.state) == (broke, answered, "breached")
