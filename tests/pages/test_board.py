"""时限看板: what is about to fail comes first; counters are links; reminders go to the other side."""

import re

import pytest

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import Ticket
from tickets.models.deadlines import Deadline
from tickets.pages.board import column_of


@pytest.fixture
def tickets(world: World) -> list[Ticket]:
    """A fault of five and thirty minutes, a replacement of five days, one that is paused."""
    fault = world.file("incident", "clerk")
    demand = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    paused = world.take(world.file("staff_replacement"), "submit", "issue_demand", "nominate")
    return [fault, demand, paused]


def columns(page: str) -> list[str]:
    return re.findall(r'id="column-(\w+)"', page)


def test_columns_come_in_the_order_of_danger(world: World, visitor: Visitor, tickets: list[Ticket]) -> None:
    assert columns(visitor.get("auditor", "/board/")) == ["hour", "later", "paused"]
    world.later(minutes=6)
    assert columns(visitor.get("auditor", "/board/"))[:2] == ["overdue", "hour"]


def test_counters_are_links_to_what_they_count(world: World, visitor: Visitor, tickets: list[Ticket]) -> None:
    world.later(minutes=6)
    page = visitor.get("auditor", "/board/")
    assert re.search(r'href="/tickets/\?lamp=red".*?counter-figure">1<', page, re.DOTALL)
    assert re.search(r'href="/tickets/\?lamp=grey".*?counter-figure">1<', page, re.DOTALL)
    assert tickets[0].number in visitor.get("auditor", "/tickets/?lamp=red")


def test_the_on_time_rate_counts_what_was_settled(world: World, visitor: Visitor, tickets: list[Ticket]) -> None:
    assert "近90天办结2个，按期2个" in words(visitor.get("auditor", "/board/"))  # both demands were approved in time
    world.later(minutes=4).take(tickets[0], "respond")
    page = visitor.get("auditor", "/board/")
    assert "近90天办结3个，按期3个" in words(page)
    assert "100.0%" in page


def test_a_paused_clock_says_why_and_for_how_long(world: World, visitor: Visitor, tickets: list[Ticket]) -> None:
    world.later(hours=3)
    assert "已暂停3小时0分" in words(visitor.get("auditor", "/board/"))


def test_the_instant_is_always_said(visitor: Visitor) -> None:
    page = words(visitor.get("auditor", "/board/"))
    assert "截至 2026-03-02 10:00" in page
    assert "没有正在计时的时限" in page


@pytest.mark.parametrize(("grouping", "label"), [("unit", "市城运中心"), ("party", "乙方")])
def test_cards_are_grouped_on_request(visitor: Visitor, tickets: list[Ticket], grouping: str, label: str) -> None:
    assert re.search(f"<h3>{label}", visitor.get("auditor", f"/board/?group={grouping}"))


def test_nobody_is_offered_to_remind_himself(visitor: Visitor, tickets: list[Ticket]) -> None:
    assert f"/tickets/{tickets[0].number}/remind/" not in visitor.get("manager", "/board/")
    assert f"/tickets/{tickets[0].number}/remind/" in visitor.get("auditor", "/board/")


def test_a_reminder_leads_back_to_the_board(visitor: Visitor, tickets: list[Ticket]) -> None:
    page = visitor.post("auditor", f"/tickets/{tickets[0].number}/remind/", {"next": "/board/?group=unit"})
    assert "已催办" in page
    assert "时限看板" in page


def test_others_clocks_are_not_counted(visitor: Visitor, tickets: list[Ticket]) -> None:
    assert columns(visitor.get("outsider", "/board/")) == []


@pytest.mark.parametrize(
    ("code", "later", "column"),
    [
        ("incident.respond", {"minutes": 4}, "hour"),
        ("incident.respond", {"minutes": 5}, "hour"),
        ("incident.respond", {"minutes": 5, "seconds": 1}, "overdue"),
        ("staff.replace", {"days": 7}, "today"),
        ("staff.replace", {"days": 5, "hours": 1}, "days"),
        ("staff.replace", {"days": 8}, "overdue"),
    ],
)
def test_a_clock_lies_in_the_column_of_its_time_left(
    world: World, tickets: list[Ticket], code: str, later: dict[str, int], column: str
) -> None:
    clock = Deadline.objects.filter(code=code, state="running").first()
    assert clock
    assert column_of(clock, world.later(**later).now) == column
