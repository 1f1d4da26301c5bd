"""拟认定: proposed by the service, once for each event and rule, from what nobody contests."""

from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import actions, sweep
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden
from tickets.models import Claim, Interpretation, Ticket

APRIL = datetime(2026, 4, 3, 12, tzinfo=ZONE)


def swept(world: World) -> None:
    while sweep.fire_one(world.now):
        pass


def proposed(world: World) -> list[Ticket]:
    actions.propose_findings(world.now)
    return list(Ticket.objects.filter(kind="finding").order_by("id"))


def rules(ticket: Ticket) -> list[str]:
    return [row["rule"] for row in ticket.fields["rules"]]


def in_vain(world: World, who: str = "auditor", **fields: str) -> Ticket:
    """A notice to rectify that was found not put right."""
    order = world.file("rectification", who, **fields)
    order = world.take(order, "issue_supervision") if who == "auditor" else world.take(order, "submit", "issue")
    world.at(world.clock(order, "rectification.cure").due_at)
    return world.take(order, "find_not_cured", who="lead")


def undisposed(world: World, late: int = 0) -> Ticket:
    """A third party's notice that was not dealt with in its day."""
    order = world.take(world.file("incident"), "respond")
    told = world.now - timedelta(minutes=late)
    said = {"notified_at": told.isoformat(), **({"late_reason": "电话通报"} if late else {})}
    order = world.take(order, "record_notice", who="clerk", **said)
    world.later(hours=25)
    swept(world)
    return order


def test_a_notice_of_the_supervisor_that_was_in_vain_is_proposed_once(world: World) -> None:
    order = in_vain(world)
    (ticket,) = proposed(world)
    assert (ticket.state, ticket.opened_by, rules(ticket)) == ("proposed", None, ["A2.6", "A3.7"])
    assert ticket.fields["event_rows"] == [{"event_order": order.number}]
    assert world.clock(ticket, "finding.judge").party == "agency"
    assert world.told(ticket, "your_move") == {"clerk"}  # the lead found it not put right: that is for another to judge
    assert len(proposed(world.later(hours=1))) == 1
    with pytest.raises(Forbidden):
        world.take(ticket, "assess", who="lead", **dict.fromkeys(WORDS, "no"))
    assert world.take(ticket, "assess", who="clerk", **dict.fromkeys(WORDS, "no")).state == "judged"


WORDS = ("grave_loss", "grave_accident", "grave_influence")


def test_a_second_notice_in_vain_is_a_ground_to_terminate_apart_from_the_annexes(world: World) -> None:
    in_vain(world)
    proposed(world)
    in_vain(world)
    assert [rules(one) for one in proposed(world)] == [["A2.6", "A3.7"], ["A2.6", "A3.7"], ["12.4"]]


def test_missing_staff_is_such_a_ground_at_once_and_other_notices_are_none(world: World) -> None:
    in_vain(world, "clerk", rectify_ground="staff_short")
    in_vain(world, "clerk", rectify_ground="inspection")
    assert [rules(one) for one in proposed(world)] == [["12.4"]]


def wrongful(world: World) -> Ticket:
    """Half an hour of a suspension that the supervisor found wrongful."""
    order = world.take(world.file("suspension"), "notify", "report_handled")
    return world.later(minutes=30).take(order, "report_restored", "contest_ground", "decide_wrongful")


@pytest.mark.parametrize(("long", "named"), [(120, ["A2.1", "A3.1"]), (30, ["A3.5"])])
def test_a_suspension_found_wrongful_is_proposed_where_nothing_is_priced(
    world: World, long: int, named: list[str]
) -> None:
    world.contract.penalty_editions.all().delete()
    Interpretation.objects.filter(contract=world.contract, key="outage.long_minutes").update(value=str(long))
    order = wrongful(world)
    (ticket,) = proposed(world)
    assert rules(ticket) == named
    assert ticket.system == order.system


def test_where_it_is_priced_it_is_an_outage_of_its_month(world: World) -> None:
    order = wrongful(world)
    assert proposed(world) == []
    (ticket,) = proposed(world.at(APRIL))
    assert rules(ticket) == ["A2.1", "A3.1"]
    assert {"event_order": order.number} in ticket.fields["event_rows"]


def test_a_third_partys_notice_that_was_missed_is_proposed_with_its_clock(world: World) -> None:
    order = undisposed(world)
    (ticket,) = proposed(world)
    assert rules(ticket) == ["A1.4"]
    assert ticket.fields["event_rows"] == [{"event_order": order.number, "event_clock": "incident.dispose"}]


def test_what_is_contested_is_not_proposed_before_it_is_settled(world: World) -> None:
    order = undisposed(world, late=120)
    assert proposed(world) == []
    claim = Claim.objects.get(ticket=order, state="pending")
    actions.accept_claim(claim.pk, actor=world.user("manager"), now=world.now)
    swept(world)
    assert len(proposed(world)) == 1


def test_what_people_have_raised_is_not_proposed_beside_it(world: World) -> None:
    order = undisposed(world)
    rows = [{"event_order": order.number, "event_clock": "incident.dispose"}]
    world.file("finding", event_rows=rows, rules=[{"rule": "A1.4"}])
    assert len(proposed(world)) == 1


def test_an_internal_target_proposes_nothing(world: World) -> None:
    order = world.take(world.file("onboarding"), "submit")
    world.at(world.clock(order, "common.approve").due_at + timedelta(days=1))
    swept(world)
    assert proposed(world) == []


@pytest.mark.parametrize("reading", ["off"])
def test_nothing_is_proposed_where_the_contract_has_not_switched_it_on(world: World, reading: str) -> None:
    in_vain(world)
    Interpretation.objects.filter(contract=world.contract, key="finding.proposed").update(value=reading)
    assert proposed(world) == []
