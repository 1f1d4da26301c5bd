"""「不是现在？」: an act done in time shows no time field; a late one says when, why and with what evidence."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.pages.conftest import Visitor, words
from tests.world import PDF, World
from tickets.models import Attachment, Claim, Fact, Ticket

FOLDED = re.compile(r'<details class="not-now"( open)?>(.*?)</details>', re.DOTALL)


def fault(world: World) -> Ticket:
    return world.file("incident", "clerk")


def form_of(page: str, step: str) -> str:
    start = page.index(f'id="act-{step}"')
    return page[start : page.index("</form>", start)]


def test_when_why_and_evidence_stay_folded_until_they_are_asked_for(world: World, visitor: Visitor) -> None:
    form = form_of(visitor.get("engineer", f"/tickets/{fault(world).number}/"), "respond")
    opened, inside = FOLDED.findall(form)[0]
    assert opened == ""
    assert "不是现在？" in inside
    assert all(name in inside for name in ("f-happened_at", "f-late_reason", "s-fact_evidence"))
    assert not any(name in FOLDED.sub("", form) for name in ("happened_at", "late_reason", "fact_evidence"))


def test_an_act_in_time_is_sent_as_before(world: World, visitor: Visitor) -> None:
    ticket = fault(world)
    visitor.act("engineer", ticket, "respond", **{"f-note": "已收到"})
    fact = Fact.objects.get(ticket=ticket, name="respond")
    assert fact.standing_at == world.now
    assert not fact.late


def test_a_late_answer_is_sent_with_its_time_reason_and_evidence(world: World, visitor: Visitor) -> None:
    ticket = fault(world)
    world.later(minutes=20)
    said = {"f-note": "已电话答复", "f-happened_at": "2026-03-02T10:04", "f-late_reason": "先电话答复，后补录"}
    evidence = {"s-fact_evidence": SimpleUploadedFile("通话记录.pdf", PDF)}
    visitor.act("engineer", ticket, "respond", **said, **evidence)
    assert Fact.objects.get(ticket=ticket, name="respond").late
    assert Claim.objects.get(ticket=ticket).state == "pending"
    assert Attachment.objects.get(ticket=ticket).slot == "fact_evidence"


def test_what_is_amiss_with_the_time_is_said_at_the_field_and_stands_open(world: World, visitor: Visitor) -> None:
    ticket = fault(world)
    world.later(minutes=20)
    body = {"f-note": "已电话答复", "f-happened_at": "2026-03-02T10:04"}
    page = visitor.act("engineer", ticket, "respond", expect=400, **body)
    opened, inside = FOLDED.findall(form_of(page, "respond"))[0]
    assert opened == " open"
    assert "补录" in words(inside)
    assert 'href="#respond-late_reason"' in page


def test_an_instant_that_may_be_left_out_is_folded_too(world: World, visitor: Visitor) -> None:
    ticket = world.take(fault(world), "respond", "start_handling", "locate", "recover")
    form = form_of(visitor.get("clerk", f"/tickets/{ticket.number}/"), "reject_recovery")
    assert "f-seen_at" not in FOLDED.sub("", form)


def test_a_fault_is_reported_now_and_an_earlier_time_stands_behind_the_fold(world: World, visitor: Visitor) -> None:
    page = visitor.get("clerk", "/tickets/new/incident/")
    for name in ("f-reported_at", "f-late_reason"):
        assert name in page
        assert name not in FOLDED.sub("", page)
    assert "更早发现？" in words(page)
