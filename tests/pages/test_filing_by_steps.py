"""A form is filled in page by page, looked over on one page that says what submitting sets going, and submitted."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from tests.pages.conftest import Visitor, title, typed, words
from tests.world import PDF, World
from tickets import actions
from tickets.lifecycle import KINDS
from tickets.lifecycle.topics import MOST_ASKED
from tickets.models import Attachment, Deadline, SavedFile, SavedForm, Ticket
from tickets.pages.filing.leaves import FIRST, Leaf, leaves
from tickets.permissions import standing


def paper(name: str = "方案.pdf") -> io.BytesIO:
    file = io.BytesIO(PDF)
    file.name = name
    return file


def pages_of(world: World, kind: str) -> list[Leaf]:
    """As the clerk meets them, once the system is chosen."""
    clerk = world.user("clerk")
    return leaves(KINDS[kind], standing(clerk, world.now), actions.needless_of_applicant(world.system, clerk))


def written(world: World, visitor: Visitor, kind: str = "change", **said: Any) -> str:
    """The address of the check of a form whose every page was filled in, papers and all."""
    start = path = f"/tickets/new/{kind}/{uuid4()}/"
    for leaf in pages_of(world, kind):
        papers = {f"s-{slot}": paper() for slot, needed in leaf.slots.items() if needed}
        response = visitor.send("clerk", start, typed(world, kind, **said) | papers | {"step": leaf.number})
        assert response.status_code == 302, words(response.content.decode())
        path = response.url
    return str(path)


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_asks_for_more_than_people_take_in_at_once(world: World, kind: str) -> None:
    machine = KINDS[kind]
    clerk = standing(world.user("clerk"), world.now)
    found, spared = leaves(machine, clerk), machine.opening.not_asked_of(clerk.roles)
    assert sorted(one.name for leaf in found for one in leaf.asks) == sorted(one.name for one in machine.opening.asks)
    for leaf in found:
        asked = [one for one in leaf.asks if one.name not in leaf.folded | spared]
        likely = [one for one in asked if one.asked_if is None or one.asked_if.answers[0] == "expansion"]
        assert len(likely) + len(leaf.slots.keys() - leaf.folded) + (len(FIRST) if leaf.first else 0) <= MOST_ASKED, (
            leaf.label
        )


def test_the_check_shows_all_that_was_written_with_the_way_back(world: World, visitor: Visitor) -> None:
    path = written(world, visitor)
    page = visitor.get("clerk", path)
    said = words(page)
    for word in ("变更事项", "变更类型 扩容", "vCPU（CPU）：+4", "变更方案 方案.pdf", "申请人 演示·经办员"):
        assert word in said
    change = path.replace("check/", "?step=2&back=check")
    assert change.replace("&", "&amp;") in page
    body = typed(world, "change", lines=[{"line": "vcpu", "quantity": 8}]) | {"step": 2, "back": "check"}
    assert visitor.send("clerk", path.removesuffix("check/"), body).url == path
    assert "vCPU（CPU）：+8" in words(visitor.get("clerk", path))


def test_the_check_says_what_submitting_sets_going_and_does_none_of_it(world: World, visitor: Visitor) -> None:
    said = words(visitor.get("clerk", written(world, visitor, type="policy", lines=[], policies=POLICIES)))
    assert "现在提交会怎样" in said
    assert "单位审批 2026-03-02 10:00 起算，期限 2026年3月" in said
    assert "工单转入“待单位审批”，下一步由使用单位负责人办理" in said
    assert not Ticket.objects.exists()
    assert not Deadline.objects.exists()
    assert SavedForm.objects.exists()


def test_the_check_says_before_the_button_what_would_be_late(world: World, visitor: Visitor) -> None:
    """The work begins in two hours: neither the filing nor the suggested time of the approval is before it."""
    soon = {"window_start": "2026-03-02T12:00", "window_end": "2026-03-02T14:00"}
    said = words(visitor.get("clerk", written(world, visitor, type="policy", lines=[], policies=POLICIES, **soon)))
    assert "现已晚于提前期限（仅提示，仍可办理）" in said
    assert "晚于计划实施时间2026年3月2日（周一）12:00，请提前办理" in said
    assert said.index("请提前办理") < said.index("提交并开始计时")


POLICIES = [
    {"source": "10.0.0.0/24", "destination": "10.0.1.10", "protocol": "tcp", "direction": "in", "action": "allow"}
]


def test_the_button_files_hands_in_and_submits_at_once(world: World, visitor: Visitor) -> None:
    path = written(world, visitor)
    visitor.post("clerk", path, {})
    ticket = Ticket.objects.get()
    assert ticket.state == "costing"
    assert {one.slot for one in Attachment.objects.filter(ticket=ticket)} == {"change_plan", "rollback_plan"}
    assert [entry.action for entry in world.audit(ticket)] == ["open", "attach", "attach", "submit_for_costing"]
    assert not SavedForm.objects.exists()


def test_a_draft_may_be_kept_instead(world: World, visitor: Visitor) -> None:
    visitor.post("clerk", written(world, visitor), {"keep": "yes"})
    assert Ticket.objects.get().state == "draft"


def test_what_is_amiss_is_said_at_the_check_with_the_way_to_its_field(world: World, visitor: Visitor) -> None:
    path = written(world, visitor)
    SavedFile.objects.filter(slot="rollback_plan").delete()
    SavedForm.objects.update(fields=SavedForm.objects.get().fields | {"reason": ""})
    for page in (visitor.get("clerk", path), visitor.post("clerk", path, {}, expect=400)):
        assert title(page).startswith("错误：")
        assert "?step=1&amp;back=check#new-reason" in page
    assert not Ticket.objects.exists()


def test_a_paper_that_is_missing_is_said_there_too(world: World, visitor: Visitor) -> None:
    path = written(world, visitor)
    SavedFile.objects.filter(slot="rollback_plan").delete()
    last = pages_of(world, "change")[-1].number
    assert f"?step={last}&amp;back=check#new-rollback_plan" in visitor.get("clerk", path)


def test_fewer_where_more_is_asked_for_is_refused_at_the_field(world: World, visitor: Visitor) -> None:
    key = uuid4()
    for step in (1, 2):
        body = typed(world, "change", lines=[{"line": "vcpu", "quantity": -16}]) | {"step": step}
        response = visitor.send("clerk", f"/tickets/new/change/{key}/", body)
    assert response.status_code == 400
    page = response.content.decode()
    assert 'href="#new-lines-0-line"' in page
    assert "资源明细须与变更类型相符" in page


def test_what_was_said_of_another_type_does_not_count(world: World, visitor: Visitor) -> None:
    """The lines of an expansion stay in the form and are not filed with a change of software."""
    path = written(world, visitor)
    start = path.removesuffix("check/")
    visitor.send("clerk", start, typed(world, "change", type="software") | {"step": 1, "back": "check"})
    assert "资源明细" not in words(visitor.get("clerk", path))
    visitor.post("clerk", path, {})
    ticket = Ticket.objects.get()
    assert ticket.state == "approving"
    assert "lines" not in ticket.fields
    assert ticket.fields["term"] == "long_term"


@pytest.mark.parametrize(("kind", "who", "said", "told"), [
    ("consent", "clerk", {}, "书面同意：对外宣传"),
    ("payment", "finance", {"f-instalment": "1"}, "付款：期次 1"),
    ("dispute", "lead", {"f-dispute_about": "短时扩容\n是否计费"}, "争议：短时扩容 是否计费"),
    ("report", "clerk", {"f-subject": "等级保护测评"}, "服务报告：等级保护测评"),
])  # fmt: skip
def test_an_order_of_no_system_is_called_by_kind_and_subject(
    world: World, visitor: Visitor, kind: str, who: str, said: dict[str, str], told: str
) -> None:
    key = uuid4()
    sent = typed(world, kind) | said | {"title": "", "system": ""}
    visitor.send(who, f"/tickets/new/{kind}/{key}/", sent)
    assert told in visitor.get(who, f"/tickets/new/{kind}/{key}/check/")


def test_a_title_that_nobody_wrote_is_made_of_system_and_kind(world: World, visitor: Visitor) -> None:
    key = uuid4()
    visitor.send("clerk", f"/tickets/new/restart/{key}/", typed(world, "restart") | {"title": ""})
    response = visitor.send("clerk", f"/tickets/new/restart/{key}/", typed(world, "restart") | {"step": 2})
    visitor.post("clerk", response.url, {})
    assert Ticket.objects.get().title == f"{world.system}：重启"


def test_files_are_checked_replaced_taken_out_and_go_with_their_form(world: World, visitor: Visitor) -> None:
    path = written(world, visitor)
    start = path.removesuffix("check/")
    store = Path(settings.MEDIA_ROOT)
    kept = {one.slot: store / one.path for one in SavedFile.objects.all()}
    assert all(one.exists() for one in kept.values())
    last = pages_of(world, "change")[-1].number
    bad = typed(world, "change") | {"step": last, "s-change_plan": paper("木马.exe")}
    assert 'href="#new-change_plan"' in visitor.post("clerk", start, bad, expect=400)
    visitor.post("clerk", start, typed(world, "change") | {"step": last, "drop": "change_plan"})
    assert not kept["change_plan"].exists() or SavedFile.objects.count() == 1
    visitor.post("clerk", f"{start}discard/", {})
    assert not SavedFile.objects.exists()


def test_nobody_else_reaches_the_check(world: World, visitor: Visitor) -> None:
    path = written(world, visitor)
    for who in ("lead", "desk", "outsider"):
        visitor.get(who, path, expect=404)
        assert visitor.send(who, path, {}).status_code == 404
    assert not Ticket.objects.exists()


def test_the_lines_say_what_the_contract_holds_and_what_exceeding_it_means(world: World, visitor: Visitor) -> None:
    world.stock(vcpu=40)
    world.take(world.file("change", lines=[{"line": "vcpu", "quantity": 16}]), "submit_for_costing")
    world.file("change", lines=[{"line": "vcpu", "quantity": 100}])  # a draft asks for nothing yet
    path = written(world, visitor, lines=[{"line": "vcpu", "quantity": 500}])
    said = words(visitor.get("clerk", path))
    assert "资源项 合同 已用 在途 本次 余（扣除在途） vCPU CPU 470 40 16 500 -86" in said
    assert "超出合同 70（按已用量计，不含在途），须先由双方签订补充合同" in said
    typed_now = typed(world, "change", lines=[{"line": "vcpu", "quantity": 4}]) | {"step": 2}
    now = words(visitor.post("clerk", path.replace("check/", "quota/"), typed_now, expect=200))
    assert "470 40 16 4 410" in now
    assert "超出" not in now


def test_a_fault_is_reported_on_one_page_in_five_answers_and_now(world: World, visitor: Visitor) -> None:
    """First among the cards, and red."""
    choice = visitor.get("clerk", "/tickets/new/")
    assert choice.index("/tickets/new/incident/") < choice.index("/tickets/new/onboarding/")
    body = {
        "system": world.system.code,
        "f-description": "核心数据库无法连接",
        "f-impact": "down",
        "f-on_site": "false",
        "s-other": paper("现场.pdf"),
    }
    page = visitor.post("clerk", "/tickets/new/incident/", body)
    fault = Ticket.objects.get()
    assert fault.number in page
    assert (fault.state, fault.title) == ("reported", f"{world.system}：核心数据库无法连接")
    assert fault.fields["reported_at"] == world.now.isoformat()
    assert Attachment.objects.get(ticket=fault).name == "现场.pdf"
    assert not SavedForm.objects.exists()


def test_a_fault_found_earlier_is_previewed_and_needs_a_reason(world: World, visitor: Visitor) -> None:
    body = {
        "system": world.system.code,
        "f-description": "核心数据库无法连接",
        "f-impact": "down",
        "f-on_site": "false",
        "f-reported_at": "2026-03-02T09:51",
    }
    path = f"/tickets/new/incident/{uuid4()}/"
    assert 'href="#new-late_reason"' in visitor.post("clerk", path, body, expect=400)
    said = words(visitor.post("clerk", path, body | {"f-late_reason": "先电话处理", "preview": "yes"}, expect=200))
    assert "按所填发生时间09:51" in said
    assert "按录入时间10:00" in said
    assert not Ticket.objects.exists()


def test_a_fault_sent_twice_is_one_order(world: World, visitor: Visitor) -> None:
    body = typed(world, "incident") | {"key": uuid4().hex}
    visitor.post("clerk", "/tickets/new/incident/", body)
    assert "刚才已提交为" in words(visitor.post("clerk", "/tickets/new/incident/", body))
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("who", ["clerk", "lead", "engineer", "desk", "officer", "auditor", "vendor"])
def test_the_bottom_bar_of_a_phone_has_five_ways_at_most_the_fault_amid_them(visitor: Visitor, who: str) -> None:
    bar = visitor.get(who, "/").split('class="bottom-bar"')[1].split("</nav>")[0]
    ways = re.findall(r'href="([^"]*)"', bar)
    assert len(ways) <= 5
    fault, filing = "/tickets/new/incident/", "/tickets/new/"
    if fault in visitor.get(who, "/tickets/"):
        assert ways[len(ways) // 2] == fault
    if filing not in ways:
        assert (f'href="{filing}"' in visitor.get(who, "/tickets/")) is (fault in ways)


def test_a_time_entered_late_is_asked_for_its_reason_on_its_own_page(world: World, visitor: Visitor) -> None:
    start = f"/tickets/new/suspension/{uuid4()}/"
    began = (world.now - timedelta(minutes=51)).isoformat()
    said = typed(world, "suspension", interrupted_at=began) | {"step": 1}
    response = visitor.send("desk", start, said)
    assert response.status_code == 400
    assert "请填写补录理由。" in words(response.content.decode())
    response = visitor.send(
        "desk", start, said | typed(world, "suspension", interrupted_at=began, late_reason="先处置")
    )
    assert response.status_code == 302


def test_an_order_that_does_not_exist_is_no_related_one(world: World, visitor: Visitor) -> None:
    start = f"/tickets/new/rectification/{uuid4()}/"
    there = world.file("restart").number
    for number, status in (("GD-2026-999999", 400), (there, 302)):
        said = typed(world, "rectification", related=[{"related_order": number}])
        response = visitor.send("clerk", start, said | {"step": 2})
        assert response.status_code == status
        assert ("本合同没有这些工单：GD-2026-999999。" in words(response.content.decode())) is (status == 400)
