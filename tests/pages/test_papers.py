"""The paper that a step demands: made from the order, sealed by hand, photographed back into its slot."""

import re
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdfium2 import PdfDocument

from tests.pages.conftest import Visitor, words
from tests.pages.test_print import extracted, on_font, opened
from tests.world import World
from tickets.lifecycle import KINDS
from tickets.lifecycle.papers import Outside, Paper
from tickets.models import Attachment, AuditEntry, Ticket
from tickets.pages.print import papers

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40) + b"\xff\xd9"
MADE = [(kind, slot) for kind, machine in KINDS.items() for slot in papers.made(machine)]
#: What the issue names, and its like; a slot that loses its form is seen here.
FORMS = {
    "demand_letter",
    "access_revocation", "application", "damage_waiver", "data_handover_list", "erasure_certificate",
    "erasure_permission", "exit_application", "exit_permission", "fault_record", "filing_receipt", "handover_receipt",
    "handover_record", "incident_report", "late_application", "license_statement", "loss_statement",
    "migration_demand", "replacement_notice", "resource_list", "second_notice", "shutdown_record", "stability_record",
    "switchover_notice", "undo_record", "written_application", "destruction_proof", "return_demand", "return_list",
    "rectification_notice", "review_record", "supervision_notice",
    "consent_request", "consent_letter", "use_record", "suspension_notice", "drill_plan", "drill_report",
    "check_proof", "guard_plan", "finding_notice", "termination_notice", "agreement", "supplement_proposal",
    "acceptance_request", "acceptance_minutes", "acceptance_certificate", "fail_notice", "settlement",
    "score_record",
}  # fmt: skip


@pytest.fixture
def asked(world: World) -> Ticket:
    """A restart whose lead is asked for the written application."""
    return world.take(world.file("restart", reason="连接池耗尽", host="app-07"), "submit")


def at(ticket: Ticket, slot: str = "written_application", more: str = "") -> str:
    return f"/tickets/{ticket.number}/paper/{slot}/{more}"


