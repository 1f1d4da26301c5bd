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
    for typed in (
        three[1].number.lower(),
        f"「{three[1].number}」",
        three[1].number.replace("-", "－"),
        "\u200b".join(three[1].number),
    ):
        response = visitor.client("clerk").get("/tickets/", {"q": typed})
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


def linked(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return f"/tickets/{found[1].replace('&amp;', '&')}" if found else ""


def test_a_long_list_is_read_part_by_part_and_back(monkeypatch, visitor: Visitor, three: list[Ticket]) -> None:
    """The filters stay; every order stands in one part, and the first part is full again on the way back."""
    whole = re.findall(r'id="o-([^"]+)"', visitor.get("clerk", "/tickets/?progress=open"))
    monkeypatch.setattr("tickets.pages.ticket_list.view.PAGE_SIZE", 2)
    first = visitor.get("clerk", "/tickets/?progress=open")
    second = visitor.get("clerk", linked(first, "next"))
    assert "progress=open" in linked(first, "next")
    assert "共 3 条" in words(first)
    assert [re.findall(r'id="o-([^"]+)"', page) for page in (first, second)] == [whole[:2], whole[2:]]
    assert linked(first, "prev") == linked(second, "next") == ""
    assert listed(visitor.get("clerk", linked(second, "prev"))) == set(whole[:2])


def test_orders_of_one_instant_are_each_shown_once(monkeypatch, world: World, visitor: Visitor) -> None:
    """Drafts have no clock: all of them stand at the same place in time."""
    drafts = {world.file("restart").number for _ in range(7)}
    monkeypatch.setattr("tickets.pages.ticket_list.view.PAGE_SIZE", 2)
    page, parts = visitor.get("clerk", "/tickets/"), list[set[str]]()
    while (parts := [*parts, listed(page)]) and (further := linked(page, "next")):
        page = visitor.get("clerk", further)
    assert [len(part) for part in parts] == [2, 2, 2, 1]
    assert set.union(*parts) == drafts
    back = [listed(page := visitor.get("clerk", linked(page, "prev"))) for _ in range(3)]
    assert back == parts[2::-1]


def test_a_list_is_counted_to_a_bound_and_says_so(monkeypatch, visitor: Visitor, three: list[Ticket]) -> None:
    monkeypatch.setattr("tickets.pages.ticket_list.view.PAGE_SIZE", 1)
    monkeypatch.setattr("tickets.pages.parts.keyset.MOST", 2)
    assert "超过 2 条" in words(visitor.get("clerk", "/tickets/"))


@pytest.mark.parametrize(("most", "told"), [(2, "超过 2 条"), (3, "共 3 条"), (4, "共 3 条")])
def test_what_no_index_answers_is_counted_less_far(
    monkeypatch, visitor: Visitor, three: list[Ticket], most: int, told: str
) -> None:
    """The count goes on behind the first part, and says the same on the next."""
    monkeypatch.setattr("tickets.pages.ticket_list.view.PAGE_SIZE", 1)
    monkeypatch.setattr("tickets.pages.parts.keyset.FEW", most)
    first = visitor.get("clerk", "/tickets/?opened_after=2020-01-01")
    assert told in words(first)
    assert told in words(visitor.get("clerk", linked(first, "next")))


def test_an_address_of_before_leads_to_the_first_part(visitor: Visitor, three: list[Ticket]) -> None:
    response = visitor.client("clerk").get("/tickets/?kind=incident&page=7")
    assert response.url == "/tickets/?kind=incident"


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
    assert "时限灯：“blue”不在可选范围内，请重新选择。" in words(page)
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
    assert "最多200字，现有201字" in words(visitor.get("clerk", f"/tickets/?q={'长' * 201}"))


def test_every_control_of_the_form_has_its_label(visitor: Visitor) -> None:
    page = visitor.get("clerk", "/tickets/?contract=DEMO")
    for name in ("kind", "lamp", "progress", "q", "contract"):
        assert re.search(rf'<label for="id_{name}">[^<]+</label>\s*<(select|input)[^>]*name="{name}"', page), name


def test_nonsense_in_the_address_is_no_failure(visitor: Visitor) -> None:
    visitor.get("clerk", "/tickets/?after=zero&before=1_x&lamp=blue&tab=none&kind=x&progress=y&system=1")
    for place in ("after=9" * 3, "after=999999999999999999_1", "before=1_999999999999999999", "before=0_0"):
        visitor.get("clerk", f"/tickets/?{place}")
    assert "请求无法识别" in visitor.get("clerk", "/tickets/?system=%00", expect=400)
    visitor.get("clerk", "/tickets/GD%00/", expect=400)
