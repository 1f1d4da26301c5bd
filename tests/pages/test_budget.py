"""How many queries a page may cost, sign-in and menu included, however much there is to show."""

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.world import World

LIST, DETAIL, TODO, BOARD = 8, 25, 10, 10


@pytest.fixture
def queries():
    from django.db import connection

    return CaptureQueriesContext(connection)


def cost(queries: CaptureQueriesContext, world: World, who: str, path: str) -> list[str]:
    """With the real clock, whose reading is a query on PostgreSQL."""
    client = Client()
    client.force_login(world.user(who))
    client.get(path)  # what is built once a process does not count
    with queries:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in queries.captured_queries]


@pytest.fixture
def busy(world: World) -> World:
    for _number in range(4):
        world.take(world.file("restart"), "submit")
        world.file("incident", "clerk")
    world.take(world.file("onboarding"), "submit", "approve", "record_filing")
    return world


@pytest.mark.parametrize(
    ("path", "most"), [("/tickets/", LIST), ("/tickets/?tab=unit&lamp=green&kind=incident", LIST), ("/", TODO)]
)
def test_a_list_costs_few_queries(busy: World, queries, path: str, most: int) -> None:
    spent = cost(queries, busy, "lead", path)
    assert len(spent) <= most, "\n".join(spent)


def test_a_ticket_costs_few_queries(busy: World, queries) -> None:
    ticket = busy.take(busy.file("restart"), "submit", "approve_restart", "verify")
    spent = cost(queries, busy, "engineer", f"/tickets/{ticket.number}/")
    assert len(spent) <= DETAIL, "\n".join(spent)


def test_the_board_costs_few_queries(busy: World, queries) -> None:
    spent = cost(queries, busy, "auditor", "/board/")
    assert len(spent) <= BOARD, "\n".join(spent)
