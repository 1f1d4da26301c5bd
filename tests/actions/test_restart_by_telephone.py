"""A restart asked for by night: the desk files it for the caller, and the lead's word is the approval (9.9)."""

from datetime import timedelta

import pytest

from tests.world import World
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import AuditEntry, Endorsement, Notice, ReadBack, Ticket
from tickets.notices import read_back
from tickets.outbox import render

WRONG = "not-it"


@pytest.fixture
def asked(world: World) -> Ticket:
    return world.take(world.file("restart", "desk"), "take_call")


def code(ticket: Ticket) -> str:
    return read_back.code(ReadBack.objects.get(ticket=ticket, spent_at=None).nonce)


def entered(world: World, ticket: Ticket) -> Ticket:
    return world.take(ticket, "enter_code", code=code(ticket))


def try_code(world: World, ticket: Ticket, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "enter_code", code=said)
    assert list(refused.value.errors) == ["code"]


def test_the_lead_alone_is_sent_host_window_and_code(world: World, asked: Ticket) -> None:
    notice = Notice.objects.get(ticket=asked, event="read_back")
    assert notice.recipient.username == "lead"
    words = render(notice, "zh-hans")
    assert code(asked) in words.body
    assert "app-01" in words.body
    assert "2026年3月2日10:00至2026年3月2日14:00" in words.body
    assert world.told(asked, "step") >= {"clerk"}


def test_the_code_is_the_leads_approval_and_the_permit_in_one(world: World, asked: Ticket) -> None:
    ticket = entered(world, asked)
    assert ticket.state == "permitted"
    approval = ticket.endorsements.get(name="approval")
    assert (approval.by.username, approval.unit_id) == ("lead", world.contract.agency_id)
    assert ticket.endorsements.get(name="permit").by.username == "desk"
    assert world.clock(ticket, "restart.execute").state == "running"
    ticket = world.take(ticket, "begin", "complete")
    assert ticket.state == "confirming"


def test_the_code_is_kept_nowhere(world: World, asked: Ticket) -> None:
    said = code(asked)
    ticket = entered(world, asked)
    kept = [
        *AuditEntry.objects.filter(ticket=ticket).values_list("data", flat=True),
        *Notice.objects.filter(ticket=ticket).values_list("params", flat=True),
        *Endorsement.objects.filter(ticket=ticket).values_list("data", flat=True),
        *ReadBack.objects.filter(ticket=ticket).values(),
    ]
    assert not [row for row in kept if f"'{said}'" in repr(row)]


def test_a_wrong_code_is_refused_recorded_and_counted(world: World, asked: Ticket) -> None:
    for _ in range(5):
        try_code(world, asked, WRONG)
    refused = [entry for entry in world.audit(asked) if not entry.allowed]
    assert [entry.data["guard"] for entry in refused] == ["code_matches"] * 5
    with pytest.raises(Forbidden, match="回拨"):
        entered(world, asked)
    assert world.take(asked, "note_call_back").state == "permitted"


def test_a_code_is_good_for_ten_minutes_and_once(world: World, asked: Ticket) -> None:
    said = code(asked)
    world.later(minutes=10)
    try_code(world, asked, said)
    ticket = world.take(asked, "send_again")
    try_code(world, ticket, said)
    assert entered(world, ticket).state == "permitted"
    assert not ReadBack.objects.filter(ticket=ticket, spent_at=None).exists()


def test_without_the_code_only_the_leads_own_number_is_called_back(world: World, asked: Ticket) -> None:
    with pytest.raises(Invalid) as refused:
        world.take(asked, "note_call_back", phone="010-00000001")
    assert list(refused.value.errors) == ["phone"]
    ticket = world.take(asked, "note_call_back", phone="010 0000 0002")
    assert ticket.endorsements.get(name="approval").by.username == "lead"


def test_a_call_from_a_number_that_nobody_registered_is_not_taken(world: World) -> None:
    ticket = world.file("restart", "desk")
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "take_call", phone="13900000000")
    assert list(refused.value.errors) == ["phone"]


@pytest.mark.parametrize("who", ["clerk", "manager", "nobody"])
def test_only_a_lead_with_a_registered_telephone_can_agree(world: World, who: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.take(world.file("restart", "desk"), "take_call", approver=who)
    assert list(refused.value.errors) == ["approver"]


def test_a_call_is_for_a_plain_restart(world: World) -> None:
    with pytest.raises(WrongState):
        world.take(world.file("restart", "desk", operation="other"), "take_call")


def test_the_lead_may_approve_in_the_service_instead(world: World, asked: Ticket) -> None:
    ticket = world.later(minutes=20).take(asked, "approve_restart")
    assert ticket.state == "verifying"
    assert world.clock(ticket, "restart.verify").started_at == world.now
    ticket = world.take(ticket, "verify", "begin", "complete", "confirm")
    assert ticket.state == "closed"


def test_the_lead_may_refuse_and_the_desk_may_drop_it(world: World, asked: Ticket) -> None:
    assert world.take(asked, "refuse").state == "refused"
    other = world.take(world.file("restart", "desk"), "take_call", "drop_call")
    assert other.state == "cancelled"


def test_the_agency_confirms_in_writing_within_a_working_day(world: World, asked: Ticket) -> None:
    ticket = world.take(entered(world, asked), "begin", "complete")
    clock = world.clock(ticket, "restart.confirm_call")
    assert (clock.party, clock.state, clock.clause.basis) == ("agency", "running", "judgement")
    with pytest.raises(WrongState, match="书面确认"):
        world.take(ticket, "confirm")
    ticket = world.take(ticket, "confirm_call", "confirm")
    assert ticket.state == "closed"
    assert world.clock(ticket, "restart.confirm_call").state == "met"


def test_a_lead_who_never_agreed_says_so(world: World, asked: Ticket) -> None:
    ticket = world.take(entered(world, asked), "begin", "deny_call")
    assert "auditor" in world.told(ticket, "step")
    assert not ticket.endorsements.filter(name="approval", voided_at=None).exists()
    assert world.take(ticket, "complete", "confirm").state == "closed"


def test_the_agency_does_not_see_the_desks_draft_and_takes_no_call(world: World) -> None:
    ticket = world.file("restart", "desk")
    with pytest.raises(Forbidden):
        world.take(ticket, "submit")
    with pytest.raises(Forbidden):
        world.take(world.file("restart"), "take_call")


def test_an_office_call_is_written_down_on_the_same_shift(world: World) -> None:
    ticket = world.file("restart", "desk")
    with pytest.raises(Invalid):
        world.take(ticket, "take_call", called_at=(world.now - timedelta(hours=25)).isoformat())


def test_nobody_is_called_back_before_they_have_called(world: World, asked: Ticket) -> None:
    world.later(minutes=5)
    early = (world.now - timedelta(minutes=30)).isoformat()
    with pytest.raises(Invalid) as refused:
        world.take(asked, "note_call_back", called_at=early)
    assert list(refused.value.errors) == ["called_at"]
    assert world.take(asked, "note_call_back", called_at=world.now.isoformat()).state == "permitted"
