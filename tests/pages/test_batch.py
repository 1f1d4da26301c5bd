"""批量同意: several orders of a kind agreed to from the to-do, each looked at first and each an act of its own."""

import re

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages.conftest import Filled, Visitor, words
from tests.world import World
from tickets import actions
from tickets.lifecycle import KINDS
from tickets.models import Ticket

AT = "/batch/restart/approve_restart/"
#: One page, whatever the number of orders on it.
SUMMARY = 21


def submitted(world: World, many: int) -> list[Ticket]:
    return [world.take(world.file("restart"), "submit") for _number in range(many)]


def asked(*tickets: Ticket) -> str:
    return f"{AT}?" + "&".join(f"order={ticket.number}" for ticket in tickets)


def ready(page: str) -> dict[str, object]:
    """What a browser would send of the summary."""
    body: dict[str, object] = dict(Filled(page, "comment").body)
    body["order"] = re.findall(r'name="order"\s+value="([^"]*)"', page)
    return body


def test_a_tick_stands_only_beside_another_of_its_kind_and_step(world: World, visitor: Visitor) -> None:
    first = submitted(world, 1)[0]
    world.take(world.file("staff_replacement"), "submit")
    assert "批量同意" not in visitor.get("lead", "/")
    second = submitted(world, 1)[0]
    page = visitor.get("lead", "/")
    assert "批量同意（重启）" in words(page)
    assert set(re.findall(r'name="order"\s+value="([^"]*)"', page)) == {first.number, second.number}


def test_each_is_looked_at_first(world: World, visitor: Visitor) -> None:
    tickets = submitted(world, 2)
    page = words(visitor.get("lead", asked(*tickets)))
    assert "是否书面同意重启（2 件）？" in page
    assert all(ticket.title in page and ticket.number in page for ticket in tickets)
    assert page.count("转入“待核验身份”") == 2
    assert page.count("单位审批") >= 2
    assert all(world.fresh(ticket).state == "approving" for ticket in tickets)


def test_each_is_an_act_of_its_own(world: World, visitor: Visitor) -> None:
    tickets = submitted(world, 3)
    body = ready(visitor.get("lead", asked(*tickets))) | {"comment": "同意。"}
    page = words(visitor.post("lead", AT, body, expect=200))
    assert page.count("已办理：书面同意重启") == 3
    for ticket in tickets:
        assert world.fresh(ticket).state == "verifying"
        assert world.audit(ticket)[-1].data["comment"] == "同意。"


def test_one_refused_does_not_hold_up_the_others(world: World, visitor: Visitor) -> None:
    changed, kept = submitted(world, 2)
    body = ready(visitor.get("lead", asked(changed, kept)))
    actions.perform(changed, "withdraw", actor=world.user("clerk"), now=world.now, comment="再核对一下")
    page = words(visitor.post("lead", AT, body, expect=200))
    assert page.count("未办理：") == page.count("已办理：书面同意重启") == 1
    assert (world.fresh(changed).state, world.fresh(kept).state) == ("draft", "verifying")


def test_what_was_changed_since_it_was_seen_is_not_agreed_to(world: World, visitor: Visitor) -> None:
    ticket, other = submitted(world, 2)
    body = ready(visitor.get("lead", asked(ticket, other)))
    world.take(ticket, "return_to_clerk")
    world.take(world.fresh(ticket), "resubmit")
    visitor.post("lead", AT, body, expect=200)
    assert (world.fresh(ticket).state, world.fresh(other).state) == ("approving", "verifying")


def test_sent_twice_it_is_done_once(world: World, visitor: Visitor) -> None:
    tickets = submitted(world, 2)
    body = ready(visitor.get("lead", asked(*tickets)))
    for _time in range(2):
        assert words(visitor.post("lead", AT, body, expect=200)).count("已办理：") == 2
    assert sum(entry.action == "approve_restart" for entry in world.audit(tickets[0])) == 1


def test_what_lacks_its_paper_is_named_and_left_out(world: World, visitor: Visitor) -> None:
    bare, whole = (world.take(world.file("onboarding"), "submit") for _number in range(2))
    world.hand_in(whole, KINDS["onboarding"].by_step["approve"], world.user("lead"))
    page = visitor.get("lead", f"/batch/onboarding/approve/?order={bare.number}&order={whole.number}")
    assert "尚缺材料：" in words(page)
    assert re.findall(r'name="order"\s+value="([^"]*)"', page) == [whole.number]


def test_whoever_has_no_turn_on_it_agrees_to_nothing(world: World, visitor: Visitor) -> None:
    ticket = submitted(world, 1)[0]
    page = visitor.get("clerk", asked(ticket))
    assert "您现在不能办理此项" in words(page)
    assert 'name="order"' not in page
    sent = {"order": ticket.number, f"version-{ticket.number}": ticket.version}
    assert "未办理：" in words(visitor.post("clerk", AT, sent, expect=200))
    assert world.fresh(ticket).state == "approving"
    visitor.get("outsider", asked(ticket), expect=302)


@pytest.mark.parametrize("path", ["restart/return_to_clerk", "restart/verify", "restart/nothing", "nothing/approve"])
def test_only_steps_that_are_marked_so_are_taken_at_once(world: World, visitor: Visitor, path: str) -> None:
    visitor.get("lead", f"/batch/{path}/", expect=404)


def test_no_grave_step_and_no_verdict_against_is_marked() -> None:
    marked = [step for kind in KINDS.values() for step in kind.steps if step.at_once]
    assert marked
    assert not [one.name for one in marked if one.grave or one.why or one.turns_back or one.refuses]


def test_the_summary_costs_the_same_however_many_there_are(world: World) -> None:
    from django.db import connection

    tickets = submitted(world, 4)
    client = Client()
    client.force_login(world.user("lead"))
    client.get(asked(*tickets))
    for some in (tickets[:2], tickets):
        with CaptureQueriesContext(connection) as spent:
            assert client.get(asked(*some)).status_code == 200
        assert len(spent) <= SUMMARY, "\n".join(one["sql"] for one in spent.captured_queries)
