"""What is owed and nobody demands is told to whoever may demand it, until it is demanded or owed no more."""

from decimal import Decimal

import pytest

from tests.pages.conftest import Visitor, visitor  # noqa: F401  # a fixture
from tests.settlement.stories import nothing_left_of_the_last
from tests.sheets import LATE_FEE, sheet_with
from tests.world import World
from tickets import actions
from tickets.models import Notice, Ticket
from tickets.outbox import links
from tickets.outbox.words import render
from tickets.penalties.balance import OwedFor


def looked(world: World) -> list[tuple[str, str]]:
    """Who has before them that which sum is owed, once the hour has come."""
    actions.close_due_sheets(world.later(hours=1).now)
    return standing()


def standing() -> list[tuple[str, str]]:
    live = Notice.objects.filter(event="money_owed", ended_at=None).order_by("recipient__username")
    return [(one.recipient.username, one.params["sum"]) for one in live.select_related("recipient")]


def demand(world: World, what: OwedFor, who: str) -> Ticket:
    return world.file("recovery", who, owed_for=what, damages=None)


@pytest.fixture
def owed(world: World) -> World:
    """The agency owes for a late payment."""
    sheet_with(world, (LATE_FEE, "of_agency"))
    return world


def test_whoever_may_demand_it_is_told_once_and_nobody_else(owed: World) -> None:
    assert looked(owed) == [("desk", "120.30")]
    assert looked(owed) == [("desk", "120.30")]
    assert Notice.objects.filter(event="money_owed").count() == 1


def test_the_notice_leads_to_the_form_filled_in(world: World, visitor: Visitor) -> None:  # noqa: F811
    world.take(nothing_left_of_the_last(world), "conclude_unpaid")
    assert looked(world) == [("finance", "240602.09")]
    notice = Notice.objects.get(event="money_owed")
    assert "¥240,602.09" in render(notice, "zh-hans").subject
    form = visitor.get("finance", links.apart(notice))
    assert 'id="new-owed_for-claimed_apart" checked' in form


def test_once_it_is_demanded_nobody_is_asked_and_once_that_is_withdrawn_they_are_asked_again(owed: World) -> None:
    looked(owed)
    order = owed.take(demand(owed, OwedFor.LATE_FEE, "desk"), "demand_sum")
    assert not Notice.objects.filter(event="money_owed", ended_at=None).exists()
    assert looked(owed) == []
    owed.take(order, "withdraw")
    assert standing() == [("desk", "120.30")]
    assert looked(owed) == [("desk", "120.30")]
    assert Notice.objects.filter(event="money_owed").count() == 2


def test_what_else_is_demanded_is_asked_for_no_more_when_one_demand_is_withdrawn(owed: World) -> None:
    damages = owed.file("recovery", "finance", owed_for=OwedFor.DAMAGES)
    owed.take(demand(owed, OwedFor.LATE_FEE, "desk"), "demand_sum")
    owed.take(damages, "withdraw", who="lead")
    assert standing() == []


def test_who_comes_to_the_role_later_is_told_and_who_leaves_it_is_asked_no_more(owed: World) -> None:
    looked(owed)
    manager, provider = owed.user("manager"), owed.contract.provider
    manager.memberships.create(organization=provider, role="provider_desk")
    assert looked(owed) == [("desk", "120.30"), ("manager", "120.30")]
    assert looked(owed) == [("desk", "120.30"), ("manager", "120.30")]
    assert Notice.objects.filter(event="money_owed").count() == 2
    owed.user("desk").memberships.all().delete()
    assert looked(owed) == [("manager", "120.30")]


def test_what_is_owed_no_more_ends_and_another_sum_takes_its_place(owed: World) -> None:
    looked(owed)
    sheet_with(owed, (Decimal("842.11"), "of_agency"))
    assert looked(owed) == [("desk", "962.41")]
    demand(owed, OwedFor.LATE_FEE, "desk")
    assert looked(owed) == []
