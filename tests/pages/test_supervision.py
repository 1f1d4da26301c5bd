"""督办单 by page: issued, replied to and judged on the order's page; listed, marked, printed."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.pages.conftest import Visitor, title, words
from tests.world import PDF, World
from tickets import actions
from tickets.models import Notice, SupervisionDeed, SupervisionOrder, Ticket

BUDGET = 14


def filed(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit", "approve_restart")


def typed(world: World, **said: str) -> dict[str, str]:
    day = (world.now + timedelta(days=5)).date().isoformat()
    body = {"grade": "orange", "party": "provider", "demand": "请说明超期原因并整改。", "reply_by": day, **said}
    return {f"f-{name}": value for name, value in body.items()}


def issued(world: World, ticket: Ticket, **said: str) -> SupervisionOrder:
    body = {name.removeprefix("f-"): value for name, value in typed(world, **said).items()}
    return actions.issue_supervision(ticket, body, actor=world.user("auditor"), now=world.now, confirmed=True)


def test_it_is_issued_replied_to_and_closed_on_the_page_of_the_order(world: World, visitor: Visitor) -> None:
    path = f"/tickets/{filed(world).number}/"
    page = visitor.post("auditor", f"{path}supervise/", {**typed(world), "confirmed": "1"})
    assert "督办单已发出" in page
    order = SupervisionOrder.objects.get()
    todo = words(visitor.get("manager", "/"))
    assert "待办督办单 1" in todo
    assert "请说明超期原因并整改。" in todo
    assert "2026年3月7日" in todo
    act = f"{path}supervision/{order.number}/"
    assert opens(visitor, "manager", order, "replied")
    assert f"{act}replied/" in visitor.get("manager", path)
    assert f"{act}replied/" not in visitor.get("desk", path)
    world.later(minutes=5)
    visitor.post("manager", f"{act}replied/", {"f-text": "已增派人员。"})
    assert "已增派人员。" in words(visitor.get("auditor", path))
    assert opens(visitor, "auditor", order, "accepted")
    world.later(minutes=5)
    visitor.post("auditor", f"{act}accepted/", {"f-remark": "同意"})
    shown = words(visitor.get("manager", path))
    assert "橙色督办 已办结" in shown
    assert "待办督办单" not in visitor.get("manager", "/")


def opens(visitor: Visitor, who: str, order: SupervisionOrder, deed: str) -> bool:
    """Whether the button of the row in the to-do leads to that very act, and the act stands open there."""
    address = f"/tickets/{order.ticket.number}/?act={order.number}-{deed}"
    assert f'href="{address}#{order.number}-{deed}"' in visitor.get(who, "/")
    return bool(re.search(rf'id="{order.number}-{deed}"\s+open', visitor.get(who, address)))


def test_before_it_goes_out_the_page_says_who_is_told_what_by_when(world: World, visitor: Visitor) -> None:
    ticket = filed(world)
    page = words(visitor.post("auditor", f"/tickets/{ticket.number}/supervise/", typed(world), expect=200))
    contract = ticket.contract
    for said in (
        "橙色督办",
        "请说明超期原因并整改。",
        "2026年3月7日",
        "确认发出",
        f"{contract.provider} 2人",
        f"{contract.agency} 1人",
    ):
        assert said in page, said
    assert str(contract.authority) not in page
    assert not SupervisionOrder.objects.exists()
    assert not Notice.objects.filter(event="supervision_issued").exists()


def test_as_many_are_told_as_the_page_says(world: World, visitor: Visitor) -> None:
    path = f"/tickets/{filed(world).number}/supervise/"
    page = words(visitor.post("auditor", path, typed(world, grade="red"), expect=200))
    counts = re.findall(r"(\d+)人", page[page.index("通知对象") :])
    visitor.post("auditor", path, {**typed(world, grade="red"), "confirmed": "1"})
    told = Notice.objects.filter(event__startswith="supervision_issued").values_list("recipient", flat=True)
    assert sum(map(int, counts)) == len(set(told)) == 4


def test_going_back_loses_nothing_that_was_typed(world: World, visitor: Visitor) -> None:
    path = f"/tickets/{filed(world).number}/supervise/"
    summary = visitor.post("auditor", path, typed(world, demand="第一行\n第二行"), expect=200)
    sent = dict(re.findall(r'<input type="hidden" name="(f-\w+)" value="([^"]*)"', summary))
    assert sent == typed(world, demand="第一行\n第二行")
    page = visitor.post("auditor", path, {**sent, "back": "1"}, expect=200)
    assert "第一行\n第二行</textarea>" in page
    assert '<details class="act act-aside" id="supervise" open>' in page
    assert not SupervisionOrder.objects.exists()


@pytest.mark.parametrize("button", ["", "confirmed"])
def test_a_side_that_is_called_on_already_is_said_before_and_after_the_summary(
    world: World, visitor: Visitor, button: str
) -> None:
    ticket = filed(world)
    issued(world, ticket)
    body = typed(world) | ({button: "1"} if button else {})
    assert visitor.send("auditor", f"/tickets/{ticket.number}/supervise/", body).status_code == 409
    assert SupervisionOrder.objects.count() == 1


@pytest.mark.parametrize(("who", "count"), [("manager", 2), ("desk", 1), ("auditor", 0)])
def test_the_count_beside_the_menu_counts_it_with_the_other_duties(
    world: World, visitor: Visitor, who: str, count: int
) -> None:
    issued(world, filed(world))
    badge = f'<span class="badge">{count}</span>' if count else ""
    assert badge in visitor.get(who, "/tickets/")


def test_files_of_a_reply_stand_beside_it(world: World, visitor: Visitor) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    ticket = filed(world)
    order = issued(world, ticket)
    body = {"f-text": "见附件。", "files": [SimpleUploadedFile("情况说明.pdf", PDF)]}
    visitor.post("manager", f"/tickets/{ticket.number}/supervision/{order.number}/replied/", body)
    (file,) = SupervisionDeed.objects.get(deed="replied").handed_in.all()
    assert f'href="/files/{file.pk}/"' in visitor.get("auditor", f"/tickets/{ticket.number}/")


def test_what_was_typed_comes_back_with_what_is_amiss(world: World, visitor: Visitor) -> None:
    path = f"/tickets/{filed(world).number}/"
    page = visitor.send("auditor", f"{path}supervise/", typed(world, reply_by="2026-01-01")).content.decode()
    assert "请说明超期原因并整改。" in page
    assert "2026年3月2日" in words(page)
    assert not SupervisionOrder.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "lead", "desk", "manager"])
def test_nobody_else_is_offered_one_nor_issues_one(world: World, visitor: Visitor, who: str) -> None:
    path = f"/tickets/{filed(world).number}/"
    assert "发出督办单" not in visitor.get(who, path)
    assert visitor.send(who, f"{path}supervise/", typed(world)).status_code == 403
    assert not SupervisionOrder.objects.exists()


def test_the_list_shows_the_gravest_first_and_the_ended_last(world: World, visitor: Visitor) -> None:
    grades = ("blue", "red", "orange", "red")
    orders = [issued(world, filed(world), grade=grade) for grade in grades]
    actions.do_with_supervision(orders[3], "withdrawn", {"reason": "误发"}, actor=world.user("auditor"), now=world.now)
    page = words(visitor.get("auditor", "/supervision/"))
    places = [page.index(one.number) for one in (orders[1], orders[2], orders[0], orders[3])]
    assert places == sorted(places)
    only = words(visitor.get("auditor", "/supervision/?grade=blue"))
    assert [one.number in only for one in orders] == [True, False, False, False]


def test_the_list_is_read_part_by_part(world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.pages.parts.narrowing.PAGE_SIZE", 2)
    orders = [issued(world, filed(world), grade=grade) for grade in ("red", "blue", "red")]
    first = visitor.get("auditor", "/supervision/")
    assert [one.number in first for one in orders] == [True, False, True]
    behind = visitor.get("auditor", f"/supervision/?after=0_{orders[0].pk}")
    assert [one.number in behind for one in orders] == [False, True, False]
    assert orders[2].number in visitor.get("auditor", f"/supervision/?before=2_{orders[1].pk}")
    assert visitor.client("auditor").get("/supervision/?after=999999999999999999_1").status_code == 200


def test_lists_and_board_bear_its_mark(world: World, visitor: Visitor) -> None:
    issued(world, world.file("incident"), grade="red")
    for path in ("/tickets/", "/board/"):
        assert "红色督办" in words(visitor.get("auditor", path)), path


def test_a_reply_that_is_not_there_in_time_is_marked(world: World, visitor: Visitor) -> None:
    order = issued(world, filed(world))
    assert "逾期未回复" not in visitor.get("manager", "/supervision/")
    world.at(world.now + timedelta(days=6))
    assert "逾期未回复" in visitor.get("manager", "/supervision/")
    assert order.overdue(world.now.date())


def test_its_paper_says_the_colour_in_words(world: World, visitor: Visitor) -> None:
    order = issued(world, filed(world))
    page = visitor.get("manager", f"/supervision/{order.number}/print/")
    assert title(page) == f"督办单（橙色） {order.number}"
    for said in ("请说明超期原因并整改。", "2026年3月7日", "（盖章）"):
        assert said in words(page), said
    pdf = visitor.client("manager").get(f"/supervision/{order.number}/print.pdf")
    assert pdf.status_code in (200, 302)


def test_the_list_costs_few_queries_however_many_there_are(world: World, visitor: Visitor) -> None:
    for _number in range(4):
        issued(world, filed(world))
    client = visitor.client("auditor")
    client.get("/supervision/")
    with CaptureQueriesContext(connection) as spent:
        client.get("/supervision/")
    assert len(spent) <= BUDGET, "\n".join(one["sql"] for one in spent)
