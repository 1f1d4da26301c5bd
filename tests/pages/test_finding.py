"""取证单: one breach with all that it rests on, as a page to print and as PDF; its making is put on record."""

from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import CaptureQueriesContext

from tests.pages.claimed import claim, contested, late_answer
from tests.pages.conftest import Visitor, words
from tests.pages.test_print import bare, extracted, on_font
from tests.world import NOW, PDF, World
from tickets import actions, sweep
from tickets.models import AuditEntry, Breach, Clause, Ticket

#: Queries of the sheet, with sign-in, however many claims, notices and files there are.
MOST = 30


def breach_of(ticket: Ticket, code: str = "incident.respond") -> Breach:
    return Breach.objects.get(deadline__ticket=ticket, code=code)


def address(ticket: Ticket) -> str:
    return f"/breaches/{breach_of(ticket).pk}/finding/"


@pytest.fixture
def decided(world: World) -> Ticket:
    """Answered 10:04 by the provider's word, 10:18 by the agency's; the supervisor decides for 10:18."""
    ticket = contested(world)
    value = actions.Value(start=world.now.replace(minute=18))
    said = {"actor": world.user("auditor"), "now": world.now, "comment": "以通话记录为准"}
    actions.decide_claim(claim(ticket).pk, value=value, **said)
    return ticket


FIGURES = (
    "超期认定取证单",
    "状态：成立",
    "故障响应（合同第3.8条）",
    "服务商（乙方）",
    "2026-03-02 10:05:00",  # missed
    "2026-03-02 10:20:00",  # noticed, entered
    "13分",  # late by
    "第1版",
    "5分钟",
    "2026-03-02 10:18:00",  # stands since the decision
    "停止计时 2026-03-02 10:18:00（响应）",
    "使用单位",
    "先电话答复，后补录",
    "未接到该电话",
    "以通话记录为准",
    "审计链",
)


def test_the_sheet_says_all_that_the_finding_rests_on(world: World, visitor: Visitor, decided: Ticket) -> None:
    page = visitor.get("auditor", address(decided))
    said = words(page)
    for figure in FIGURES:
        assert figure in said, figure
    ticket = world.fresh(decided)
    assert ticket.chain_head in said
    assert world.clock(ticket, "incident.respond").clause.text[:20] in said
    assert '<svg class="qr"' in page
    assert "（盖章）" in said


@on_font
def test_the_file_says_the_same(world: World, visitor: Visitor, decided: Ticket) -> None:
    from pypdfium2 import PdfDocument

    response = visitor.client("auditor").get(address(decided).replace("/finding/", "/finding.pdf"))
    assert response["Content-Type"] == "application/pdf"
    found = bare(extracted(PdfDocument(response.content)))
    for figure in FIGURES:
        assert bare(figure) in found, figure
    named = unquote(response["Content-Disposition"])
    assert named == f"attachment; filename*=utf-8''{decided.number} 超期认定取证单（故障响应）.pdf"
    assert world.fresh(decided).chain_head in found


def test_the_first_edition_holds_since_the_contract_does_whenever_it_was_loaded(
    world: World, visitor: Visitor, decided: Ticket
) -> None:
    """The contract is loaded when the service begins; its clauses were in force before."""
    begins = world.contract.effective_on or world.contract.starts
    assert begins < world.now.date()
    assert f"第1版，{begins.year}年{begins.month}月{begins.day}日" in words(visitor.get("auditor", address(decided)))


def test_a_later_edition_holds_since_it_was_released(world: World, visitor: Visitor, decided: Ticket) -> None:
    Clause.objects.filter(deadlines__breaches=breach_of(decided)).update(edition=2, since=NOW)
    assert "第2版，2026-03-02 10:00起有效" in words(visitor.get("auditor", address(decided)))


def test_a_claim_that_is_open_is_said_so_and_bars_a_penalty(world: World, visitor: Visitor) -> None:
    said = words(visitor.get("auditor", address(late_answer(world))))
    assert "状态：待确认" in said
    assert "主张未了结前，不得据此扣罚" in said


