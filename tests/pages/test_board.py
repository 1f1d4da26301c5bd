"""时限看板: what is about to fail comes first; counters are links; reminders go to the other side."""

import re
from datetime import timedelta
from html import unescape

import pytest

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import Ticket
from tickets.models.deadlines import Deadline
from tickets.pages.board import counters
from tickets.pages.board.lanes import LANES, lane_of


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


def opened(page: str) -> dict[str, str]:
    """What each number of the counters opens -> the number."""
    found = re.findall(r'class="counter counter-\w+" href="([^"]*)">\s*<span class="counter-figure">([^<]*)<', page)
    return {unescape(href): figure for href, figure in found}


def rows(page: str) -> int:
    return page.count('class="clock-row"')


def test_a_number_opens_exactly_the_rows_that_it_counted(world: World, visitor: Visitor, tickets: list[Ticket]) -> None:
    """In every column, of every side, of the contract's clocks and of internal targets alike."""
    world.take(world.file("onboarding"), "submit", "approve")
    world.later(minutes=20).take(tickets[0], "respond")
    world.later(days=12)
    for basis in ("", "?basis=internal"):
        figures = opened(visitor.get("auditor", f"/board/{basis}"))
        assert len(figures) >= 4
        for href, figure in figures.items():
            shown = rows(visitor.get("auditor", href))
            assert shown == int(figure) if figure.isdecimal() else "%" in figure or figure == "—"


def test_an_internal_target_is_on_no_board_of_the_contract(world: World, visitor: Visitor) -> None:
    world.take(world.file("restart"), "submit")  # the lead's decision is an internal target
    world.later(days=30)
    page = visitor.get("auditor", "/board/") + visitor.get("lead", "/board/")
    assert rows(page) == 0
    internal = visitor.get("lead", "/board/?basis=internal")
    assert rows(internal) == 1
    assert "内部目标" in internal
    assert "lamp-red" not in internal


def test_each_side_is_counted_by_itself(world: World, visitor: Visitor, tickets: list[Ticket]) -> None:
    world.later(minutes=6)
    page = words(visitor.get("auditor", "/board/"))
    assert "服务商 1 已超期" in page
    assert opened(visitor.get("auditor", "/board/"))["/board/?party=provider&only=overdue"] == "1"


def test_the_on_time_rate_is_of_the_contracts_clocks_alone(
    world: World, visitor: Visitor, tickets: list[Ticket]
) -> None:
    assert "100.0%" not in visitor.get("auditor", "/board/")  # approvals so far: internal targets
    world.later(minutes=4).take(tickets[0], "respond")
    assert "近90天办结1个，按期1个" in words(visitor.get("auditor", "/board/"))
    assert "100.0%" in visitor.get("auditor", "/board/")


def test_a_lane_shows_its_first_clocks_and_the_way_to_the_rest(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.pages.board.view.FIRST", 2)
    monkeypatch.setattr("tickets.pages.board.view.PAGE", 2)
    for _ in range(5):
        world.take(world.file("staff_replacement"), "submit", "issue_demand")
    numbers: list[str] = []
    page = visitor.get("auditor", "/board/")
    while found := re.search(r'class="board-rest"><a href="([^"]*)"', page):
        numbers += re.findall(r"GD-\d{4}-\d{6}", words(page))
        page = visitor.get("auditor", unescape(found[1]))
    numbers += re.findall(r"GD-\d{4}-\d{6}", words(page))
    assert len(numbers) == len(set(numbers)) == 5


def test_a_counter_counts_to_its_bound_and_says_so(
    world: World, visitor: Visitor, tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.later(days=30)
    assert opened(visitor.get("auditor", "/board/"))["/board/?party=provider&only=overdue"] == "4"
    monkeypatch.setattr("tickets.pages.board.counters.MOST", 1)
    monkeypatch.setattr("tickets.pages.board.view.MOST", 1)
    counters._question.cache_clear()
    assert opened(visitor.get("auditor", "/board/"))["/board/?party=provider&only=overdue"] == "1+"
    counters._question.cache_clear()


def test_what_has_rested_longest_comes_first(world: World, visitor: Visitor) -> None:
    earlier, later = (world.take(world.file("staff_replacement"), "submit", "issue_demand") for _ in range(2))
    world.take(later, "nominate")
    world.later(hours=1).take(earlier, "nominate")
    page = visitor.get("auditor", "/board/")
    assert page.index(later.number) < page.index(earlier.number)


def test_a_clock_of_an_order_that_was_not_sent_is_its_units_own(world: World, visitor: Visitor) -> None:
    world.take(world.file("restart"), "submit")  # waits for its own lead
    assert rows(visitor.get("lead", "/board/?basis=internal")) == 1
    for who in ("desk", "auditor"):
        page = visitor.get(who, "/board/?basis=internal")
        assert rows(page) == 0
        assert opened(page) == {}


def test_every_open_clock_lies_in_one_lane(world: World, tickets: list[Ticket]) -> None:
    """What the database finds in a lane is what `lane_of` says, at any hour."""
    for hours in (0, 0.05, 0.5, 3, 20, 60, 200, 2000):
        now = world.now + timedelta(hours=hours)
        for clock in Deadline.objects.filter(stopped_at__isnull=True):
            lanes = [lane.name for lane in LANES.values() if lane.listed]
            held = [name for name in lanes if Deadline.objects.filter(LANES[name].clocks(now), pk=clock.pk).exists()]
            assert held == [lane_of(clock, now)]


def test_a_paused_clock_says_why_and_for_how_long(world: World, visitor: Visitor, tickets: list[Ticket]) -> None:
    world.later(hours=3)
    assert "已暂停3小时0分" in words(visitor.get("auditor", "/board/"))


def test_the_instant_is_always_said(visitor: Visitor) -> None:
    page = words(visitor.get("auditor", "/board/"))
    assert "截至 2026-03-02 10:00" in page
    assert "没有正在计时的时限" in page


@pytest.mark.parametrize(("grouping", "label"), [("unit", "市城运中心"), ("party", "服务商")])
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
    assert lane_of(clock, world.later(**later).now) == column
