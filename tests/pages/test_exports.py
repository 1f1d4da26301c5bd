"""导出: a list as an Excel file, exactly as filtered; large ones by a worker, for whoever asked alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import User
from accounts.roles import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN
from tests.pages.claimed import contested, late_answer
from tests.pages.conftest import Visitor, words
from tests.pages.lists import fill
from tests.pages.test_breaches import listed as ledger_rows
from tests.pages.test_ticket_list import listed as order_rows
from tests.world import NOW, PDF, World
from tickets import actions, attachments, exports
from tickets.datelaw.periods import Period
from tickets.models import AuditEntry, Breach, Delivery, Export, Notice, Ticket
from tickets.pages.exports.lists import LISTS
from tickets.pages.exports.making import write_one

pytestmark = pytest.mark.django_db
#: Title, who, hour, filter, number of rows, and what stands above the columns.
ABOVE = 6


def taken(visitor: Visitor, who: str, path: str) -> HttpResponse:
    return visitor.client(who).post(f"/exports/new/{path}")


def sheet(content: bytes) -> Any:
    return load_workbook(BytesIO(content)).active


def table(response: HttpResponse) -> list[dict[str, Any]]:
    rows = list(sheet(b"".join(response.streaming_content)).iter_rows(min_row=ABOVE, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are many."""
    monkeypatch.setattr(exports, "AT_ONCE", 1)


@pytest.fixture
def some(world: World) -> World:
    """Late answers to faults: two clocks of a contract were missed; the supervisor was told, and called on the side.
    One fault took a service down."""
    for _number in range(2):
        late_answer(world.at(NOW))
        _called_on(world)
    world.file("incident", impact="down")
    _undelivered(world)
    _reported(world)
    actions.draw_sample(world.contract, NOW.date().replace(day=1), 2, actor=world.user("auditor"), now=world.now)
    return world


def _reported(world: World) -> None:
    """A report of last week that was sent, and one of the month before that was not."""
    for code in ("2026-W09", "2026-02"):
        period, who = Period.read(code), world.user("auditor")
        assert period is not None
        file = {"name": f"{code}.pdf", "stream": BytesIO(PDF)}
        report = actions.hand_in_report(world.contract, period, **file, actor=who, now=world.now)
        if code == "2026-W09":
            actions.send_report(report, actor=who, now=world.now)


def _undelivered(world: World) -> None:
    """Mail that was given up."""
    mail = {"channel": "mail", "state": "dead", "attempts": 30, "next_at": world.now}
    Delivery.objects.create(notice=Notice.objects.latest("id"), **mail)


def _called_on(world: World) -> None:
    ticket = Ticket.objects.latest("id")
    asked = {"grade": "red", "party": "provider", "demand": "请说明原因", "reply_by": "2026-03-09"}
    actions.issue_supervision(ticket, asked, actor=world.user("officer"), now=world.now, confirmed=True)


@pytest.mark.parametrize("query", ["", "?kind=incident", "?kind=restart", "?tab=opened&progress=open", "?lamp=red"])
def test_the_orders_taken_out_are_those_that_the_list_shows(some: World, visitor: Visitor, query: str) -> None:
    some.file("restart")
    shown = order_rows(visitor.get("clerk", f"/tickets/{query}"))
    assert {row["工单号"] for row in table(taken(visitor, "clerk", f"tickets/{query}"))} == shown


@pytest.mark.parametrize("query", ["", "?state=to_confirm", "?state=disputed", "?party=agency", "?month=2026-03"])
def test_the_breaches_taken_out_are_those_that_the_ledger_shows(some: World, visitor: Visitor, query: str) -> None:
    contested(some.at(NOW))
    shown = Breach.objects.filter(pk__in=ledger_rows(visitor.get("auditor", f"/breaches/{query}")))
    rows = [(one.deadline.ticket.number, one.occurred_at) for one in shown.select_related("deadline__ticket")]
    found = [(row["工单号"], row["超期"]) for row in table(taken(visitor, "auditor", f"breaches/{query}"))]
    assert sorted(found) == sorted((number, _beijing(at)) for number, at in rows)


def _beijing(at: datetime) -> datetime:
    return at.astimezone(NOW.tzinfo).replace(tzinfo=None)


def test_the_sheet_says_an_instant_by_which_it_was_narrowed_as_people_write_it(some: World, visitor: Visitor) -> None:
    response = taken(visitor, "auditor", "tickets/?opened_after=2026-03-01T08:00:00%2B08:00")
    above = [
        str(cell)
        for row in sheet(b"".join(response.streaming_content)).iter_rows(max_row=ABOVE - 1)
        for cell in (one.value for one in row)
        if cell
    ]
    assert any("2026-03-01 08:00" in one for one in above), above


