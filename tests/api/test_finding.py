"""`GET tickets/`: pages, filters and tickets."""

import pytest

from tests.api.conftest import Api


@pytest.fixture
def tickets(api: Api) -> dict[str, str]:
    """name -> number: a draft, an incident whose clocks run, one that is late, one that is closed."""
    world = api.world
    late = world.file("incident", "desk")
    world.later(hours=2)
    closed = world.take(world.file("restart"), "submit", "approve_restart", "verify", "begin", "complete", "confirm")
    draft = world.file("restart")
    running = world.file("incident", "desk")
    found = {"late": late, "closed": closed, "draft": draft, "running": running}
    return {name: ticket.number for name, ticket in found.items()}


def numbers(api: Api, who: str = "clerk", **query) -> list[str]:
    return [row["number"] for row in api.get(who, "tickets/", **query)["results"]]


def test_the_newest_come_first_and_a_row_shows_its_worst_lamp(api, tickets):
    rows = {row["number"]: row for row in api.get("clerk", "tickets/")["results"]}
    assert len(rows) == 4
    lamps = {name: rows[number]["lamp"] for name, number in tickets.items()}
    assert lamps == {"late": "red", "closed": None, "draft": None, "running": "green"}
    assert numbers(api)[-1] == tickets["late"]
    assert numbers(api, ordering="opened_at")[0] == tickets["late"]
    assert numbers(api, ordering="number") == sorted(tickets.values())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "incident"}, {"late", "running"}),
        ({"state": "draft"}, {"draft"}),
        ({"open": "true"}, {"late", "draft", "running"}),
        ({"open": "false"}, {"closed"}),
        ({"overdue": "true"}, {"late"}),
        ({"overdue": "false"}, {"closed", "draft", "running"}),
        ({"mine": "true"}, {"closed", "draft"}),
        ({"contract": "DEMO"}, {"late", "closed", "draft", "running"}),
        ({"contract": "FW2025091703"}, set()),
        ({"opened_after": "2026-03-02T11:00:00+08:00"}, {"closed", "draft", "running"}),
        ({"opened_before": "2026-03-02T11:00:00"}, {"late"}),
        ({"opened_before": "2026-03-02"}, {"late", "closed", "draft", "running"}),
        ({"opened_after": "2026-03-03"}, set()),
        ({"kind": "incident", "overdue": "true", "state": "reported"}, {"late"}),
        ({"q": "no such words"}, set()),
    ],
)
def test_filters_narrow(api, tickets, query, found):
    assert set(numbers(api, **query)) == {tickets[name] for name in found}


def test_search_finds_numbers_and_titles(api, tickets):
    assert numbers(api, q=tickets["draft"]) == [tickets["draft"]]
    assert set(numbers(api, q="申请")) == set(tickets.values())
    assert numbers(api, system=api.world.system.code, q=tickets["late"]) == [tickets["late"]]
    assert numbers(api, system="other") == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "party"),
        ("open", "perhaps"),
        ("opened_after", "yesterday"),
        ("opened_before", "2026-13-01"),
        ("ordering", "password"),
    ],
)
def test_a_filter_that_means_nothing_is_named(api, name, value):
    assert list(api.get("clerk", "tickets/", expect=400, **{name: value})["errors"]) == [name]


def test_pages_follow_one_another_without_gap_or_repeat(api, tickets):
    seen, path = [], "tickets/?page_size=1"
    while path:
        page = api.get("clerk", path)
        seen += [row["number"] for row in page["results"]]
        path = page["next"] and page["next"].split("/api/v1/")[1]
    assert sorted(seen) == sorted(tickets.values())
    assert seen == numbers(api)
    assert len(numbers(api, page_size=10_000)) == 4
    assert api.get("clerk", "tickets/?cursor=nonsense", expect=404)["code"] == "not_found"
