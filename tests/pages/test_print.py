"""打印工单: one A4 form of the whole order, and the same as PDF; both say what the order says."""

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import translation
from pypdfium2 import PdfDocument

from tests.pages.claimed import late_answer
from tests.pages.conftest import Visitor, words
from tests.settings import ROOT
from tests.world import SEATS, World
from tickets import actions, fonts
from tickets.fonts import Face
from tickets.lifecycle import KINDS
from tickets.models import AuditEntry, Ticket
from tickets.pages.print import amounts, order, pdf, qr
from tickets.pages.print.lines import CLOSING, wrapped
from tickets.pages.print.sheet import Boxes, Grid, Pairs, Passage, PrintedSheet, SealBox, texts

on_font = pytest.mark.skipif(fonts.found() is None, reason="this machine has no font with Chinese")


@pytest.fixture
def filed(world: World) -> Ticket:
    """Filed with the authority after a round of returns: many acts, contract clocks and internal ones."""
    ticket = world.take(
        world.file("change", reason="汛期并发量上升"), "submit_for_costing", "clear_cost", "approve", "record_filing"
    )
    return world.later(hours=2).take(ticket, "accept")


def printed(visitor: Visitor, ticket: Ticket, who: str = "lead") -> str:
    return visitor.get(who, f"/tickets/{ticket.number}/print/")


def file(visitor: Visitor, ticket: Ticket, who: str = "lead") -> PdfDocument:
    response = visitor.client(who).get(f"/tickets/{ticket.number}/print.pdf")
    assert response["Content-Type"] == "application/pdf"
    return PdfDocument(response.content)


def bare(text: str) -> str:
    """Without blanks: a PDF breaks its lines elsewhere than the page."""
    return re.sub(r"\s", "", text)


def extracted(document: PdfDocument) -> str:
    return "".join(pages(document))


def pages(document: PdfDocument) -> list[str]:
    """What stands on each page, read as a browser reads it."""
    said = []
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        said.append(bare(text.get_text_range()))
        text.close()
        page.close()
    document.close()
    return said


def rows(page: str) -> list[str]:
    return [words(row.replace("</t", "｜</t")) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]


# --- the page ---


def test_the_order_s_page_leads_to_its_form(world: World, visitor: Visitor, filed: Ticket) -> None:
    assert f'href="/tickets/{filed.number}/print/"' in visitor.get("clerk", f"/tickets/{filed.number}/")


def test_the_form_names_unit_title_number_level_applicant_and_times(visitor: Visitor, filed: Ticket) -> None:
    page = words(printed(visitor, filed))
    assert f"政务云统一工单（变更） {filed.number}" in page
    for said in (
        f"申请单位 {filed.opened_unit.name}", f"经办人 {filed.opened_by}", "系统级别 重要信息系统",
        "提单时间 2026年3月2日 10:00", "办结时间 —", "事由 汛期并发量上升", "计划实施时间（起） 2026年3月2日 10:00",
        "备案号 BA-2026-0001",
    ):  # fmt: skip
        assert said in page


def test_a_clock_is_a_row_with_limit_begin_end_result_and_clause(visitor: Visitor, filed: Ticket) -> None:
    found = rows(printed(visitor, filed))
    begins = "扩容（服务商）｜ 7个自然日｜ 2026年3月2日 10:00｜ 2026年3月9日24时｜ 剩"
    assert any(row.startswith(begins) and row.endswith("合同第3.4条｜") for row in found), found
    internal = next(row for row in found if row.startswith("单位审批（使用单位）"))
    assert "按期" in internal
    assert "内部目标" in internal


def test_a_late_clock_says_by_how_much(world: World, visitor: Visitor) -> None:
    ticket = world.file("incident", "clerk")
    world.later(minutes=7).take(ticket, "respond")
    assert any("超期2分" in row for row in rows(printed(visitor, ticket)))


def test_a_time_that_is_still_to_be_checked_is_printed_as_one(world: World, visitor: Visitor) -> None:
    ticket = late_answer(world)
    answered = next(row for row in rows(printed(visitor, ticket)) if row.startswith("故障响应（服务商）"))
    assert "（时间待核对）" in answered


