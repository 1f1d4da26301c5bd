"""Whoever confirms or returns a result has looked at it: that answers what is claimed of its time (§0)."""

from datetime import datetime

import pytest

from tests.world import World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.models import Claim, Ticket


def day(number: int, hour: int) -> datetime:
    return datetime(2026, 3, number, hour, tzinfo=ZONE)


@pytest.fixture
def handed_over(world: World) -> Ticket:
    """Demanded on Monday 2 March, due on Monday the 9th; handed over that afternoon, and entered a day too late."""
    steps = ("submit", "issue_demand", "nominate", "accept_nominee")
    ticket = world.take(world.file("staff_replacement"), *steps)
    late = {"happened_at": day(9, 15).isoformat(), "late_reason": "系统故障，先书面送达"}
    return world.at(day(10, 9)).take(ticket, "report_handover", **late)


@pytest.mark.parametrize("step", ["confirm_handover", "return_handover"])
def test_the_verdict_on_a_result_answers_its_time(world: World, handed_over: Ticket, step: str) -> None:
    assert Claim.objects.get(ticket=handed_over).state == "pending"
    assert world.clock(handed_over, "staff.replace").unsettled

    world.at(day(10, 11)).take(handed_over, step)

    claim = Claim.objects.get(ticket=handed_over)
    assert (claim.state, claim.fact.standing_at) == ("accepted", day(9, 15))
    assert "claim.accepted" in [one.action for one in world.audit(handed_over)]


def test_an_accepted_result_stands_at_its_own_time(world: World, handed_over: Ticket) -> None:
    ticket = world.at(day(10, 11)).take(handed_over, "confirm_handover")

    clock = world.clock(ticket, "staff.replace")
    assert (clock.breached_at, clock.unsettled) == (None, False)


def test_who_says_otherwise_contests_first_and_that_stays(world: World, handed_over: Ticket) -> None:
    claim = Claim.objects.get(ticket=handed_over)
    actions.contest_claim(
        claim.pk, value=None, actor=world.user("lead"), now=world.later(hours=1).now, comment="未收到书面材料"
    )

    world.later(hours=1).take(handed_over, "confirm_handover")

    assert Claim.objects.get(ticket=handed_over).state == "contested"
