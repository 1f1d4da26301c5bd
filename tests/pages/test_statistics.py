"""统计: as counted in the last hour; each number opens exactly the rows that it counted."""

import re
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages.claimed import late_answer
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import statistics, sweep

ADDRESS = "/statistics/"
#: A number of the page, and the address that it opens.
NUMBER = re.compile(r'<td class="right number">\s*<a href="([^"]+)">(\d+)</a>')
FILED = re.compile(r'<li><a href="([^"]+)"><span class="soft">[^<]+</span> <span class="number">(\d+)</span>')
MOST = 22


@pytest.fixture
def counted(world: World) -> World:
    """A fault answered late, one answered in time, one that nobody answered; a restart on its way; a draft."""
    late_answer(world)
    world.take(world.later(minutes=2).file("incident", "clerk"), "respond")
    world.file("incident", "clerk")
    world.take(world.file("restart"), "submit")
    world.file("change", "clerk")
    world.later(days=4)
    while sweep.fire_one(world.now):
        pass
    statistics.roll_up(world.now)
    return world


def opened(page: str) -> list[tuple[str, int]]:
    return [(unescape(url), int(number)) for url, number in NUMBER.findall(page) + FILED.findall(page)]


def rows_of(page: str) -> int:
    """How many rows a list says it has."""
    found = re.search(r"共 (\d+) 条", words(page))
    return int(found[1]) if found else 0


@pytest.mark.parametrize("who", ["auditor", "lead", "manager"])
@pytest.mark.parametrize("party", ["provider", "agency", "supervisor"])
def test_each_number_opens_exactly_what_it_counted(counted: World, visitor: Visitor, who: str, party: str) -> None:
    numbers = opened(visitor.get(who, f"{ADDRESS}?party={party}"))
    assert numbers
    for url, number in numbers:
        assert rows_of(visitor.get(who, url)) == number, url


def test_the_bars_open_the_same_rows_as_the_table(counted: World, visitor: Visitor) -> None:
    page = visitor.get("auditor", ADDRESS)
    chart = page[page.index('<svg class="chart"') :].partition("</svg>")[0]
    bars = set(map(unescape, re.findall(r'<a href="([^"]+)"', chart)))
    assert bars
    assert bars <= {url for url, _number in opened(page)}


def test_a_list_that_a_number_opened_keeps_its_bounds_when_it_is_narrowed_on(counted: World, visitor: Visitor) -> None:
    url = next(url for url, _number in opened(visitor.get("auditor", ADDRESS)) if "opened_before" in url)
    asked = QueryDict(url.partition("?")[2])
    page = unescape(visitor.get("auditor", url))
    for name in ("opened_before", "opened_after"):
        assert name not in asked or f'value="{asked[name]}"' in page, name


def test_it_says_what_the_columns_show_and_when_it_was_counted(counted: World, visitor: Visitor) -> None:
    page = words(visitor.get("auditor", ADDRESS))
    assert "截至 2026-03-06" in page
    assert re.search(r"服务商（乙方）：按期率[\d.]+%，\d+个时限中\d+个超期", page)


def test_what_came_after_the_counting_is_not_shown_yet(counted: World, visitor: Visitor) -> None:
    before = opened(visitor.get("auditor", ADDRESS))
    counted.file("incident", "clerk")
    assert [number for _url, number in opened(visitor.get("auditor", ADDRESS))] == [number for _url, number in before]


def test_before_the_first_counting_it_says_when_that_is(world: World, visitor: Visitor) -> None:
    assert "尚未统计" in words(visitor.get("auditor", ADDRESS))
    sweep.run_apart(world.now)
    assert "首次统计时间为 2026-03-02 11:00" in words(visitor.get("auditor", ADDRESS))


def passages_of(page: str) -> list[tuple[str, int]]:
    return [one for one in opened(page) if one[0].startswith("/statistics/passages/")]


def test_the_figures_of_a_step_open_the_passages_that_they_were_counted_from(counted: World, visitor: Visitor) -> None:
    found = passages_of(visitor.get("auditor", ADDRESS))
    assert {QueryDict(url.partition("?")[2])["kind"] for url, _number in found} == {"incident"}
    reported = next(url for url, _number in found if "state=reported" in url)
    said = words(visitor.get("auditor", reported))
    assert "环节的工单" in said
    assert "2026-03-02 10:00 离开时间 2026-03-02 10:20 用时 20分" in said


def test_what_was_passed_since_the_counting_is_not_among_them(counted: World, visitor: Visitor) -> None:
    found = passages_of(visitor.get("auditor", ADDRESS))
    counted.later(minutes=5).take(counted.file("incident", "clerk"), "respond")
    for url, number in found:
        assert rows_of(visitor.get("auditor", url)) == number, url


def test_passages_are_read_part_by_part(counted: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.pages.statistics.passed.PAGE_SIZE", 1)
    url, number = next(one for one in passages_of(visitor.get("auditor", ADDRESS)) if "state=reported" in one[0])
    page, seen = visitor.get("auditor", url), 1
    while found := re.search(r'rel="next" href="([^"]+)"', page):
        page, seen = visitor.get("auditor", f"/statistics/passages/{unescape(found[1])}"), seen + 1
    assert seen == number == 2


@pytest.mark.parametrize("wrong", ["kind=nothing", "state=nowhere", "state=draft", "as_of=now", "as_of=2026-03-06"])
def test_passages_of_what_there_is_not_are_not_there(counted: World, visitor: Visitor, wrong: str) -> None:
    url, _number = passages_of(visitor.get("auditor", ADDRESS))[0]
    visitor.get("auditor", f"{url}&{wrong}", expect=404)


def test_passages_are_those_of_ones_contracts(counted: World, visitor: Visitor) -> None:
    url, number = passages_of(visitor.get("auditor", ADDRESS))[0]
    assert number
    assert rows_of(visitor.get("outsider", url)) == 0
    visitor.get("vendor", url, expect=404)


def test_a_developer_finds_no_sums_and_a_stranger_none_of_these(counted: World, visitor: Visitor) -> None:
    visitor.get("vendor", ADDRESS, expect=404)
    assert opened(visitor.get("outsider", ADDRESS)) == []
    for wrong in ("party=nobody", "contract=ELSEWHERE"):
        visitor.get("auditor", f"{ADDRESS}?{wrong}", expect=404)


def test_it_costs_few_queries_however_much_was_counted(counted: World) -> None:
    client = Client()
    client.force_login(counted.user("auditor"))
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as spent:
        client.get(ADDRESS)
    assert len(spent) <= MOST, "\n".join(one["sql"] for one in spent.captured_queries)
