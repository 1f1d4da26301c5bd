"""主张台账: every claim upon a time or a pause, settled or not, narrowed by what stands in the address."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages.claimed import claim, late_answer
from tests.pages.conftest import Visitor, words
from tests.world import NOW, World
from tickets import actions
from tickets.models import Claim

ADDRESS = "/claims/"
MOST = 12


@pytest.fixture
def said(world: World) -> World:
    """A claim that waits, and one that is accepted."""
    waiting = late_answer(world)
    settled = claim(late_answer(world.at(NOW)))
    actions.accept_claim(settled.pk, actor=world.user("clerk"), now=world.now)
    assert claim(waiting).unsettled
    return world


def listed(page: str) -> set[int]:
    return {int(one) for one in re.findall(r'id="m-(\d+)"', page)}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {}),
        ("open=true", {"state": "pending"}),
        ("open=false", {"state": "accepted"}),
        ("side=provider&type=time", {}),
        ("side=agency", {"side": "agency"}),
    ],
)
def test_what_the_address_asks_is_what_it_lists(said: World, visitor: Visitor, asked: str, found: dict) -> None:
    assert listed(visitor.get("auditor", f"{ADDRESS}?{asked}")) == set(
        Claim.objects.filter(**found).values_list("pk", flat=True)
    )


def test_a_row_says_what_is_claimed_by_whom_and_where_it_stands(said: World, visitor: Visitor) -> None:
    page = words(visitor.get("manager", f"{ADDRESS}?open=true"))
    for part in ("主张1", "2026年3月2日 10:04", "服务商（乙方）", "待核对"):
        assert part in page, part


def test_a_stranger_finds_nothing(said: World, visitor: Visitor) -> None:
    assert listed(visitor.get("outsider", ADDRESS)) == set()


def test_it_costs_as_few_queries_for_many_as_for_one(said: World) -> None:
    client = Client()
    client.force_login(said.user("auditor"))
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as spent:
        client.get(ADDRESS)
    assert len(spent) <= MOST, "\n".join(one["sql"] for one in spent.captured_queries)
