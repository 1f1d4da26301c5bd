"""How the findings on an event stand: who judged, who settled, by which rule; and which is that of a claim."""

import pytest

from tests.outages.office import at
from tests.settlement.stories import claims, found, judged, signed, slow
from tests.world import World
from tickets.models import Ticket
from tickets.policy.penalty_terms import Impact
from tickets.settlement import JudgedFinding, findings_on, of_claim

BOTH = [{"rule": "A2.7"}, {"rule": "A3.8"}]
#: One more competes, whichever of the two remains.
MORE = [*BOTH, {"rule": "A3.5"}]


@pytest.fixture
def fault(world: World) -> Ticket:
    signed(world)
    return slow(world)


def on(world: World, event: Ticket) -> JudgedFinding:
    (one,) = findings_on(world.contract)[event.number]
    return one


def raised(world: World, fault: Ticket, rules: list[dict[str, str]] = BOTH) -> Ticket:
    return world.file("finding", event_rows=[{"event_order": fault.number}], rules=rules)


def settled_so_far(world: World, fault: Ticket) -> Ticket:
    """Assessed, served, agreed to, settled with the rule to be agreed on."""
    ticket = world.take(raised(world, fault, MORE), "assess", **judged("grave_accident"))
    return world.take(ticket, "serve", "accept_finding", "confirm_several")


def test_before_it_is_assessed_nothing_is_judged(world: World, fault: Ticket) -> None:
    ticket = raised(world, fault)
    one = on(world, fault)
    assert (one.number, one.rules, one.impact) == (ticket.number, ("A2.7", "A3.8"), frozenset())
    assert (one.assessed_by, one.settled_at, one.chosen, one.held) == (None, None, "", False)


def test_it_names_who_judged_and_which_words_hold(world: World, fault: Ticket) -> None:
    world.take(raised(world, fault), "assess", **judged("grave_accident"))
    one = on(world, fault)
    assert (one.assessed_by, one.impact) == (world.user("lead").pk, frozenset({Impact.ACCIDENT}))
    assert one.assessed_at == world.now


def test_one_rule_is_settled_by_the_second_person(world: World, fault: Ticket) -> None:
    ticket = found(world, [fault], "A3.8")
    world.later(hours=1).take(ticket, "serve", "accept_finding", "confirm_finding")
    one = on(world, fault)
    assert (one.settled_at, one.confirmed_by) == (world.now, world.user("lead2").pk)
    assert (one.chosen, one.held, one.objected) == ("A3.8", False, False)


def test_an_objection_is_told_until_it_is_decided(world: World, fault: Ticket) -> None:
    ticket = world.take(found(world, [fault], "A3.8"), "serve", "object_finding")
    assert on(world, fault).objected
    world.take(ticket, "give_opinion", "uphold_finding")
    assert not on(world, fault).objected


def test_of_several_rules_it_is_settled_once_the_sides_agree(world: World, fault: Ticket) -> None:
    ticket = settled_so_far(world, fault)
    assert (on(world, fault).settled_at, on(world, fault).chosen) == (None, "")
    ticket = world.take(ticket, "propose_rule", chosen_rule="A2.7", who="lead")
    world.later(hours=1).take(ticket, "agree_to_claim", who="manager")
    one = on(world, fault)
    assert (one.settled_at, one.chosen, one.held) == (world.now, "A2.7", False)


def test_the_rule_agreed_to_with_the_finding_is_the_one_that_counts(world: World, fault: Ticket) -> None:
    ticket = world.take(raised(world, fault, MORE), "assess", **judged())
    ticket = world.take(ticket, "serve", "accept_with_rule", chosen_rule="A3.8")
    assert on(world, fault).chosen == ""
    world.later(hours=1).take(ticket, "confirm_finding")
    one = on(world, fault)
    assert (one.settled_at, one.chosen, one.held) == (world.now, "A3.8", False)


def test_what_is_left_open_is_settled_and_held(world: World, fault: Ticket) -> None:
    ticket = settled_so_far(world, fault)
    world.at(world.clock(ticket, "finding.agree").due_at).take(ticket, "leave_open", who="lead")
    one = on(world, fault)
    assert (one.settled_at, one.chosen, one.held) == (world.now, "", True)


def test_a_claim_has_the_finding_that_names_an_event_of_it_and_its_rule(world: World, fault: Ticket) -> None:
    other = found(world, [fault], "A3.9")
    (one,) = claims(world)
    assert of_claim(one, findings_on(world.contract)) is None
    own = found(world, [fault], "A3.8")
    finding = of_claim(one, findings_on(world.contract))
    assert finding is not None
    assert finding.number == own.number != other.number


def test_a_finding_on_a_month_is_that_of_its_claims(world: World, fault: Ticket) -> None:
    said = {"event_month": "2026-03-02", "rules": [{"rule": "A3.8"}]}
    ticket = world.take(world.file("finding", **said), "assess", **judged("grave_influence", "grave_accident"))
    (one,) = claims(world)
    assert one.rule == "A2.7"
    finding = of_claim(one, findings_on(world.contract))
    assert finding is None
    world.take(ticket, "return_assessment")
    (one,) = claims(world)
    finding = of_claim(one, findings_on(world.contract))
    assert finding is not None
    assert finding.number == ticket.number


@pytest.mark.parametrize(("of_all", "grave"), [(True, 3), (False, 1)])
def test_what_was_judged_of_the_whole_platform_holds_of_each_system_and_of_one_of_that_alone(
    world: World, *, of_all: bool, grave: int
) -> None:
    order = world.at(at(10)).file("suspension")
    order = world.take(order, "notify", "report_handled")
    order = world.at(at(15)).take(order, "report_restored", restored_at=at(14, 45).isoformat(), late_reason="事后补录")
    world.take(order, "contest_ground", "decide_wrongful")
    Ticket.objects.filter(pk=order.pk).update(system=None)
    ticket = world.file("finding", event_rows=[{"event_order": order.number}], rules=[{"rule": "A2.1"}])
    ticket = world.take(ticket, "assess", **judged("grave_loss"))
    if of_all:
        Ticket.objects.filter(pk=ticket.pk).update(system=None)
    assert [one.rule for one in claims(world) if one.rule in ("A2.1", "A3.1")].count("A2.1") == grave


def test_of_an_outage_of_the_whole_platform_a_finding_on_one_system_judges_that_alone(world: World) -> None:
    order = world.at(at(10)).file("suspension")
    order = world.take(order, "notify", "report_handled")
    order = world.at(at(15)).take(order, "report_restored", restored_at=at(14, 45).isoformat(), late_reason="事后补录")
    world.take(order, "contest_ground", "decide_wrongful")
    Ticket.objects.filter(pk=order.pk).update(system=None)
    ticket = world.file("finding", event_rows=[{"event_order": order.number}], rules=[{"rule": "A3.1"}])
    of_month = [one for one in claims(world) if one.rule == "A3.1"]
    judged_by = {one.systems: of_claim(one, findings_on(world.contract)) for one in of_month}
    assert len(judged_by) == 3
    mine = judged_by.pop((ticket.system.code,))
    assert mine is not None
    assert (mine.number, set(judged_by.values())) == (ticket.number, {None})