def photo(name: str = "IMG_0001.jpg", content: bytes = JPEG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


# --- declarations ---


def test_every_slot_either_makes_a_paper_or_comes_from_elsewhere() -> None:
    for machine in KINDS.values():
        for step in machine.steps:
            assert all(isinstance(slot.paper, Paper | Outside) for slot in step.slots)
    assert {slot for _kind, slot in MADE} == FORMS


@pytest.mark.parametrize(("kind", "slot"), MADE)
def test_every_paper_of_every_kind_can_be_printed(world: World, visitor: Visitor, kind: str, slot: str) -> None:
    ticket = opened(world, kind)
    page = visitor.get(ticket.opened_by.username, at(ticket, slot, "print/"))
    assert "%(" not in page
    assert page.count('class="seal"') == len(papers.made(ticket.machine)[slot][1].by)
    assert f"/tickets/{ticket.number}/paper/{slot}/" in re.findall(r'aria-label="二维码，指向：([^"]*)"', page)[0]


def test_in_english_too(world: World, visitor: Visitor, asked: Ticket) -> None:
    visitor.post("lead", "/language/", {"language": "en", "next": "/"})
    page = words(visitor.get("lead", at(asked, more="print/")))
    assert "Written application to restart" in page
    assert "(seal)" in page


# --- the form ---


def test_the_step_that_asks_for_a_scan_offers_the_form(visitor: Visitor, asked: Ticket) -> None:
    page = visitor.get("lead", f"/tickets/{asked.number}/")
    assert f'href="{at(asked, more="print/")}"' in page
    assert "打印“书面申请（章或签）”（待签字盖章）" in words(page)


def test_the_form_is_filled_in_from_the_order(world: World, visitor: Visitor, asked: Ticket) -> None:
    page = words(visitor.get("lead", at(asked, more="print/")))
    assert f"{world.contract.agency.name} 重启操作书面申请 文号： 〔 〕 号" in page
    assert f"{world.contract.provider.name}： 因下列事由，我单位申请对下列主机执行所列操作" in page
    assert "主机 app-07" in page
    assert "事由 连接池耗尽" in page
    assert "将本件拍照上传至本工单“书面申请（章或签）”" in page


def test_what_the_step_asks_for_is_left_to_be_written_by_hand(world: World, visitor: Visitor) -> None:
    page = visitor.get("clerk", at(opened(world, "exit"), "erasure_certificate", "print/"))
    blanks = re.findall(r'<th scope="row">([^<]*)</th>\s*<td\s+class="by-hand">', page)
    assert blanks == ["擦除方式", "介质数"]


def test_a_report_tells_the_course_of_the_fault(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("incident", "clerk"), "respond", "start_handling", "locate", "recover")
    page = words(visitor.get("clerk", at(ticket, "incident_report", "print/")))
    for said in ("故障书面报告", "响应", "定位并采取措施", "报告恢复", "原因分析", "整改及预防措施"):
        assert said in page


@on_font
def test_the_form_can_be_had_as_pdf(visitor: Visitor, asked: Ticket) -> None:
    response = visitor.client("lead").get(at(asked, more="print.pdf"))
    named = unquote(response["Content-Disposition"])
    assert named == f"attachment; filename*=utf-8''{asked.number} 重启操作书面申请.pdf"
    assert "重启操作书面申请" in extracted(PdfDocument(response.content))


# --- the way back ---


def test_the_photo_goes_straight_into_its_slot_and_settles_the_step(
    world: World, visitor: Visitor, asked: Ticket
) -> None:
    page = visitor.post("lead", at(asked), {"photo": photo()})
    assert "已上传：IMG_0001.jpg" in words(page)
    file = Attachment.objects.get(ticket=asked)
    assert (file.slot, file.by, file.content_type) == ("written_application", world.user("lead"), "image/jpeg")
    assert world.audit(asked)[-1].action == "attach"
    visitor.act("lead", asked, "approve_restart", comment="同意")
    assert world.fresh(asked).state != asked.state


def test_a_scan_that_lies_there_already_is_taken_too(visitor: Visitor, asked: Ticket) -> None:
    visitor.post("lead", at(asked), {"file": photo("扫描件.jpg")})
    assert Attachment.objects.get(ticket=asked).name == "扫描件.jpg"


def test_the_page_offers_the_camera(visitor: Visitor, asked: Ticket) -> None:
    page = visitor.get("lead", at(asked))
    assert 'accept="image/*" capture="environment"' in page


def test_without_a_file_nothing_is_sent_and_one_is_told_so(visitor: Visitor, asked: Ticket) -> None:
    page = visitor.post("lead", at(asked), {}, expect=400)
    assert "请先选择文件。" in page
    assert not Attachment.objects.exists()


def test_what_is_no_picture_is_refused_in_words(visitor: Visitor, asked: Ticket) -> None:
    page = visitor.post("lead", at(asked), {"photo": photo(content=b"no picture")}, expect=400)
    assert "有 1 处需要更正" in page
    assert not Attachment.objects.exists()


def test_whoever_may_not_fill_the_slot_is_told_so_and_cannot(world: World, visitor: Visitor, asked: Ticket) -> None:
    before = AuditEntry.objects.count()
    page = visitor.get("clerk", at(asked))
    assert "目前不能由您提交这份材料" in page or 'type="file"' not in page
    visitor.post("clerk", at(asked), {"photo": photo()}, expect=403)
    assert not Attachment.objects.exists()
    assert AuditEntry.objects.count() == before


def test_a_get_never_acts(visitor: Visitor, asked: Ticket) -> None:
    """That somebody took a sheet is written down, in the log of the house."""
    before = Ticket.objects.values().get(pk=asked.pk), AuditEntry.objects.filter(ticket=asked).count()
    for more in ("", "print/", "print.pdf"):
        visitor.client("lead").get(at(asked, more=more))
    assert (Ticket.objects.values().get(pk=asked.pk), AuditEntry.objects.filter(ticket=asked).count()) == before


@pytest.mark.parametrize("slot", ["identity_evidence", "other", "application", "no_such_slot"])
def test_there_is_no_form_for_what_comes_from_elsewhere(visitor: Visitor, asked: Ticket, slot: str) -> None:
    for more in ("", "print/", "print.pdf"):
        visitor.get("lead", at(asked, slot, more), expect=404)


def test_strangers_get_neither_form_nor_way_in(visitor: Visitor, asked: Ticket) -> None:
    for more in ("", "print/", "print.pdf"):
        visitor.get("outsider", at(asked, more=more), expect=404)
    visitor.post("outsider", at(asked), {"photo": photo()}, expect=404)
