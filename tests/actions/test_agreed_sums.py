"""待双方认定 (W16): what no band prices comes to the sum on which both leads agree, or to none; never by one alone."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.actions.test_sheets import all_closed, at
from tests.settlement.stories import claims, judged, slow
from tests.world import World
from tickets import queries
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import MonthSheet, Ticket
from tickets.permissions import standing

SUM = {"settled_by": "sum", "agreed_sum": "40000.00"}
NONE = {"settled_by": "none", "agreed_sum": None}


def confirmed(world: World, *rules: str, **said: Any) -> Ticket:
    """Settled by its second person; what it comes to is for both sides."""
    fault = slow(world, 10)
    more = {"event_rows": [{"event_order": fault.number}], "rules": [{"rule": one} for one in rules or ("no_band",)]}
    ticket = world.take(world.file("finding", **more | said), "assess", **judged())
    return world.take(ticket, "serve", "accept_finding", "confirm_several")


@pytest.fixture
def finding(world: World) -> Ticket:
    return confirmed(world)


def march(world: World) -> MonthSheet:
    return all_closed(world.at(at(25, 4)))[2]


def test_both_leads_agree_and_the_sum_stands_in_the_sheet_without_a_formula(world: World, finding: Ticket) -> None:
    proposed = world.take(finding, "propose_sum", who="lead", **SUM)
    assert proposed.state == "agreeing"
    closed = world.take(proposed, "agree_to_claim", who="manager")
    assert closed.state == "closed"
    (line,) = march(world).lines.all()
    assert (line.rule, line.formula, line.amount, line.finding) == ("", None, Decimal("40000.00"), closed)
    assert (line.assessed_by, line.confirmed_by) == (world.user("lead"), world.user("lead2"))
    assert line.settled_on == date(2026, 3, 2)


def test_it_is_settled_by_the_second_person_for_agreement_alone(world: World, finding: Ticket) -> None:
    back = confirmed(world, "A3.5", "A3.6")
    for step in ("propose_sum", "propose_other_sum"):
        with pytest.raises(WrongState, match="算式"):
            world.take(back, step, who="lead" if step == "propose_sum" else "manager", **SUM)
    with pytest.raises(WrongState, match="没有约定系数"):
        world.take(finding, "propose_rule", who="lead", chosen_rule="no_band")
    world.at(world.clock(finding, "finding.agree").due_at)
    with pytest.raises(WrongState):
        world.take(finding, "leave_open", who="lead")


@pytest.mark.parametrize(("first", "who", "second"), [
    ("propose_sum", "lead", "agree_rule"), ("propose_other_sum", "manager", "agree_to_claim"),
])  # fmt: skip
def test_neither_side_agrees_to_its_own_sum(world: World, finding: Ticket, first: str, who: str, second: str) -> None:
    with pytest.raises(WrongState):
        world.take(finding, second, who=who)
    proposed = world.take(finding, first, who=who, **SUM)
    for person in (who, f"{who}2"):
        with pytest.raises(WrongState):
            world.take(proposed, second, who=person)
    for person in ("clerk", "desk", "auditor", "finance"):
        with pytest.raises(Forbidden):
            world.take(proposed, "agree_rule", who=person)


@pytest.mark.parametrize(("first", "who", "other"), [
    ("propose_sum", "lead", "manager"), ("propose_other_sum", "manager", "lead"),
])  # fmt: skip
def test_what_one_side_proposes_is_for_the_lead_of_the_other_to_answer(
    world: World, finding: Ticket, first: str, who: str, other: str
) -> None:
    def awaits(name: str) -> set[str]:
        held = standing(world.user(name), world.now)
        roles = [queries.RoleHeld(one.role, one.unit, held.user.pk, one.kinds) for one in held.capacities]
        return set(queries.turns(roles, world.now).filter(ticket=finding).values_list("step", flat=True))

    assert awaits("manager") == set()
    world.take(finding, first, who=who, **SUM)
    assert awaits(other) == {"agree_to_claim" if other == "manager" else "agree_rule"}
    assert other in world.told(finding, "your_move")
    assert not awaits(who) & {"agree_to_claim", "agree_rule"}


def test_the_last_that_was_proposed_is_what_is_agreed_to(world: World, finding: Ticket) -> None:
    proposed = world.take(finding, "propose_sum", who="lead", **SUM)
    other = world.take(proposed, "propose_other_sum", who="manager", settled_by="sum", agreed_sum="12000.50")
    with pytest.raises(WrongState):
        world.take(other, "agree_to_claim", who="manager")
    world.take(other, "agree_rule", who="lead")
    assert [str(one.amount) for one in march(world).lines.all()] == ["12000.50"]


def test_both_may_set_it_aside_and_then_it_is_named_and_nothing_is_due(world: World, finding: Ticket) -> None:
    assert [one.amount for one in claims(world)] == [None]
    proposed = world.take(finding, "propose_other_sum", who="manager", **NONE)
    closed = world.take(proposed, "agree_rule", who="lead")
    assert closed.state == "closed"
    assert claims(world) == ()
    sheet = march(world)
    assert (sheet.size, sheet.printed["unsettled"]) == (0, [])
    assert sheet.printed["set_aside"] == [{"number": closed.number, "rules": ["no_band"]}]


@pytest.mark.parametrize("said", [{"settled_by": "sum", "agreed_sum": None}, {"settled_by": "sum", "agreed_sum": "0"},
                                  {"settled_by": "none", "agreed_sum": "5.00"}])  # fmt: skip
def test_a_sum_is_said_or_none(world: World, finding: Ticket, said: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        world.take(finding, "propose_sum", who="lead", **said)
    assert set(refused.value.errors) == {"agreed_sum"}


def test_until_then_every_sheet_lists_it_and_what_is_agreed_later_stands_in_the_next(
    world: World, finding: Ticket
) -> None:
    sheets = all_closed(world.at(at(25, 5)))
    assert [len(one.printed["unsettled"] + one.printed["waiting"]) for one in sheets] == [0, 0, 1, 1]
    proposed = world.take(finding, "propose_sum", who="lead", **SUM)
    world.take(proposed, "agree_to_claim", who="manager")
    (line,) = all_closed(world.at(at(25, 6)))[4].lines.all()
    assert (line.sort, line.fact_month, line.amount) == ("earlier", date(2026, 3, 1), Decimal("40000.00"))


def test_one_sum_prices_one_claim(world: World) -> None:
    """The mean of response and that of recovery lie in no band; what is agreed on counts once."""
    fault = slow(world, 10, 60)
    more = {"event_rows": [{"event_order": fault.number}], "rules": [{"rule": "no_band"}]}
    ticket = world.take(world.file("finding", **more), "assess", **judged())
    ticket = world.take(ticket, "serve", "accept_finding", "confirm_several")
    assert [one.rule for one in claims(world)] == ["", ""]
    world.take(world.take(ticket, "propose_sum", who="lead", **SUM), "agree_to_claim", who="manager")
    assert sorted(str(one.amount) for one in claims(world)) == ["40000.00", "None"]
    sheet = march(world)
    assert (sheet.sum, sheet.printed["unsettled"]) == (Decimal("40000.00"), [])
