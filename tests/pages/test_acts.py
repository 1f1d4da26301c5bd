"""Acting from the page: one form a step, and a refusal that loses nothing of what was typed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import lock
from accounts.models import User
from tests.pages.conftest import Visitor, title, words
from tests.world import PDF, World
from tickets import actions
from tickets.models import Attachment, AuditEntry, Ticket


def paper(name: str = "书面申请.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


@pytest.fixture
def waiting(world: World) -> Ticket:
    """A restart that waits for its approval."""
    return world.take(world.file("restart"), "submit")


def test_a_step_with_its_paper_is_taken_in_one_go(world: World, visitor: Visitor, waiting: Ticket) -> None:
    page = visitor.act("lead", waiting, "approve_restart", **{"s-written_application": paper()})
    assert "已办理：书面同意重启。工单现为“待核验身份”。" in words(page)
    assert world.fresh(waiting).state == "verifying"


def test_an_approval_in_the_service_asks_for_no_scan_of_it(world: World, visitor: Visitor, waiting: Ticket) -> None:
    """9.9: the written application or the proof of identity, each complete by itself."""
    visitor.act("lead", waiting, "approve_restart", comment="同意，请按窗口执行")
    assert world.fresh(waiting).state == "verifying"


def test_a_missing_paper_is_said_at_the_field_and_the_title(world: World, visitor: Visitor) -> None:
    demand = world.take(world.file("staff_replacement"), "submit")
    page = visitor.act("lead", demand, "issue_demand", expect=400, comment="请于五日内更换")
    assert title(page).startswith("错误：")
    assert 'href="#issue_demand-replacement_notice"' in page
    assert "请于五日内更换" in page


def test_a_paper_of_a_refused_step_stays(world: World, visitor: Visitor, waiting: Ticket) -> None:
    ticket = world.take(waiting, "approve_restart")
    visitor.act("desk", ticket, "verify", expect=400, **{"f-verification": ""})
    page = visitor.act("desk", ticket, "verify", expect=400, **{"f-verification": "电话回拨核实", "f-assignee": ""})
    assert "电话回拨核实" in page


def test_a_reason_that_is_asked_for_must_be_given(visitor: Visitor, waiting: Ticket) -> None:
    page = visitor.act("lead", waiting, "return_to_clerk", expect=400, comment=" ")
    assert 'href="#return_to_clerk-comment"' in page


def test_who_may_not_act_is_refused(world: World, visitor: Visitor, waiting: Ticket) -> None:
    visitor.act("clerk", waiting, "approve_restart", expect=403, **{"s-written_application": paper()})
    assert world.fresh(waiting).state == "approving"
    visitor.act("outsider", waiting, "approve_restart", expect=404)


def test_whoever_comes_second_learns_who_came_first(world: World, visitor: Visitor, waiting: Ticket) -> None:
    world.take(waiting, "refuse")
    page = words(visitor.act("lead", waiting, "approve_restart", expect=409, comment="我的意见"))
    assert "不予同意" in page
    assert "我的意见" in page


def test_an_outdated_page_is_refused_and_what_was_typed_is_kept(
    world: World, visitor: Visitor, waiting: Ticket
) -> None:
    old = waiting.version
    ticket = world.take(waiting, "return_to_clerk")
    ticket = world.take(ticket, "resubmit")
    path = f"/tickets/{ticket.number}/act/refuse/"
    page = visitor.post("lead", path, {"version": old, "comment": "窗口太长"}, expect=409)
    assert "窗口太长" in page
    assert world.fresh(ticket).state == "approving"
    assert not Attachment.objects.filter(ticket=ticket, slot="written_application").exists()


def test_the_same_form_sent_twice_acts_once(world: World, visitor: Visitor, waiting: Ticket) -> None:
    body = {"version": waiting.version, "key": "a1b2", "comment": "不同意"}
    for _time in range(2):
        visitor.post("lead", f"/tickets/{waiting.number}/act/refuse/", body)
    assert [entry.action for entry in world.audit(waiting)].count("refuse") == 1


@pytest.fixture
def erasable(world: World) -> Ticket:
    steps = "submit approve record_filing accept submit_inventory agree_inventory report_moved accept_move"
    return world.take(world.file("exit"), *steps.split(), "confirm_stable", "shut_down")


def test_what_cannot_be_undone_asks_for_the_password(world: World, visitor: Visitor, erasable: Ticket) -> None:
    ticket = erasable
    body = {"f-data_received": "true", "s-erasure_permission": paper("擦除许可.pdf")}
    refused = visitor.act("lead", ticket, "permit_erasure", expect=400, password="wrong", **body)
    assert "密码不正确" in refused
    body["s-erasure_permission"] = paper("擦除许可.pdf")
    visitor.act("lead", ticket, "permit_erasure", password="Zhengwu-2026-Demo", **body)
    assert world.fresh(ticket).state == "erasing"


def test_guesses_at_the_password_on_a_ticket_count_as_those_at_the_sign_in(
    world: World, visitor: Visitor, erasable: Ticket
) -> None:
    def attempt(password: str, expect: int) -> str:
        body = {"f-data_received": "true", "s-erasure_permission": paper("擦除许可.pdf")}
        return visitor.act("lead", erasable, "permit_erasure", expect=expect, password=password, **body)

    for _ in range(lock.FAILURES_PER_NAME):
        attempt("wrong", 400)
    attempt("Zhengwu-2026-Demo", 400)
    assert world.fresh(erasable).state == "shut"
    recorded = AuditEntry.objects.filter(ticket=None, action__in=("confirmation_failed", "sign_in_locked"))
    assert recorded.count() == lock.FAILURES_PER_NAME + 1


def test_a_comment_stands_in_the_ticket_and_an_empty_one_is_refused(visitor: Visitor, waiting: Ticket) -> None:
    path = f"/tickets/{waiting.number}/comment/"
    assert "请今天内办理" in visitor.post("clerk", path, {"comment": "请今天内办理"})
    visitor.post("clerk", path, {"comment": " "}, expect=400)


def test_a_reminder_goes_out_once_an_hour(world: World, visitor: Visitor, waiting: Ticket) -> None:
    path = f"/tickets/{waiting.number}/remind/"
    assert "已催办" in visitor.post("clerk", path, {})
    visitor.post("clerk", path, {}, expect=409)
    world.later(hours=1, minutes=1)
    visitor.post("clerk", path, {"next": "https://elsewhere.example/"})


def test_a_file_is_handed_in_downloaded_and_kept_from_others(world: World, visitor: Visitor, waiting: Ticket) -> None:
    path = f"/tickets/{waiting.number}/attach/"
    visitor.post("lead", path, {"slot": "other", "file": paper("说明.pdf")})
    kept = Attachment.objects.get(ticket=waiting, slot="other")
    response = visitor.client("clerk").get(f"/files/{kept.pk}/")
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment;")
    visitor.get("outsider", f"/files/{kept.pk}/", expect=404)
    visitor.post("lead", path, {"slot": "other"}, expect=400)
    visitor.post("lead", path, {"slot": "other", "file": SimpleUploadedFile("a.exe", b"MZ")}, expect=400)


def test_the_authority_corrects_number_and_day_of_a_filing(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("onboarding"), "submit", "approve", "record_filing")
    assert "更正备案" in visitor.get("officer", f"/tickets/{ticket.number}/")
    path = f"/tickets/{ticket.number}/correct-filing/"
    page = visitor.post(
        "officer", path, {"filing_no": "京政云备〔2026〕8号", "filed_on": "2026-02-27", "comment": "原号笔误"}
    )
    assert "京政云备〔2026〕8号" in page
    assert 'value="2026-02-27"' in page
    visitor.post("lead", path, {"filing_no": "1", "comment": "试"}, expect=403)


def test_an_unknown_step_is_not_there(visitor: Visitor, waiting: Ticket) -> None:
    visitor.act("lead", waiting, "no_such_step", expect=404)


def test_a_reload_of_a_sent_page_leads_to_the_ticket(visitor: Visitor, waiting: Ticket) -> None:
    response = visitor.client("lead").get(f"/tickets/{waiting.number}/act/refuse/")
    assert response.url == f"/tickets/{waiting.number}/"


def test_a_form_without_its_token_is_refused_in_our_own_words(world: World, visitor: Visitor, waiting: Ticket) -> None:
    client = visitor.client("lead")
    client.handler.enforce_csrf_checks = True
    response = client.post(f"/tickets/{waiting.number}/act/refuse/", {"comment": "x"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()
    assert actions.available(world.fresh(waiting), actor=world.user("lead"), now=world.now)


def test_a_step_whose_answer_was_lost_is_taken_once_and_a_changed_one_is_told_what_became_of_it(
    world: World, visitor: Visitor
) -> None:
    """No page says a sentence that was made for programs."""
    ticket = world.file("incident")
    body = {"key": "a" * 32, "f-note": "已接单"}
    visitor.act("engineer", ticket, "respond", **body)
    entries = len(world.audit(ticket))
    visitor.act("engineer", ticket, "respond", **body)
    page = visitor.act("engineer", ticket, "respond", expect=422, **body | {"f-note": "改正后的说明"})
    assert f"刚才提交的内容已办理，见 {ticket.number}" in words(page)
    assert "Idempotency" not in page
    assert len(world.audit(ticket)) == entries


def test_a_paper_is_asked_for_again_only_where_one_was_handed_in(world: World, visitor: Visitor) -> None:
    ticket = world.file("change", type="policy", lines=[], policies=[RULE])
    page = words(visitor.act("clerk", ticket, "submit", expect=400))
    assert "请先上传“变更方案”。" in page
    assert "已失效" not in page
    ticket = world.take(ticket, "submit")
    world.later(minutes=1).take(ticket, "return_to_clerk")
    page = words(visitor.act("clerk", ticket, "resubmit", expect=400))
    assert "退回或修改前上传的“变更方案”已失效，请重新上传。" in page


RULE = {"source": "10.0.0.0/24", "destination": "10.0.1.10", "protocol": "tcp", "direction": "in", "action": "allow"}


LONG_TEXT = "说" * 6000


def again_in_its_box(page: str, anchor: str) -> bool:
    """The text stands in its own box, once, with its counter; the summary leads there and names the limit."""
    box = re.search(rf'<(?:textarea|input)[^>]*id="{anchor}"[^>]*>\s*', page)
    assert box is not None
    assert "data-most" in box[0]
    assert f'href="#{anchor}"' in page
    return page[box.end() :].startswith(LONG_TEXT) and page.count(LONG_TEXT) == 1


def test_a_comment_that_is_too_long_stands_again_in_its_box(visitor: Visitor, waiting: Ticket) -> None:
    page = visitor.post("clerk", f"/tickets/{waiting.number}/comment/", {"comment": LONG_TEXT}, expect=400)
    assert again_in_its_box(page, "talk")
    assert "留言：最多5000字，现有6000字" in words(page)


def test_so_does_the_opinion_of_a_step(visitor: Visitor, waiting: Ticket) -> None:
    for step in ("approve_restart", "return_to_clerk"):
        page = visitor.act("lead", waiting, step, expect=400, comment=LONG_TEXT)
        assert again_in_its_box(page, f"{step}-comment")


TOLD_COLLEAGUES = [("consult", "question", "consult-question"), ("pass_on", "reason", "pass-reason")]


@pytest.mark.parametrize("told", TOLD_COLLEAGUES, ids=str)
def test_so_does_what_a_colleague_is_told(
    world: World, visitor: Visitor, waiting: Ticket, told: tuple[str, str, str]
) -> None:
    act, box, anchor = told
    second = User.objects.create(username="lead2", name="演示·副职负责人")
    second.memberships.create(organization=world.contract.agency, role="agency_lead")
    path = reverse(act, args=[waiting.number])
    page = visitor.post("lead", path, {"who": "lead2", box: LONG_TEXT}, expect=400)
    assert again_in_its_box(page, anchor)
    assert re.search(r'value="lead2"\s+selected', page)