def test_each_side_has_a_box_with_its_opinions_and_room_for_signature_seal_and_date(
    visitor: Visitor, filed: Ticket
) -> None:
    page = printed(visitor, filed)
    boxes = [words(box) for box in re.findall(r"<td[^>]*>\s*<p class=\"who\">(.*?)</td>", page, re.DOTALL)]
    assert [box.split()[0] for box in boxes] == ["使用单位", "云服务商", "管理单位", "监督单位"]
    assert all("签字： （盖章） 年 月 日" in box for box in boxes)
    assert "同意并盖章报备（演示·单位负责人，2026年3月2日 10:00）：按程序办理" in boxes[0]
    assert "登记备案" in boxes[2]


def test_a_sum_stands_in_figures_and_in_capitals(world: World, visitor: Visitor) -> None:
    ticket = world.file("change", lines=[{"line": "vcpu", "quantity": 1200}])
    world.take(ticket, "submit_for_costing", "clear_cost", estimate="721806.23")
    page = words(printed(visitor, ticket))
    assert "¥721,806.23（大写：人民币柒拾贰万壹仟捌佰零陆元贰角叁分）" in page
    assert "须签补充合同" in page
    assert "+1,200" in page


def test_a_long_history_goes_on_in_an_annex_and_nothing_of_it_is_lost(
    world: World, visitor: Visitor, filed: Ticket
) -> None:
    for number in range(order.MOST_ACTS):
        said = f"第{number}次催办说明"
        actions.comment(filed, said, actor=world.user("clerk"), now=world.later(minutes=1).now)
    page = printed(visitor, filed)
    form, annex = words(page).split("附页：此前的办理过程")
    assert re.search(r"此前的\d+条办理记录见附页", form)
    assert "提单" in annex
    assert all(f"第{number}次催办说明" in form for number in range(order.MOST_ACTS))


def test_each_attachment_has_its_whole_digest_in_the_annex(world: World, visitor: Visitor, filed: Ticket) -> None:
    digests = set(filed.attachments.values_list("sha256", flat=True))
    assert digests
    _form, annex = words(printed(visitor, filed)).split("附页：附件摘要值")
    assert all(one in annex for one in digests)


def test_what_the_provider_files_is_not_applied_for(world: World, visitor: Visitor) -> None:
    ticket = opened(world, "provider_exit")
    page = words(printed(visitor, ticket, ticket.opened_by.username))
    assert f"提出单位 {ticket.contract.provider.name}" in page
    assert "申请单位" not in page


def test_the_foot_says_number_version_who_printed_and_when(world: World, visitor: Visitor, filed: Ticket) -> None:
    foot = f"{filed.number} · 第{world.fresh(filed).version}版 · {world.user('lead')} 2026年3月2日 12:00 打印"
    assert foot in words(printed(visitor, filed))


def test_what_people_wrote_is_printed_as_text(world: World, visitor: Visitor) -> None:
    ticket = world.file("restart", reason="<b>粗</b>")
    assert "&lt;b&gt;粗" in printed(visitor, ticket, "clerk")


def test_strangers_get_no_paper(visitor: Visitor, filed: Ticket) -> None:
    for name in ("print/", "print.pdf"):
        visitor.get("outsider", f"/tickets/{filed.number}/{name}", expect=404)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_can_be_printed_in_both_languages(world: World, visitor: Visitor, kind: str) -> None:
    ticket = opened(world, kind)
    who = ticket.opened_by.username
    assert "政务云统一工单" in words(printed(visitor, ticket, who))
    visitor.post(who, "/language/", {"language": "en", "next": "/"})
    assert "Government cloud work order" in words(printed(visitor, ticket, who))


def opened(world: World, kind: str) -> Ticket:
    """Of any kind, by whoever files such orders."""
    by = KINDS[kind].opening.by
    return world.file(kind, "clerk" if "agency_clerk" in by else SEATS[by[0]])


# --- the QR code ---


def test_the_code_holds_the_order_s_address_and_nothing_else(visitor: Visitor, filed: Ticket, settings: Any) -> None:
    settings.SITE_URL = "https://orders.example"
    assert f"二维码，指向：https://orders.example/tickets/{filed.number}/" in printed(visitor, filed)
    settings.SITE_URL = ""
    assert f"二维码，指向：http://testserver/tickets/{filed.number}/" in printed(visitor, filed)


