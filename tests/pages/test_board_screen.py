"""The board on a wall: counters, what is most urgent, as of when; nothing to press, and it renews itself."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.pages.board import screen

PATH = "/board/screen/"
BUDGET = 20


def test_it_shows_counters_and_the_most_urgent_and_no_control(world: World, visitor: Visitor) -> None:
    world.file("incident", "clerk")
    world.take(world.file("staff_replacement"), "submit", "issue_demand")
    world.later(minutes=6)
    page = visitor.get("auditor", PATH)
    assert "截至 2026-03-02 10:06:00" in words(page)
    assert "服务商 1 0 0 —" in words(page)
    assert "已超 1分" in words(page)
    assert page.index("故障响应") < page.index("故障处置恢复")
    assert "人员更换" not in words(page)
    assert not re.search("<(form|button|select|nav|input)", page)
    assert re.findall('<a [^>]*href="([^"]*)"', page) == ["/board/"]


def test_it_asks_for_itself_anew_and_gets_its_body_alone(world: World, visitor: Visitor) -> None:
    page = visitor.get("auditor", PATH)
    assert f'hx-get="{PATH}" hx-trigger="half from:body"' in page
    again = visitor.client("auditor").get(PATH, headers={"HX-Request": "true"}).content.decode()
    assert again.lstrip().startswith('<div id="screen"')


def test_no_more_stands_on_it_than_a_screen_holds(world: World, visitor: Visitor) -> None:
    for _number in range(screen.MOST):
        world.file("incident", "clerk")
    assert visitor.get("auditor", PATH).count('<span class="lamp') == screen.MOST


def test_whoever_may_open_the_board_may_and_sees_their_own_alone(world: World, visitor: Visitor) -> None:
    world.file("incident", "clerk")
    assert "故障响应" in visitor.get("engineer", PATH)
    assert "故障响应" not in visitor.get("outsider", PATH)


def test_it_costs_few_queries_however_many_there_are(world: World, visitor: Visitor) -> None:
    for _number in range(4):
        world.file("incident", "clerk")
    client = visitor.client("auditor")
    client.get(PATH)
    with CaptureQueriesContext(connection) as spent:
        client.get(PATH)
    assert len(spent) <= BUDGET, "\n".join(one["sql"] for one in spent)
