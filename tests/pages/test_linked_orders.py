"""Orders that belong together lead to one another: 相关工单, what names it, a reclaim and its change."""

from importlib import import_module

import pytest
from django.apps import apps

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import actions
from tickets.models import Naming, Ticket


@pytest.fixture
def named(world: World) -> Ticket:
    return world.take(world.file("onboarding"), "submit", "approve")


@pytest.fixture
def dispute(world: World, named: Ticket) -> Ticket:
    return world.file("dispute", related=[{"related_order": named.number}])


def test_a_related_order_is_a_link_and_the_order_names_who_names_it(
    visitor: Visitor, named: Ticket, dispute: Ticket
) -> None:
    here = visitor.get("lead", f"/tickets/{dispute.number}/")
    assert f'href="/tickets/{named.number}/"' in here
    there = visitor.get("manager", f"/tickets/{named.number}/")
    assert f'href="/tickets/{dispute.number}/"' in there
    assert "被列为相关工单" in words(there)


def test_on_paper_related_orders_are_numbers(visitor: Visitor, named: Ticket, dispute: Ticket) -> None:
    assert named.number in words(visitor.get("lead", f"/tickets/{dispute.number}/print/"))


def test_what_is_named_follows_the_answers(world: World, visitor: Visitor, named: Ticket) -> None:
    notice = world.file("rectification", related=[{"related_order": named.number}])
    page = f"/tickets/{named.number}/"
    assert notice.number in visitor.get("clerk", page)
    actions.edit(notice, actor=world.user("clerk"), now=world.now, version=notice.version, fields={"related": []})
    assert notice.number not in visitor.get("clerk", page)


def test_orders_of_before_are_named_by_the_answers_that_they_hold(named: Ticket, dispute: Ticket) -> None:
    drawn = list(Naming.objects.values_list("ticket", "of", "field", "clock"))
    assert drawn == [(dispute.pk, named.pk, "related", "")]
    Naming.objects.all().delete()
    fill = import_module("tickets.migrations.0064_old_orders_name_others").fill
    for _again in range(2):
        fill(apps, None)
        assert list(Naming.objects.values_list("ticket", "of", "field", "clock")) == drawn


def test_a_private_draft_is_named_to_nobody_else(world: World, visitor: Visitor) -> None:
    world.stock(vcpu=10)
    reclaim = world.file("reclaim", "manager", reclaimed=[{"line": "vcpu", "quantity": 2}])
    world.take(reclaim, "propose_reclaim", "recommend_reclaim", "agree_reclaim")
    drafted = Ticket.objects.get(kind="change")
    assert drafted.number in visitor.get("clerk", f"/tickets/{reclaim.number}/")
    assert drafted.number not in visitor.get("manager", f"/tickets/{reclaim.number}/")
    assert reclaim.number in visitor.get("clerk", f"/tickets/{drafted.number}/")