def test_the_code_is_of_level_m_and_as_drawn_as_the_library_says() -> None:
    import segno

    address = "https://orders.example/tickets/GD-2026-000001/"
    code = segno.make_qr(address, error="m")
    size, dark = qr.runs(address)
    assert size == len(code.matrix) + 8
    drawn = {(x + step, y) for x, y, length in dark for step in range(length)}
    assert drawn == {(x + 4, y + 4) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module}


def test_the_code_is_at_least_22_mm_wide() -> None:
    css = (ROOT / "tickets/static/tickets/sheet.css").read_text()
    width = re.search(r"\.qr \{[^}]*width: (\d+)mm", css)
    assert width is not None
    assert int(width[1]) >= 22
    assert pdf.CODE >= 22


def test_what_is_printed_or_taken_as_a_file_stands_in_the_system_log(visitor: Visitor, filed: Ticket) -> None:
    for path in ("print/", "print.pdf", "paper/application/print/", "paper/application/print.pdf"):
        visitor.client("lead").get(f"/tickets/{filed.number}/{path}")
    visitor.get("outsider", f"/tickets/{filed.number}/print/", expect=404)
    log = AuditEntry.objects.filter(ticket=None, action="download").order_by("seq")
    with_font = [("", "page"), ("", "pdf"), ("application", "page"), ("application", "pdf")]
    assert [(one.data["sheet"], one.data["form"]) for one in log] == [
        one for one in with_font if one[1] == "page" or fonts.found()
    ]
    assert {(one.actor.username, one.data["ticket"], one.data["address"]) for one in log} == {
        ("lead", filed.number, "127.0.0.1")
    }


# --- the file ---


@on_font
def test_the_file_says_what_the_page_says(world: World, visitor: Visitor, filed: Ticket) -> None:
    page, said = printed(visitor, filed), extracted(file(visitor, filed))
    for row in rows(page):
        for cell in row.split("｜"):
            assert [piece for piece in map(bare, cell.split(" ")) if piece not in said] == []


@on_font
def test_the_file_has_its_font_with_it_and_numbers_its_pages(visitor: Visitor, filed: Ticket) -> None:
    content = visitor.client("lead").get(f"/tickets/{filed.number}/print.pdf").content
    assert re.search(rb"/FontFile[23] ", content)
    assert set(re.findall(rb"/BaseFont /(\w{6}\+)?", content)) == {b"MPDFAA+"}
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    said = pages(PdfDocument(content))
    for number, page in enumerate(said, 1):
        assert f"第{number}页共{len(said)}页" in page


@on_font
def test_a_file_is_named_by_number_and_title(visitor: Visitor, filed: Ticket) -> None:
    response = visitor.client("lead").get(f"/tickets/{filed.number}/print.pdf")
    named = quote(f"{filed.number} 政务云统一工单（变更）.pdf")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{named}"


def drawn(sheet: PrintedSheet) -> PdfDocument:
    face = fonts.found()
    assert face is not None
    from tests.world import NOW

    with translation.override("zh-hans"):
        return PdfDocument(pdf.render(sheet, face, NOW))


def sheet(*parts: Any, closing: tuple[Any, ...] = (), title: str = "政务云统一工单") -> PrintedSheet:
    return PrintedSheet("市城运中心", title, "GD-2026-000001", "https://orders.example/", "打印", parts, closing)


@on_font
def test_a_character_that_the_font_lacks_is_named_and_never_left_blank() -> None:
    said = extracted(drawn(sheet(Pairs("人员", (("经办人", "张\U000e0041三"),)))))
    assert "张[U+E0041]三" in said
    assert "缺少以下字符：U+E0041" in said


@on_font
def test_signatures_never_stand_alone_on_a_page_and_are_never_torn() -> None:
    boxes = Boxes("各方意见及签章", tuple(SealBox(f"第{one}方", "单位") for one in range(4)))
    for fill in range(20, 44, 2):
        filler = Pairs("事项", tuple((f"第{one}行", "内容") for one in range(fill)))
        made = drawn(sheet(filler, closing=(Pairs("办理结果", (("状态", "已办结"),)), boxes)))
        signed = [page for page in pages(made) if "（盖章）" in page]
        assert len(signed) == 1, fill
        assert "办理结果" in signed[0]


