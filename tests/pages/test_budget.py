"""How many queries a page may cost, sign-in and menu included, however much there is to show."""

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages.claimed import late_answer
from tests.world import NOW, World

LIST, DETAIL, TODO, BOARD = 8, 25, 10, 10
CHECKS, CLAIMED = 20, 34


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


def test_the_times_to_check_cost_few_queries_however_many_there_are(world: World, queries) -> None:
    for _number in range(4):
        late_answer(world.at(NOW))
    spent = cost(queries, world, "lead", "/checks/")
    assert len(spent) <= CHECKS, "\n".join(spent)


def test_a_ticket_with_a_claim_costs_few_queries(world: World, queries) -> None:
    ticket = late_answer(world)
    spent = cost(queries, world, "clerk", f"/tickets/{ticket.number}/")
    assert len(spent) <= CLAIMED, "\n".join(spent)
