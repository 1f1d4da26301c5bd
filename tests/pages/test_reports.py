"""监管周报 and 月报: drafted with figures that lead to their rows, handed in signed, sent to the parties."""

import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from docx import Document

from tests.pages.claimed import claim, late_answer
from tests.pages.conftest import Visitor, words
from tests.world import PDF, World
from tickets import actions, sweep
from tickets.datelaw.periods import Period
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import AuditEntry, Contract, Deadline, Notice, SupervisionReport
from tickets.outbox import link

#: The week that runs, and the one that is over.
WEEK, LAST, BUDGET = "2026-W10", "2026-W09", 14
SITE = "https://orders.example"


def signed(world: World, name: str = "周报.pdf", who: str = "auditor", code: str = LAST) -> SupervisionReport:
    period = Period.read(code)
    assert period is not None
    by = {"actor": world.user(who), "now": world.now}
    return actions.hand_in_report(world.contract, period, name=name, stream=io.BytesIO(PDF), **by)


def paper(visitor: Visitor, address: str = f"/reports/draft/?contract=DEMO&period={WEEK}", who: str = "auditor") -> Any:
    visitor.get("auditor", "/reports/")
    answer = visitor.client(who).get(address)
    assert answer.status_code == 200
    return Document(io.BytesIO(answer.content))


def text(document: Any) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def logged(action: str) -> list[dict[str, Any]]:
    return [one.data for one in AuditEntry.objects.filter(ticket=None, action=action).order_by("id")]


@pytest.fixture
def busy(world: World) -> World:
    """A clock missed, an open claim, clocks of next week, an order of supervision."""
    ticket = late_answer(world)
    world.take(world.file("staff_replacement"), "submit", "issue_demand")
    called = {"grade": "red", "party": "provider", "demand": "请说明原因", "reply_by": "2026-03-09"}
    actions.issue_supervision(ticket, called, actor=world.user("auditor"), now=world.now, confirmed=True)
    return world


def test_a_draft_tells_what_was_missed_what_is_open_and_what_falls_due(busy: World, visitor: Visitor) -> None:
    said = text(paper(visitor))
    for part in ("政务云监管周报", "2026年第10周", "DEMO", "一、本期超期情况", "故障响应", "二、未决的时间争议",
                 "三、下期到期时限", "人员更换", "四、未办结的督办单", "红色", "签发：", "（盖章）"):  # fmt: skip
        assert part in said, part
    assert logged("download")[-1] | {"address": ""} == {
        "report": WEEK, "form": "draft", "contracts": ["DEMO"], "address": "",
    }  # fmt: skip


def test_what_was_set_aside_is_not_counted_as_missed(world: World, visitor: Visitor, settings: Any) -> None:
    settings.SITE_URL = SITE
    ticket = late_answer(world)
    before = missed(paper(visitor))
    actions.accept_claim(claim(ticket).pk, actor=world.user("clerk"), now=world.now)
    document = paper(visitor)
    assert missed(document) == before - 1
    address = next(one for part in document.paragraphs for one in part.hyperlinks).address
    parts = urlsplit(address)
    page = words(visitor.get("auditor", f"{parts.path}?{parts.query}", expect=200))
    assert f"共 {before - 1} 条" in page or before == 1


def missed(document: Any) -> int:
    said = (one.text for one in document.paragraphs)
    line = next(one for one in said if "本期" in one and "超期" in one and "：" in one)
    return int(re.search(r"(\d+)", line.partition("：")[2])[1])


def test_a_draft_says_24_of_a_day_that_ends(world: World, visitor: Visitor) -> None:
    """A replacement demanded on Monday is due at 24:00 of a day; a draft a month later tells that it was missed."""
    world.take(world.file("staff_replacement"), "submit", "issue_demand")
    while sweep.fire_one(world.now + timedelta(days=20)):
        pass
    world.later(days=20)
    said = text(paper(visitor, "/reports/draft/?period=2026-03"))
    assert "24时" in said
    assert "00:00" not in said


def test_a_draft_of_many_contracts_asks_once_who_draws_it_up(busy: World, visitor: Visitor) -> None:
    contracts = list(Contract.objects.all())
    period = Period.read(WEEK)
    assert period is not None
    spent = []
    for named in (contracts[:1], contracts[:1] * 5):
        with CaptureQueriesContext(connection) as one:
            actions.take_draft(named, period, actor=busy.user("auditor"), now=busy.now, address="")
        spent.append(len(one))
    assert spent[0] == spent[1]