@pytest.mark.parametrize("name", LISTS)
def test_every_list_can_be_taken_out(some: World, visitor: Visitor, name: str) -> None:
    fill(some, name)
    assert table(taken(visitor, OWNERS.get(name, "auditor"), asked(name)))


def asked(name: str) -> str:
    return f"{name}/{ASKED.get(name, '')}"


#: What a list must be asked for: the passages stand behind one figure.
ASKED = {"passages": "?kind=incident&state=reported&as_of=2026-03-20T00:00:00%2B08:00"}
#: Whose list holds something, where it is not the supervisor's.
OWNERS = {
    "checks": "clerk",
    "notices": "manager",
    "calendar": "manager",
    "rights": "secadmin",
    **dict.fromkeys(("people", "units", "deliveries", "tasks"), "sysadmin"),
}


@pytest.mark.parametrize(
    ("name", "query", "column", "found"),
    [
        ("people", "?state=disabled", "账号", ["vendor"]),
        ("people", "?q=工程师", "账号", ["engineer"]),
        ("units", "", "代码", None),
        ("tasks", "", "任务", None),
    ],
)
def test_a_list_of_an_administrator_is_taken_out_as_it_is_narrowed(
    world: World, visitor: Visitor, name: str, query: str, column: str, found: list[str] | None
) -> None:
    User.objects.filter(username="vendor").update(is_active=False)
    page = visitor.get("sysadmin", f"/manage/{name}/{query}")
    rows = table(taken(visitor, "sysadmin", f"{name}/{query}"))
    assert f'action="/exports/new/{name}/{query}"' in unquote(unescape(page))
    assert all(str(row[column]) in unescape(page) for row in rows)
    assert found is None or [row[column] for row in rows] == found
    assert AuditEntry.objects.get(action="export").data["list"] == name


def test_each_list_is_its_own_administrator_s(world: World, visitor: Visitor) -> None:
    for name, one in LISTS.items():
        for who, role in (("sysadmin", SYSTEM_ADMIN), ("secadmin", SECURITY_ADMIN), ("auditadmin", AUDIT_ADMIN)):
            assert (taken(visitor, who, asked(name)).status_code == 404) is (role not in one.whose), (name, who)
        assert (taken(visitor, "officer", asked(name)).status_code == 404) is bool(one.whose), name


@pytest.mark.parametrize(
    ("name", "who", "page", "query", "column"),
    [
        ("clocks", "auditor", "/clocks/", "outcome=missed", "工单号"),
        ("claims", "auditor", "/claims/", "side=provider", "时间及主张"),
        ("outages", "auditor", "/outages/", "state=on&month=2026-03", "工单号"),
        ("supervision", "manager", "/supervision/", "grade=red", "督办单"),
        ("supervision", "manager", "/supervision/", "grade=blue", "督办单"),
        ("notices", "manager", "/notices/", "group=duties", "主题"),
        ("reports", "auditor", "/reports/", "contract=DEMO&sort=month", "签章版报告"),
    ],
)
def test_what_is_taken_out_is_what_the_page_shows(
    some: World, visitor: Visitor, name: str, who: str, page: str, query: str, column: str
) -> None:
    shown = unescape(visitor.get(who, f"{page}?{query}"))
    rows = table(taken(visitor, who, f"{name}/?{query}"))
    assert all(row[column] in shown for row in rows)
    assert bool(rows) is (query != "grade=blue")
    assert (f'action="/exports/new/{name}/?{query}"' in shown) is (name != "notices" or bool(rows))


def test_a_party_takes_out_the_reports_that_were_sent_and_their_supervisor_all(some: World, visitor: Visitor) -> None:
    for who, names in (("lead", {"2026-W09.pdf"}), ("auditor", {"2026-W09.pdf", "2026-02.pdf"}), ("outsider", set())):
        assert {row["签章版报告"] for row in table(taken(visitor, who, "reports/"))} == names, who
    refused = taken(visitor, "auditor", "reports/?sort=year")
    assert refused.status_code == 302


def test_notices_of_others_are_never_taken_out(some: World, visitor: Visitor) -> None:
    theirs = set(Notice.objects.filter(recipient=some.user("manager")).values_list("at", flat=True))
    rows = table(taken(visitor, "outsider", "notices/"))
    assert theirs
    assert rows == []


