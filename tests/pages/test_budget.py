"""How many queries a page may cost, sign-in and menu included, however much there is to show."""

from uuid import uuid4

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages.claimed import late_answer
from tests.world import NOW, World
from tickets import actions
from tickets.lifecycle.fields import schema
from tickets.lifecycle.kinds.change import Change
from tickets.models import SavedForm

LIST, DETAIL, TODO, BOARD, BELL = 11, 23, 14, 13, 4  # on PostgreSQL one reads its clock, a lead's looks for a fee table
DECIDED, NIGHT = 21, 10
CHECKS, CLAIMED, PAPER, LEDGER = 20, 34, 23, 14
FORM, CHECKED = 24, 32


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


def written(world: World) -> str:
    """A change that lacks nothing but its papers, as it is kept: the address of its form."""
    asked = world.examples("change", schema(Change.opening.asks, world.sample))
    form = SavedForm(owner=world.user("clerk"), key=uuid4(), kind="change", contract=world.contract, fields=asked)
    form.system = world.system
    return f"/tickets/new/change/{actions.save_form(form, now=world.now).key}/"


@pytest.mark.parametrize(("page", "most"), [("", FORM), ("?step=2", FORM), ("check/", CHECKED)])
def test_the_pages_of_a_form_cost_few_queries_and_lock_nothing(busy: World, queries, page: str, most: int) -> None:
    spent = cost(queries, busy, "clerk", f"{written(busy)}{page}")
    assert len(spent) <= most, "\n".join(spent)
    locking = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "BEGIN")
    assert not [sql for sql in spent if sql.startswith(locking) or "FOR UPDATE" in sql]


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [
        ("clerk", "/?show=drafts", TODO),
        ("lead", "/?show=waiting", TODO),
        ("lead", "/last-night/", NIGHT),
        ("lead", "/tickets/?opened_after=2020-01-01", LIST),
    ],
)
def test_what_stands_beside_a_list_costs_few_queries(busy: World, queries, who: str, path: str, most: int) -> None:
    spent = cost(queries, busy, who, path)
    assert len(spent) <= most, "\n".join(spent)


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


def test_the_bell_asks_for_its_own_number_alone(busy: World, queries) -> None:
    spent = cost(queries, busy, "lead", "/notices/bell/")
    assert len(spent) <= BELL, "\n".join(spent)
    assert not any("tickets_ticket" in sql or "tickets_claim" in sql for sql in spent)


def test_a_ticket_costs_few_queries(busy: World, queries) -> None:
    ticket = busy.take(busy.file("restart"), "submit", "approve_restart", "verify")
    spent = cost(queries, busy, "engineer", f"/tickets/{ticket.number}/")
    assert len(spent) <= DETAIL, "\n".join(spent)


def test_the_page_of_whoever_decides_costs_few_queries(busy: World, queries) -> None:
    ticket = busy.take(busy.file("restart"), "submit")
    spent = cost(queries, busy, "lead", f"/tickets/{ticket.number}/")
    assert len(spent) <= DECIDED, "\n".join(spent)


@pytest.mark.parametrize("name", ["print/", "print.pdf"])
def test_the_paper_of_a_ticket_costs_few_queries(busy: World, queries, name: str) -> None:
    ticket = busy.take(busy.file("restart"), "submit", "approve_restart", "verify")
    spent = cost(queries, busy, "engineer", f"/tickets/{ticket.number}/{name}")
    assert len(spent) <= PAPER, "\n".join(spent)


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


def test_the_ledger_of_breaches_costs_few_queries_however_many_there_are(world: World, queries) -> None:
    for _number in range(4):
        late_answer(world.at(NOW))
    spent = cost(queries, world, "auditor", "/breaches/?party=provider&state=to_confirm")
    assert len(spent) <= LEDGER, "\n".join(spent)
