"""What a settlement does to clocks that other facts bear on as well."""

from datetime import timedelta

from tests.world import World
from tickets import actions
from tickets.models import Claim

LATE = {"late_reason": "先电话处理，后补录"}


def test_a_start_that_is_settled_earlier_lets_an_earlier_stop_count(world: World) -> None:
    """又中断 and 响应 came late: 响应 alone turned nothing, and counts as stated once 又中断 is accepted."""
    fault = world.take(world.file("incident"), "respond", "recover")
    world.later(minutes=60)
    broke, answered = world.now - timedelta(minutes=45), world.now - timedelta(minutes=16)
    fault = world.take(fault, "relapse", who="clerk", happened_at=broke.isoformat(), **LATE)
    fault = world.take(fault, "respond", who="manager", happened_at=answered.isoformat(), **LATE)
    assert world.clock(fault, "incident.respond").stopped_at == world.now

    claim = Claim.objects.get()
    assert claim.fact.name == "relapse"
    actions.accept_claim(claim.pk, actor=world.user("desk"), now=world.later(minutes=5).now)

    clock = world.clock(fault, "incident.respond")
    assert (clock.started_at, clock.stopped_at, clock.state) == (broke, answered, "breached")


def test_not_restored_answers_a_late_entry_of_the_recovery(world: World) -> None:
    """未恢复 while the time of the recovery is claimed: the agency's word on the same claim, not a second one."""
    fault = world.take(world.file("incident"), "respond")
    world.later(minutes=60)
    at = (world.now - timedelta(minutes=45)).isoformat()
    fault = world.take(fault, "recover", who="manager", happened_at=at, **LATE)
    world.later(minutes=10)
    seen = (world.now - timedelta(minutes=3)).isoformat()
    fault = world.take(fault, "reject_recovery", who="clerk", seen_at=seen, comment="仍不可用")

    claim = Claim.objects.get(fact__name="recover")
    assert claim.state == "contested"
    actions.decide_claim(
        claim.pk, value=actions.Value(nothing=True), actor=world.user("auditor"), now=world.now, comment="监控为准"
    )
    first, provisional = fault.deadlines.filter(code="incident.handle").order_by("round")
    assert (first.stopped_at, provisional.cancelled) == (None, True)