def test_a_withdrawn_or_late_reply_says_so_in_the_file(some: World, visitor: Visitor) -> None:
    assert {row["状态"] for row in table(taken(visitor, "manager", "supervision/"))} == {"待回复"}
    some.later(days=10)
    assert {row["状态"] for row in table(taken(visitor, "manager", "supervision/"))} == {"逾期未回复"}


def test_the_page_of_exports_asks_nothing_anew_for_each_of_them(some: World, visitor: Visitor, large: None) -> None:
    visitor.get("auditor", "/exports/")
    spent = []
    for _number in range(2):
        taken(visitor, "auditor", "clocks/?clause=incident.respond")
        with CaptureQueriesContext(connection) as asked:
            visitor.get("auditor", "/exports/")
        spent.append(len(asked))
    assert spent[0] == spent[1]


def test_what_an_earlier_release_asked_for_says_nothing_of_its_filters(
    some: World, visitor: Visitor, large: None
) -> None:
    taken(visitor, "auditor", "breaches/?party=provider")
    Export.objects.update(said="")
    assert "筛选条件 —" in words(visitor.get("auditor", "/exports/"))


def test_the_file_says_whose_it_is_of_which_hour_and_how_it_was_narrowed(some: World, visitor: Visitor) -> None:
    response = taken(visitor, "auditor", "breaches/?party=provider&month=2026-03")
    found = sheet(b"".join(response.streaming_content))
    above = [found.cell(row, 1).value for row in range(1, ABOVE)]
    assert above == [
        "违约台账",
        "导出人：演示·监管审计员（云综合监管服务商）",
        "截至：2026-03-02 10:20:00",
        "筛选条件：超期月份：2026-03；责任方：服务商（乙方）",
        "行数：2",
    ]
    assert "演示·监管审计员" in found.oddHeader.center.text
    assert "filename*=utf-8''%E8%BF%9D%E7%BA%A6" in response["Content-Disposition"]


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@sum", '=HYPERLINK("http://a")'])
def test_a_text_that_looks_like_a_formula_stays_a_text(world: World, visitor: Visitor, begins: str) -> None:
    ticket = world.file("restart")
    type(ticket).objects.filter(pk=ticket.pk).update(title=begins)
    found = sheet(b"".join(taken(visitor, "clerk", "tickets/").streaming_content))
    cell = found.cell(ABOVE + 1, 2)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (begins, "s", True)


def test_dates_are_dates_of_beijing_time(some: World, visitor: Visitor) -> None:
    row = table(taken(visitor, "auditor", "breaches/"))[0]
    assert row["超期"] == datetime(2026, 3, 2, 10, 5)
    assert row["截止"] == datetime(2026, 3, 2, 10, 5)


def test_what_is_taken_out_is_on_record(some: World, visitor: Visitor) -> None:
    taken(visitor, "auditor", "breaches/?party=provider")
    entry = AuditEntry.objects.filter(ticket=None, action="export").latest("seq")
    assert entry.actor == some.user("auditor")
    told = {name: entry.data[name] for name in ("list", "asked", "count")}
    assert told == {"list": "breaches", "asked": {"party": ["provider"]}, "count": 2}


def test_a_filter_that_means_nothing_leads_back_to_its_list(some: World, visitor: Visitor) -> None:
    page = visitor.get("auditor", taken(visitor, "auditor", "breaches/?month=march").url)
    assert "请写明月份" in words(page)
    assert not AuditEntry.objects.filter(action="export").exists()


