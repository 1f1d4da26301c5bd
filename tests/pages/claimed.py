"""Faults with a claim on them, for tests of pages."""

from datetime import timedelta
from io import BytesIO

from tests.world import PDF, World
from tickets import actions
from tickets.models import Claim, Ticket


def late_answer(world: World, *, evidence: bool = False) -> Ticket:
    """Reported at 10:00, answered by telephone at 10:04, entered at 10:20: late by the entry, in time by the word."""
    ticket = world.file("incident", "clerk")
    answered = (world.now + timedelta(minutes=4)).isoformat()
    world.later(minutes=20)
    if evidence:
        paper, engineer = BytesIO(PDF), world.user("engineer")
        actions.attach(ticket, "fact_evidence", name="通话记录.pdf", stream=paper, actor=engineer, now=world.now)
    said = {"happened_at": answered, "late_reason": "先电话答复，后补录"}
    return world.take(ticket, "respond", who="engineer", **said)


def contested(world: World) -> Ticket:
    """The agency says 10:18."""
    ticket = late_answer(world)
    value = actions.Value(start=world.now.replace(minute=18))
    actions.contest_claim(
        claim(ticket).pk, value=value, actor=world.user("clerk"), now=world.now, comment="未接到该电话"
    )
    return ticket


def late_stamps(world: World) -> Ticket:
    """Reported at ten, answered, located and repaired by twenty past, all of which is entered at eleven in one act."""
    ticket = world.file("incident", "clerk")
    said = {
        "respond": {"note": "已受理", "happened_at": world.now.replace(minute=3).isoformat()},
        "locate": {"cause": "platform", "measure": "切换链路", "happened_at": world.now.replace(minute=8).isoformat()},
        "recover": {"outcome": "业务已恢复", "happened_at": world.now.replace(minute=20).isoformat()},
    }
    world.later(minutes=60)
    return actions.stamp_late(ticket, said, late_reason="先抢修，后补录", actor=world.user("engineer"), now=world.now)


def claim(ticket: Ticket) -> Claim:
    return Claim.objects.get(ticket=ticket)
