"""The list: tabs, filters in the address, a number that jumps, pages, and a poll that never moves rows."""

import re

import pytest

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import Ticket


@pytest.fixture
def three(world: World) -> list[Ticket]:
    """A draft restart, a fault that runs, a demand for another engineer."""
    return [
        world.file("restart"),
        world.file("incident", "clerk"),
        world.take(world.file("staff_replacement"), "submit", "issue_demand"),
    ]


def listed(page: str) -> set[str]:
    return set(re.findall(r'id="o-(GD-\d{4}-\d{6})"', page))


def test_everybody_sees_his_own_contracts_tickets_alone(world: World, visitor: Visitor, three: list[Ticket]) -> None:
    assert listed(visitor.get("clerk", "/tickets/")) == {one.number for one in three}
    assert listed(visitor.get("outsider", "/tickets/")) == set()


def test_a_draft_is_its_units_own(visitor: Visitor, three: list[Ticket]) -> None:
    assert three[0].number not in listed(visitor.get("desk", "/tickets/"))


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("kind=incident", {1}),
        ("kind=restart", {0}),
        ("lamp=green", {1, 2}),
        ("lamp=red", set()),
        ("progress=done", set()),
        ("progress=open", {0, 1, 2}),
        ("contract=DEMO", {0, 1, 2}),
        ("contract=ZX2026-0031", set()),
        ("tab=assigned", set()),
        ("tab=opened", {0, 1, 2}),
    ],
)
def test_filters_narrow_and_stay_in_the_address(
    visitor: Visitor, three: list[Ticket], query: str, kept: set[int]
) -> None:
    page = visitor.get("clerk", f"/tickets/?{query}")
    assert listed(page) == {three[number].number for number in kept}


def test_a_late_ticket_is_red_and_first(world: World, visitor: Visitor, three: list[Ticket]) -> None:
    world.later(minutes=6)
    page = visitor.get("clerk", "/tickets/")
    assert "已超 1分" in words(page)
    assert page.index(three[1].number) < page.index(three[2].number)
    assert listed(visitor.get("clerk", "/tickets/?lamp=red")) == {three[1].number}


def test_a_full_number_jumps_to_its_ticket(visitor: Visitor, three: list[Ticket]) -> None:
    response = visitor.client("clerk").get("/tickets/", {"q": three[1].number.lower()})
    assert response.url == f"/tickets/{three[1].number}/"


def test_a_number_of_others_does_not_jump(visitor: Visitor, three: list[Ticket]) -> None:
    assert listed(visitor.get("outsider", f"/tickets/?q={three[1].number}")) == set()


def test_words_of_the_title_are_found(world: World, visitor: Visitor, three: list[Ticket]) -> None:
    assert "没有符合条件的工单" in visitor.get("clerk", "/tickets/?q=不存在的标题")
    assert listed(visitor.get("clerk", f"/tickets/?q={world.system.name}")) == {one.number for one in three}


def test_a_poll_brings_fresh_lamps_while_the_ticket_stands(visitor: Visitor, three: list[Ticket]) -> None:
    page = visitor.get("clerk", "/tickets/")
    address = re.search(r'hx-get="([^"]+)"[^>]*hx-trigger="half', page)
    assert address
    fresh = visitor.client("clerk").get(address[1].replace("&amp;", "&"), headers={"HX-Request": "true"})
    assert 'id="ticket-rows"' in fresh.content.decode()


def test_a_poll_tells_of_changes_without_moving_rows(world: World, visitor: Visitor, three: list[Ticket]) -> None:
    page = visitor.get("clerk", "/tickets/")
    address = re.search(r'hx-get="([^"]+)"[^>]*hx-trigger="half', page)
    assert address
    world.file("restart")
    told = visitor.client("clerk").get(address[1].replace("&amp;", "&"), headers={"HX-Request": "true"})
    assert told.headers["HX-Retarget"] == "#news"
    assert "列表有更新" in told.content.decode()


def test_pages_are_numbered(monkeypatch, visitor: Visitor, three: list[Ticket]) -> None:
    monkeypatch.setattr("tickets.pages.ticket_list.PAGE_SIZE", 2)
    first, second = visitor.get("clerk", "/tickets/"), visitor.get("clerk", "/tickets/?page=2")
    assert len(listed(first)) == 2
    assert len(listed(second)) == 1
    assert "共 3 条" in words(first)


@pytest.mark.parametrize(
    "query",
    ["kind=incident", "state=draft", "contract=DEMO", "system=none", "lamp=green", "lamp=red", "open=false",
     "overdue=false", "mine=true", "mine=false", "q=申请", "opened_after=2026-03-02", "opened_before=2026-03-01"],
)  # fmt: skip
def test_the_page_finds_what_rest_finds(visitor: Visitor, three: list[Ticket], query: str) -> None:
    answer = visitor.client("clerk").get(f"/api/v1/tickets/?{query}").json()
    assert listed(visitor.get("clerk", f"/tickets/?{query}")) == {row["number"] for row in answer["results"]}


def test_a_filter_that_means_nothing_is_told_and_finds_nothing(visitor: Visitor, three: list[Ticket]) -> None:
    page = visitor.get("clerk", "/tickets/?lamp=blue&q=申请")
    assert "时限灯：选择一个有效的选项" in words(page)
    assert 'value="申请"' in page
    assert listed(page) == set()


def test_a_parameter_that_nobody_knows_is_told_and_what_was_typed_stays(visitor: Visitor, three: list[Ticket]) -> None:
    page = visitor.get("clerk", "/tickets/?stat=draft&q=申请&kind=restart&opened_after=2026-03-01", expect=400)
    assert "没有参数“stat”" in words(page)
    assert "state" in words(page)
    assert re.search(r'name="q" value="申请"|value="申请"[^>]*name="q"', page)
    assert '<option value="restart" selected>' in page
    assert 'value="2026-03-01"' in page
    assert "清除条件" in words(page)
    assert listed(page) == set()


def test_a_long_search_is_refused_in_words(visitor: Visitor) -> None:
    assert "工单号或标题：" in words(visitor.get("clerk", f"/tickets/?q={'长' * 201}"))


def test_every_control_of_the_form_has_its_label(visitor: Visitor) -> None:
    page = visitor.get("clerk", "/tickets/?contract=DEMO")
    for name in ("kind", "lamp", "progress", "q", "contract"):
        assert re.search(rf'<label for="id_{name}">[^<]+</label>\s*<(select|input)[^>]*name="{name}"', page), name


def test_nonsense_in_the_address_is_no_failure(visitor: Visitor) -> None:
    visitor.get("clerk", "/tickets/?page=zero&lamp=blue&tab=none&kind=x&progress=y&system=1")
    assert "请求无法识别" in visitor.get("clerk", "/tickets/?system=%00", expect=400)
    visitor.get("clerk", "/tickets/GD%00/", expect=400)