def test_too_many_rows_are_refused_in_words(
    some: World, visitor: Visitor, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    page = visitor.get("auditor", taken(visitor, "auditor", "breaches/").url)
    assert "一次最多导出1行" in words(page)
    assert not Export.objects.exists()


def test_a_list_that_there_is_not_is_refused_and_a_get_leads_to_the_list(world: World, visitor: Visitor) -> None:
    assert taken(visitor, "auditor", "people/").status_code == 404
    answer = visitor.client("auditor").get("/exports/new/breaches/?party=provider")
    assert answer.url == "/breaches/?party=provider"


def test_a_large_list_is_made_meanwhile_and_its_page_tells_how_far_it_is(
    some: World, visitor: Visitor, large: None
) -> None:
    waiting = words(visitor.post("auditor", "/exports/new/breaches/?party=provider", {}))
    assert "排队中" in waiting
    assert "责任方：服务商（乙方）" in waiting
    row = exports.lease_next(some.now)
    assert row is not None
    exports.progress(row, 1, 2, some.now)
    assert "已写入 1 / 2 行" in words(visitor.get("auditor", "/exports/"))
    assert write_one(some.later(minutes=2).now)
    done = visitor.get("auditor", "/exports/")
    assert "共 2 行" in words(done)
    assert "hx-get" not in done[done.index('id="exports"') : done.index('id="exports"') + 200]
    response = visitor.client("auditor").get(f"/exports/{row.pk}/file/")
    assert len(table(response)) == 2
    assert AuditEntry.objects.filter(ticket=None, action="export", data__count=2).count() == 1


@pytest.fixture
def made(some: World, visitor: Visitor, large: None) -> Export:
    taken(visitor, "auditor", "breaches/")
    assert write_one(some.now)
    return Export.objects.get()


@pytest.mark.parametrize("who", ["lead", "manager", "officer", "outsider"])
def test_only_whoever_asked_fetches_it(made: Export, visitor: Visitor, who: str) -> None:
    visitor.get(who, f"/exports/{made.pk}/file/", expect=404)
    assert "违约台账" not in words(visitor.get(who, "/exports/")).split("导出文件")[-1]


def test_a_file_expires_and_is_taken_out_of_the_store(
    made: Export, some: World, visitor: Visitor, django_capture_on_commit_callbacks: Any
) -> None:
    path = attachments.place(made.path)
    assert path.exists()
    some.later(days=3, minutes=1)
    visitor.get("auditor", f"/exports/{made.pk}/file/", expect=404)
    with django_capture_on_commit_callbacks(execute=True):
        exports.forget_old(some.now)
    assert not path.exists()
    assert not Export.objects.exists()


def test_a_process_that_dies_over_it_leaves_it_to_the_next(some: World, visitor: Visitor, large: None) -> None:
    taken(visitor, "auditor", "breaches/")
    first = exports.lease_next(some.now)
    assert first is not None
    assert exports.lease_next(some.now) is None
    some.later(seconds=61)
    assert write_one(some.now)
    assert not exports.done(first, "x", 1, "", some.now), "the first woke too late"
    assert not exports.progress(first, 1, 2, some.now)
    row = Export.objects.get()
    assert (row.state, row.written, row.total, row.tries) == ("done", 2, 2, 2)


def test_what_cannot_be_made_is_said_and_given_up(
    some: World, visitor: Visitor, large: None, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def broken(*_anything: object) -> Iterator[None]:
        raise OSError("the disk is full")

    monkeypatch.setattr("tickets.pages.exports.making.write", broken)
    taken(visitor, "auditor", "breaches/")
    assert write_one(some.now)
    assert "生成失败，请重新导出" in words(visitor.get("auditor", "/exports/"))
    assert "cannot be made" in caplog.text
    assert not list(attachments.place(exports.FOLDER).rglob("*.part"))


def test_it_is_begun_five_times_and_no_more(some: World, visitor: Visitor, large: None) -> None:
    taken(visitor, "auditor", "breaches/")
    for _number in range(exports.MOST_TRIES):
        assert exports.lease_next(some.now) is not None
        some.later(seconds=61)
    assert exports.lease_next(some.now) is None
    assert Export.objects.get().state == "failed"


def test_one_person_has_three_on_the_way_at_most(some: World, visitor: Visitor, large: None) -> None:
    for _number in range(exports.MOST_UNFINISHED):
        taken(visitor, "auditor", "breaches/")
    page = visitor.post("auditor", "/exports/new/breaches/", {})
    assert "您已有3个文件正在生成" in words(page)
    assert Export.objects.count() == exports.MOST_UNFINISHED
    taken(visitor, "lead", "breaches/")
    assert Export.objects.count() == exports.MOST_UNFINISHED + 1


def test_whoever_lost_their_role_meanwhile_takes_nothing_out(some: World, visitor: Visitor, large: None) -> None:
    taken(visitor, "auditor", "breaches/")
    some.user("auditor").memberships.all().delete()
    assert write_one(some.now + timedelta(seconds=1))
    assert Export.objects.get().total == 0


@pytest.mark.parametrize("name", LISTS)
def test_a_file_of_more_rows_asks_no_more_questions(
    some: World, visitor: Visitor, name: str, django_assert_max_num_queries: Any
) -> None:
    who = OWNERS.get(name, "auditor")
    taken(visitor, who, f"{name}/")
    for _number in range(3):
        late_answer(some.at(NOW))
    with django_assert_max_num_queries(35):
        taken(visitor, who, f"{name}/")