def test_it_is_an_official_paper_on_a4(busy: World, visitor: Visitor) -> None:
    document = paper(visitor)
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert document.styles["Normal"].font.name == "仿宋"


def test_each_figure_counts_the_rows_that_it_opens(busy: World, visitor: Visitor, settings: Any) -> None:
    settings.SITE_URL = SITE
    document = paper(visitor)
    links = [one for part in document.paragraphs for one in part.hyperlinks]
    assert len(links) == 4
    for one in links:
        assert one.address.startswith(SITE)
        parts = urlsplit(one.address)
        page = words(visitor.get("auditor", f"{parts.path}?{parts.query}"))
        assert re.search(r"共 (\d+) 条", page)[1] == one.text, one.address
    rows = [cell for table in document.tables for row in table.rows[1:] for cell in row.cells[:1]]
    assert all(cell.paragraphs[0].hyperlinks[0].address.startswith(f"{SITE}/tickets/GD-") for cell in rows)


def test_without_an_address_of_the_service_it_leads_nowhere(busy: World, visitor: Visitor, settings: Any) -> None:
    settings.SITE_URL = ""
    assert not [one for part in paper(visitor).paragraphs for one in part.hyperlinks]


def test_of_a_month_and_of_all_contracts(busy: World, visitor: Visitor) -> None:
    assert "政务云监管月报" in text(paper(visitor, "/reports/draft/?period=2026-03"))
    assert "2026年3月" in text(paper(visitor, "/reports/draft/?period=2026-03"))


@pytest.mark.parametrize("query", ["period=2026-W11", "period=2026-13", "", "period=2026-W10&contract=NONE"])
def test_what_means_nothing_or_has_not_begun_is_not_there(world: World, visitor: Visitor, query: str) -> None:
    visitor.get("auditor", "/reports/")
    assert visitor.client("auditor").get(f"/reports/draft/?{query}").status_code == 404


@pytest.mark.parametrize("who", ["lead", "manager", "officer", "outsider"])
def test_only_the_supervisor_draws_one_up(world: World, visitor: Visitor, who: str) -> None:
    visitor.get("auditor", "/reports/")
    assert visitor.client(who).get(f"/reports/draft/?period={WEEK}").status_code == 404
    with pytest.raises(Forbidden):
        signed(world, who=who)


def test_the_signed_one_is_handed_in_and_sent_to_the_parties(world: World, visitor: Visitor) -> None:
    page = visitor.get("auditor", "/reports/")
    assert "草稿" in words(page)
    body = {"contract": "DEMO", "period": LAST, "file": SimpleUploadedFile("周报（签章）.pdf", PDF)}
    assert "已签章，待发送" in words(visitor.post("auditor", "/reports/hand-in/", body))
    report = SupervisionReport.objects.get()
    assert (report.version, report.period.code, report.size) == (1, LAST, len(PDF))
    for way in ("file", "send"):
        assert visitor.client("lead").get(f"/reports/{report.pk}/{way}/").status_code == 404
    asked = words(visitor.get("auditor", f"/reports/{report.pk}/send/"))
    for part in ("确认将本报告发送各方？", "2026年第9周", "周报（签章）.pdf", "第1版", "发送对象", "不能撤回"):
        assert part in asked, part
    for unit in (world.contract.agency, world.contract.provider, world.contract.authority):
        assert str(unit) in asked, unit
    assert SupervisionReport.objects.get().sent_at is None
    visitor.post("auditor", f"/reports/{report.pk}/send/", {})
    assert visitor.client("auditor").get(f"/reports/{report.pk}/send/").status_code == 302
    assert "已发送" in words(visitor.get("auditor", "/reports/"))
    told = set(Notice.objects.filter(event="report_sent").values_list("recipient__username", flat=True))
    assert {"lead", "clerk", "manager", "desk", "officer"} <= told
    assert not told & {"auditor", "outsider", "sysadmin", "vendor"}
    assert "周报（签章）.pdf" in visitor.get("lead", "/reports/")
    answer = visitor.client("lead").get(f"/reports/{report.pk}/file/")
    assert b"".join(answer.streaming_content) == PDF
    assert [one["report"] for one in logged("report_handed_in") + logged("report_sent")] == [LAST, LAST]
    assert (logged("download")[-1]["form"], logged("download")[-1]["sha256"]) == ("signed", report.sha256)


