"""提出违约认定: from a missed clock, with the event filled in; and which finding there is already."""

import re

import pytest

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import sweep
from tickets.models import Breach, Ticket

RAISE = "提出违约认定"


@pytest.fixture
def missed(world: World) -> Ticket:
    """A fault that nobody answered."""
    ticket = world.file("incident", "clerk")
    world.later(minutes=6)
    while sweep.fire_one(world.now):
        pass
    return ticket


def breach(ticket: Ticket) -> Breach:
    return Breach.objects.get(deadline__ticket=ticket, code="incident.respond")


def found(world: World, ticket: Ticket) -> Ticket:
    rows = [{"event_order": ticket.number, "event_clock": "incident.respond"}]
    return world.file("finding", event_rows=rows, rules=[{"rule": "A3.8"}])


@pytest.mark.parametrize("page", ["/breaches/?clause=incident.respond", "/tickets/{}/"])
def test_the_ledger_and_the_order_lead_to_a_form_with_the_event_filled_in(
    world: World, visitor: Visitor, missed: Ticket, page: str
) -> None:
    shown = visitor.get("clerk", page.format(missed.number))
    (link,) = set(re.findall(rf'href="([^"]*\?breach={breach(missed).pk})"', shown))
    form = visitor.get("clerk", link)
    assert missed.number in form
    assert 'value="incident.respond" selected' in form
    assert 'value="2026-03-02"' in form


def test_whoever_may_not_raise_one_is_offered_none(visitor: Visitor, missed: Ticket) -> None:
    for who in ("desk", "manager", "lead", "officer"):
        assert RAISE not in words(visitor.get(who, f"/tickets/{missed.number}/"))


def test_the_finding_that_there_is_is_named_with_its_state(world: World, visitor: Visitor, missed: Ticket) -> None:
    ticket = found(world, missed)
    for page in (f"/tickets/{missed.number}/", "/breaches/?clause=incident.respond"):
        said = words(visitor.get("clerk", page))
        assert f"{ticket.number} 违约认定：拟认定" in said


def test_a_finding_on_nothing_that_one_may_see_is_not_there(visitor: Visitor, missed: Ticket) -> None:
    visitor.get("outsider", f"/tickets/new/finding/?breach={breach(missed).pk}", 404)
    visitor.get("clerk", "/tickets/new/finding/?breach=999999", 404)
    visitor.get("clerk", "/tickets/new/finding/?breach=x", 404)


def test_an_order_found_not_put_right_leads_to_a_finding_on_it_as_a_whole(world: World, visitor: Visitor) -> None:
    order = world.take(world.file("rectification"), "submit", "issue")
    world.at(world.clock(order, "rectification.cure").due_at)
    order = world.take(order, "find_not_cured")
    page = visitor.get("clerk", f"/tickets/{order.number}/")
    (link,) = set(re.findall(rf'href="([^"]*\?because={order.number})"', page))
    assert order.number in visitor.get("clerk", link)
