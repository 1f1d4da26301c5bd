"""电话接报: one form files a fault told by telephone and answers it; both times are weighed together."""

import re

from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import Claim, Ticket

ADDRESS = "/calls/"


def body(world: World, **other: str) -> dict[str, str]:
    said = {"caller": "王女士", "called_at": "2026-03-02T10:00", "answered_at": "2026-03-02T10:00"}
    return said | {"system": world.system.code, "symptom": "首页打不开", "impact": "down"} | other


def test_a_call_is_filed_and_answered_in_one_act(world: World, visitor: Visitor) -> None:
    page = words(visitor.post("desk", ADDRESS, body(world)))
    ticket = Ticket.objects.get()
    assert f"工单{ticket.number}已登记并响应" in page
    assert (ticket.kind, ticket.state) == ("incident", "handling")
    assert world.clock(ticket, "incident.respond").state == "met"


def test_a_call_that_was_taken_earlier_breaches_nobody_by_its_entry(world: World, visitor: Visitor) -> None:
    world.later(minutes=20)
    visitor.post("engineer", ADDRESS, body(world, answered_at="2026-03-02T10:02"))
    (ticket,) = Ticket.objects.all()
    assert world.clock(ticket, "incident.respond").breached_at is None


def test_the_times_stand_there_and_are_now(world: World, visitor: Visitor) -> None:
    page = visitor.get("manager", ADDRESS)
    assert page.count('value="2026-03-02T10:00"') == 2


def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(world: World, visitor: Visitor) -> None:
    page = visitor.post("desk", ADDRESS, body(world, called_at="", symptom="首页打不开"), 400)
    assert 'href="#call-called_at"' in page
    assert "首页打不开" in page
    assert not Ticket.objects.exists()


def test_only_the_provider_takes_calls(world: World, visitor: Visitor) -> None:
    for who in ("desk", "engineer", "manager"):
        assert 'href="/calls/"' in visitor.get(who, "/tickets/new/"), who
    for who in ("clerk", "vendor"):
        assert 'href="/calls/"' not in visitor.get(who, "/tickets/new/"), who
        visitor.get(who, ADDRESS, expect=404)


def test_nobody_is_asked_of_a_call_that_was_taken_in_time(world: World, visitor: Visitor) -> None:
    visitor.post("desk", ADDRESS, body(world))
    assert not Claim.objects.exists()


def test_all_that_is_missing_is_said_at_once(world: World, visitor: Visitor) -> None:
    page = visitor.post("desk", ADDRESS, body(world, caller=" ", symptom=""), 400)
    assert 'href="#call-caller"' in page
    assert 'href="#call-symptom"' in page


def test_while_somebody_talks_five_things_are_asked_and_the_rest_stands_folded(world: World, visitor: Visitor) -> None:
    page = visitor.get("desk", ADDRESS)
    form = page[page.index('name="key"') :]
    asked, folded = form.split("<details")
    named = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', asked)) - {"key"}
    assert named == {"caller", "called_at", "answered_at", "system", "symptom"}
    assert 'name="impact"' in folded
    visitor.post("desk", ADDRESS, {name: said for name, said in body(world).items() if name in named})
    assert Ticket.objects.get().fields["impact"] == "degraded"


def test_what_was_chosen_in_the_folded_part_is_seen_when_the_form_comes_back(world: World, visitor: Visitor) -> None:
    page = visitor.post("desk", ADDRESS, body(world, caller=""), 400)
    assert '<details class="not-now" open>' in page
