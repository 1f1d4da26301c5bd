"""时限明细: every clock of the contract on orders that were sent, narrowed by month, side, clause and outcome."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages.claimed import late_answer
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import Deadline

ADDRESS = "/clocks/"
MOST = 14


@pytest.fixture
def run(world: World) -> World:
    """A fault answered late, and one that runs."""
    late_answer(world)
    world.file("incident", "clerk")
    world.file("change", "clerk")
    return world


def listed(page: str) -> set[int]:
    return {int(one) for one in re.findall(r'id="c-(\d+)"', page)}


def clocks(**asked: object) -> set[int]:
    return set(
        Deadline.objects.filter(internal=False, ticket__sent_at__isnull=False, **asked).values_list("pk", flat=True)
    )


def test_it_lists_the_clocks_of_the_contract_and_no_internal_target(run: World, visitor: Visitor) -> None:
    assert listed(visitor.get("auditor", ADDRESS)) == clocks()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("outcome=missed", {"breached_at__isnull": False}),
        ("outcome=running", {"stopped_at__isnull": True, "breached_at__isnull": True}),
        ("outcome=met", {"state": "met"}),
        ("party=provider&clause=incident.respond", {"code": "incident.respond"}),
        ("month=2026-03", {"due_at__year": 2026}),
        ("month=2026-04", {"due_at__year": 2027}),
    ],
)
def test_what_the_address_asks_is_what_it_lists(
    run: World, visitor: Visitor, asked: str, found: dict[str, object]
) -> None:
    assert listed(visitor.get("auditor", f"{ADDRESS}?{asked}")) == clocks(**found)


def test_a_month_that_means_nothing_is_named_at_its_field(run: World, visitor: Visitor) -> None:
    page = visitor.get("auditor", f"{ADDRESS}?month=soon")
    assert "请写明月份，如 2026-03" in words(page)
    assert listed(page) == set()


def test_a_stranger_finds_nothing(run: World, visitor: Visitor) -> None:
    assert listed(visitor.get("outsider", ADDRESS)) == set()


def test_it_costs_as_few_queries_for_many_clocks_as_for_one(run: World) -> None:
    client = Client()
    client.force_login(run.user("auditor"))
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as spent:
        client.get(ADDRESS)
    assert len(spent) <= MOST, "\n".join(one["sql"] for one in spent.captured_queries)