def test_one_that_was_set_aside_says_by_whom(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    actions.accept_claim(claim(ticket).pk, actor=world.user("clerk"), now=world.now)
    said = words(visitor.get("auditor", address(ticket)))
    assert "状态：已撤销" in said
    assert "超期时长 已撤销" in said
    assert "原认定超期时刻" in said
    assert "超期天数" not in said
    assert "超期认定已撤销" in said


def test_notices_stand_with_their_readers_and_whether_they_were_read(world: World, visitor: Visitor) -> None:
    ticket = world.file("incident", "clerk")
    world.later(minutes=6)
    while sweep.fire_one(world.now):
        pass
    told = world.told(ticket, "breach")
    assert told
    said = words(visitor.get("auditor", address(ticket)))
    assert "通知及签收" in said
    for who in told:
        assert str(world.user(who)) in said


def test_files_stand_with_their_whole_digest(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world, evidence=True)
    digest = ticket.attachments.get().sha256
    assert digest in words(visitor.get("auditor", address(ticket)))


def test_who_made_it_is_on_record(world: World, visitor: Visitor, decided: Ticket) -> None:
    visitor.get("auditor", address(decided))
    entry = AuditEntry.objects.filter(ticket=None, action="finding").latest("seq")
    assert entry.actor == world.user("auditor")
    told = {name: entry.data[name] for name in ("ticket", "clause", "state", "chain_head")}
    chain = world.fresh(decided).chain_head
    assert told == {"ticket": decided.number, "clause": "incident.respond", "state": "stands", "chain_head": chain}


def test_the_provider_has_his_own_and_a_stranger_none(world: World, visitor: Visitor, decided: Ticket) -> None:
    visitor.get("manager", address(decided))
    before = AuditEntry.objects.filter(action="finding").count()
    for who, status in (("outsider", 404), ("sysadmin", 403), ("auditadmin", 403)):
        visitor.get(who, address(decided), expect=status)
        visitor.get(who, address(decided).replace("/finding/", "/finding.pdf"), expect=status)
    assert AuditEntry.objects.filter(action="finding").count() == before


def test_there_is_none_of_an_internal_target(world: World, visitor: Visitor, decided: Ticket) -> None:
    path = address(decided)
    Breach.objects.filter(pk=breach_of(decided).pk).update(internal=True)
    visitor.get("auditor", path, expect=404)


def test_the_ledger_leads_to_it(visitor: Visitor, decided: Ticket) -> None:
    assert f'href="{address(decided)}"' in visitor.get("auditor", "/breaches/")


def test_it_costs_few_queries_however_much_was_said(world: World, visitor: Visitor, decided: Ticket) -> None:
    from django.db import connection

    paths = [address(decided), address(late_answer(world.at(NOW), evidence=True))]
    visitor.get("auditor", paths[0])
    spent: list[Any] = []
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            visitor.get("auditor", path)
        spent.append([one["sql"] for one in queries.captured_queries])
    assert max(map(len, spent)) <= MOST, "\n".join(max(spent, key=len))


def test_the_signed_sheet_comes_back_into_the_order_even_when_that_is_closed(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    world.take(ticket, "locate", "recover", "submit_report", "confirm")
    assert world.fresh(ticket).final
    back = f"/breaches/{breach_of(ticket).pk}/signed/"
    assert f'href="{back}"' in visitor.get("auditor", address(ticket))
    draft = visitor.post("auditor", back, {"file": SimpleUploadedFile("取证单.txt", b"draft")}, expect=400)
    assert "签章版须为PDF、OFD" in words(draft)
    assert not ticket.attachments.filter(slot="signed_finding").exists()
    photo = SimpleUploadedFile("取证单.pdf", PDF)
    assert "文件已归入工单" in words(visitor.post("auditor", back, {"file": photo}))
    assert "取证单.pdf" in words(visitor.get("auditor", back))
    assert "超期认定取证单（签章件）" in words(visitor.get("lead", f"/tickets/{ticket.number}/"))
    assert ticket.attachments.get(slot="signed_finding").by == world.user("auditor")


def test_nobody_but_the_supervisor_hands_it_in_and_nothing_without_a_breach(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    back, file = f"/breaches/{breach_of(ticket).pk}/signed/", SimpleUploadedFile("取证单.pdf", PDF)
    for who in ("lead", "officer", "manager"):
        assert back not in visitor.get(who, address(ticket))
        visitor.post(who, back, {"file": file}, expect=403)
    visitor.get("outsider", back, expect=404)
    assert "请先选择文件" in words(visitor.post("auditor", back, {}, expect=400))
    calm = world.file("incident", "clerk")
    sent = {"slot": "signed_finding", "file": SimpleUploadedFile("取证单.pdf", PDF)}
    visitor.post("auditor", f"/tickets/{calm.number}/attach/", sent, expect=403)
    assert not calm.attachments.exists()


def test_a_missed_clock_of_the_contract_leads_to_its_sheet_and_one_in_time_to_none(
    world: World, visitor: Visitor
) -> None:
    ticket = late_answer(world)
    assert f'href="{address(ticket)}"' in visitor.get("auditor", f"/tickets/{ticket.number}/")
    calm = world.file("incident", "clerk")
    assert "/finding/" not in visitor.get("auditor", f"/tickets/{calm.number}/")