@on_font
def test_text_of_any_length_stays_on_the_paper_and_is_all_there() -> None:
    long, unbroken = "三楼机房8层网络调整，" * 500, "A" * 5000
    found = drawn(
        sheet(
            Pairs("事项", (("事由", long), ("说明", unbroken))),
            Grid("表", ("甲", "乙"), (95, 5), ((unbroken, long),)),
            Passage((long,)),
        )
    )
    said = extracted(found)
    assert said.count("三楼机房8层网络调整，") > 900
    assert said.count("A") >= 10_000


@on_font
def test_a_file_is_made_without_a_look_at_the_database(
    world: World, visitor: Visitor, filed: Ticket, django_assert_num_queries
) -> None:
    """Nothing waits for a font while a transaction is open."""
    face = fonts.found()
    assert face is not None
    with django_assert_num_queries(0):
        pdf.render(sheet(Pairs("事项", (("状态", "已办结"),))), face, world.now)


def test_without_a_font_the_file_is_not_offered_and_the_page_still_prints(
    visitor: Visitor, filed: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "found", lambda: None)
    assert "print.pdf" not in printed(visitor, filed)
    response = visitor.client("lead").get(f"/tickets/{filed.number}/print.pdf")
    assert response.url == reverse("print", args=[filed.number])


# --- fonts ---


def test_a_font_that_is_named_but_cannot_be_read_is_none(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "no.ttf").write_bytes(b"no font at all")
    for path in (tmp_path / "no.ttf", tmp_path / "nowhere.ttc"):
        settings.PDF_FONT = str(path)
        assert next(fonts._readable(), None) is None


@on_font
def test_what_a_font_cannot_write_is_told_in_its_order() -> None:
    face = fonts.found()
    assert isinstance(face, Face)
    assert fonts.lacking(face, "市\U000e0042 \n政\U000e0041\U000e0042") == ["\U000e0042", "\U000e0041"]


# --- sums, lines ---


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("1203010.38", "壹佰贰拾万叁仟零壹拾元叁角捌分"),
        ("721806.23", "柒拾贰万壹仟捌佰零陆元贰角叁分"),
        ("481204.15", "肆拾捌万壹仟贰佰零肆元壹角伍分"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("10.05", "壹拾元零伍分"),
        ("1.50", "壹元伍角"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("20000000001", "贰佰亿零壹元整"),
    ],
)
def test_sums_in_capitals(amount: str, said: str) -> None:
    assert amounts.capitals(Decimal(amount)) == f"人民币{said}"


def test_a_line_neither_begins_with_what_closes_nor_tears_a_number() -> None:
    text = "请于2026年12月31日前（含当日）将3台服务器，由三楼8层，迁至二楼。" * 5
    for width in range(6, 40):
        lines = wrapped(text, width, len)
        assert "".join(lines) == text
        assert all(len(line) <= width for line in lines)
        assert not any(line[0] in CLOSING for line in lines), lines
        if width >= 8:
            assert not any(one[-1].isdigit() and two[0].isdigit() for one, two in pairwise(lines))


def test_every_width_of_a_column_has_its_style() -> None:
    css = (ROOT / "tickets/static/tickets/sheet.css").read_text()
    for source in (ROOT / "tickets/pages/print").glob("*.py"):
        for widths in re.findall(r"\((\d+(?:, \d+)+)\)", source.read_text()):
            numbers = [int(one) for one in widths.split(", ")]
            if sum(numbers) == 100:
                assert all(f".w{one} {{ width: {one}%; }}" in css for one in numbers)


def test_the_texts_of_a_sheet_are_all_that_is_drawn() -> None:
    whole = sheet(
        Passage(("甲",)),
        Pairs("乙", (("丙", "丁"),)),
        Grid("戊", ("己",), (100,), (("庚",),), "辛"),
        closing=(Boxes("壬", (SealBox("癸", "子", ("丑",)),)),),
    )
    assert set("甲乙丙丁戊己庚辛壬癸子丑") <= set("".join(texts(whole)))