def test_a_stranger_gets_none(world: World, visitor: Visitor) -> None:
    report = actions.send_report(signed(world), actor=world.user("auditor"), now=world.now)
    for who in ("outsider", "vendor"):
        visitor.get(who, "/profile/")
        assert visitor.client(who).get(f"/reports/{report.pk}/file/").status_code == 404
        assert report.name not in visitor.get(who, "/reports/")


def test_a_notice_of_it_leads_to_the_reports(world: World, visitor: Visitor, settings: Any) -> None:
    settings.SITE_URL = SITE
    actions.send_report(signed(world), actor=world.user("auditor"), now=world.now)
    notice = Notice.objects.filter(event="report_sent", recipient=world.user("lead")).get()
    assert link(notice) == f"{SITE}/reports/"
    assert "2026年第9周" in words(visitor.get("lead", "/notices/"))


def test_a_correction_is_another_version_and_is_sent_anew(world: World) -> None:
    first = actions.send_report(signed(world), actor=world.user("auditor"), now=world.now)
    with pytest.raises(WrongState):
        actions.send_report(first, actor=world.user("auditor"), now=world.now)
    second = signed(world.later(hours=1), "周报更正.pdf")
    assert (second.version, second.sent_at) == (2, None)


def test_what_somebody_could_go_on_writing_in_is_refused_as_signed(world: World, visitor: Visitor) -> None:
    for name in ("周报.docx", "周报.xlsx", "周报.txt"):
        with pytest.raises(Invalid) as refused:
            signed(world, name)
        assert "草稿不作为签章版" in refused.value.errors["file"][0]
    with pytest.raises(Invalid):
        signed(world, "周报.png")  # its content is that of a PDF
    page = visitor.send("auditor", "/reports/hand-in/", {"contract": "DEMO", "period": LAST})
    assert (page.status_code, "请先选择文件" in page.content.decode()) == (400, True)


def test_the_signed_one_of_a_period_that_runs_is_refused_until_it_is_over(world: World, visitor: Visitor) -> None:
    for code in (WEEK, "2026-W11", "2026-03"):
        with pytest.raises(WrongState) as refused:
            signed(world, code=code)
        assert "结束后方可提交签章版" in refused.value.message
    page = visitor.get("auditor", "/reports/")
    assert 'id="f-2026-W09"' in page
    assert 'id="f-2026-W10"' not in page
    period = Period.read(WEEK)
    assert period is not None
    world.at(period.over - timedelta(seconds=1))
    with pytest.raises(WrongState):
        signed(world, code=WEEK)
    assert signed(world.at(period.over), code=WEEK).period.code == WEEK


def test_the_draft_of_a_period_that_runs_says_so(busy: World, visitor: Visitor) -> None:
    assert "报告期间尚未结束" in text(paper(visitor))
    assert "报告期间尚未结束" not in text(paper(visitor, f"/reports/draft/?period={LAST}"))


def test_a_draft_says_what_it_is_and_of_which_period_in_its_name(busy: World, visitor: Visitor) -> None:
    visitor.get("auditor", "/reports/")
    for query, said in (("&contract=DEMO", "政务云监管周报 2026年第10周"), ("", "政务云监管周报 2026年第10周")):
        named = unquote(visitor.client("auditor").get(f"/reports/draft/?period={WEEK}{query}")["Content-Disposition"])
        assert named.startswith(f"attachment; filename*=utf-8''{said}"), named
        assert named.endswith(f"{' DEMO' * bool(query)}.docx"), named


def test_a_clock_that_rests_is_marked_among_those_that_fall_due(world: World, visitor: Visitor) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    clock = Deadline.objects.filter(ticket=ticket, stopped_at=None, internal=False).earliest("pk")
    Deadline.objects.filter(pk=clock.pk).update(state="paused", due_at=world.now + timedelta(days=8))
    assert "计时已暂停" in text(paper(visitor))


def test_the_database_refuses_what_cannot_be(world: World) -> None:
    report = signed(world)
    for change in ({"sort": "year"}, {"sent_at": world.now}, {"size": 0}, {"ends": report.starts - timedelta(days=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SupervisionReport.objects.filter(pk=report.pk).update(**change)


@pytest.mark.parametrize("who", ["auditor", "lead"])
def test_the_page_costs_few_queries_however_many_there_are(world: World, visitor: Visitor, who: str) -> None:
    for _number in range(4):
        actions.send_report(signed(world), actor=world.user("auditor"), now=world.now)
    client = visitor.client(who)
    client.get("/reports/")
    with CaptureQueriesContext(connection) as spent:
        client.get("/reports/")
    assert len(spent) <= BUDGET, "\n".join(one["sql"] for one in spent)
