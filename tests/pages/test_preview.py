"""「看对时限的影响」 behind 「不是现在？」: the page says what a typed instant does to the clocks, and writes none."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.pages.conftest import Filled, Visitor, words
from tests.world import PDF, World
from tickets import actions
from tickets.models import Attachment, Claim, Fact, Ticket

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def fault(world: World) -> Ticket:
    """Reported at ten; it is twenty past."""
    ticket = world.file("incident", "clerk")
    world.later(minutes=20)
    return ticket


def body(world: World, ticket: Ticket, **typed: object) -> dict[str, object]:
    said = {"f-note": "已电话答复", "f-happened_at": "2026-03-02T10:04", "f-late_reason": "先电话答复"}
    return {"version": world.fresh(ticket).version, "preview": "yes", **said, **typed}


def ask(world: World, visitor: Visitor, ticket: Ticket, step: str = "respond", **typed: object) -> str:
    """As htmx asks: a fragment."""
    path = f"/tickets/{ticket.number}/act/{step}/"
    answer = visitor.client("engineer").post(path, body(world, ticket, **typed), **HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_clock_reads_by_the_entry_and_as_it_is_typed(world: World, visitor: Visitor, fault: Ticket) -> None:
    page = ask(world, visitor, fault)
    assert "<html" not in page
    seen = words(page)
    assert "故障响应" in seen
    assert "按录入时间10:20 已超期（应于2026年3月2日 10:05前，用时20分）" in seen
    assert "按所填发生时间10:04 按时（应于2026年3月2日 10:05前，用时4分）" in seen


def test_what_the_other_side_claims_already_reads_as_its_own_word(
    world: World, visitor: Visitor, fault: Ticket
) -> None:
    reported = actions.Value(start=world.now.replace(minute=0) - timedelta(minutes=10))
    clerk = world.user("clerk")
    actions.claim_time(fault, fact="reported_at", value=reported, reason="电话报障在先", actor=clerk, now=world.now)
    seen = words(ask(world, visitor, fault))
    assert "按使用单位主张09:50 已超期（应于2026年3月2日 09:55前" in seen
    assert "按所填发生时间10:04 按时" in seen
    assert "按所填发生时间09:50" not in seen


def test_nothing_is_written_and_nobody_is_asked(world: World, visitor: Visitor, fault: Ticket) -> None:
    before = len(world.audit(fault))
    ask(world, visitor, fault)
    assert (world.fresh(fault).state, len(world.audit(fault))) == ("reported", before)
    assert not Claim.objects.exists()
    assert not Fact.objects.filter(name="respond").exists()


def test_a_reason_that_is_not_typed_yet_holds_nothing_up(world: World, visitor: Visitor, fault: Ticket) -> None:
    assert "按所填发生时间10:04" in words(ask(world, visitor, fault, **{"f-late_reason": ""}))


def test_what_is_amiss_is_said_in_its_place(world: World, visitor: Visitor, fault: Ticket) -> None:
    page = ask(world, visitor, fault, **{"f-happened_at": "2026-03-02T09:00"})
    assert 'href="#respond-happened_at"' in page
    assert "10:00" in words(page)


def test_a_paper_that_is_not_there_yet_holds_nothing_up(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond", "start_handling", "locate", "recover")
    world.later(days=3)
    page = ask(world, visitor, ticket, "submit_report", **{"f-happened_at": "2026-03-04T10:00"})
    assert "故障书面报告" in words(page)
    assert world.fresh(ticket).state == "recovered"


def test_without_javascript_the_page_comes_back_with_it_and_all_that_was_typed(
    world: World, visitor: Visitor, fault: Ticket
) -> None:
    page = visitor.post("engineer", f"/tickets/{fault.number}/act/respond/", body(world, fault), 200)
    assert "按所填发生时间10:04 按时" in words(page)
    assert "错误：" not in page
    kept = Filled(page, "f-note").body
    assert kept["f-note"] == "已电话答复"
    assert (kept["f-happened_at"], kept["f-late_reason"]) == ("2026-03-02T10:04", "先电话答复")
    assert '<details class="not-now" open>' in page
    assert world.fresh(fault).state == "reported"


def test_without_javascript_a_file_that_was_chosen_is_kept(world: World, visitor: Visitor, fault: Ticket) -> None:
    paper = {"s-fact_evidence": SimpleUploadedFile("通话记录.pdf", PDF)}
    visitor.post("engineer", f"/tickets/{fault.number}/act/respond/", body(world, fault, **paper), 200)
    assert Attachment.objects.get(ticket=fault).name == "通话记录.pdf"


def test_without_javascript_what_is_amiss_is_said_at_the_field(world: World, visitor: Visitor, fault: Ticket) -> None:
    sent = body(world, fault, **{"f-happened_at": "2026-03-02T09:00"})
    page = visitor.post("engineer", f"/tickets/{fault.number}/act/respond/", sent, 400)
    assert 'href="#respond-happened_at"' in page
    assert 'value="2026-03-02T09:00"' in page


def test_enter_takes_the_step_and_does_not_look(world: World, visitor: Visitor, fault: Ticket) -> None:
    page = visitor.get("engineer", f"/tickets/{fault.number}/")
    form = page[page.index('id="act-respond"') : page.index("</form>", page.index('id="act-respond"'))]
    assert 'name="preview"' in form
    assert 'name="preview"' not in re.findall(r"<button[^>]*>", form)[0]


def test_who_may_not_take_the_step_sees_nothing_of_it(world: World, visitor: Visitor, fault: Ticket) -> None:
    path = f"/tickets/{fault.number}/act/respond/"
    answer = visitor.client("clerk").post(path, body(world, fault), **HTMX)
    assert "按所填" not in words(answer.content.decode())
    assert visitor.client("outsider").post(path, body(world, fault), **HTMX).status_code == 404
