"""追偿与退还 (12.3, 12.6): what one side owes the other beyond the last instalment has an order of its own until it is
paid; a late payment goes from its days to the money, and is netted only if both agree."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.actions.test_findings_decided_anew import anew
from tests.actions.test_objected_lines import LINE, SLOW, WHOLE, finding, objected, paid_out, sent  # noqa: F401
from tests.actions.test_payment import ACCEPTED, invoiced
from tests.actions.test_sheets import FIFTH, all_closed, at, breach_of_secrecy
from tests.pages.conftest import Visitor, visitor, words  # noqa: F401  # a fixture
from tests.settlement.stories import judged, nothing_left_of_the_last, paid_late
from tests.sheets import LATE_FEE, sheet_with
from tests.world import World
from tickets import actions, settlement
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket
from tickets.penalties.balance import OwedFor

PAY = ("approve_payment", "register_payment", "confirm_receipt")


def demand(world: World, what: OwedFor, who: str = "finance", **said: Any) -> Ticket:
    return world.file("recovery", who, owed_for=what, damages=None, **said)


def left(world: World, what: OwedFor) -> Decimal:
    return settlement.balance(world.contract).open(what)


@pytest.fixture
def exhausted(world: World) -> Ticket:
    agreed = nothing_left_of_the_last(world)
    with pytest.raises(WrongState):
        world.take(agreed, "approve_payment")
    assert set(agreed.turns.values_list("role", "step")) == {("agency_lead", "conclude_unpaid")}
    return world.take(agreed, "conclude_unpaid")


def test_an_instalment_of_which_nothing_is_left_ends_without_a_payment(world: World, exhausted: Ticket) -> None:
    assert (exhausted.state, exhausted.fields["payable"]) == ("closed", "0.00")
    assert not exhausted.deadlines.filter(stopped_at__isnull=True).exists()
    assert settlement.deduction(world.contract).receivable == 3 * FIFTH - WHOLE


def test_what_the_instalment_does_not_bear_is_demanded_paid_and_confirmed(world: World, exhausted: Ticket) -> None:
    order = demand(world, OwedFor.CLAIMED_APART)
    assert (order.fields["owed_sum"], order.state) == ("240602.09", "proposed")
    assert order.fields["related"] == [{"related_order": exhausted.number}]
    with pytest.raises(Invalid):
        demand(world, OwedFor.CLAIMED_APART)
    order = world.take(order, "demand_sum")
    assert world.clock(order, "recovery.answer").party == "provider"
    assert {"manager", "desk", "auditor", "finance"} <= world.told(order, "step") | world.told(order, "your_move")
    with pytest.raises(Forbidden):
        world.take(order, "approve_payment", who="lead")
    order = world.take(world.take(order, "object_demand"), "maintain_demand")
    order = world.take(order, "approve_payment", "register_payment")
    assert (order.state, world.clock(order, "recovery.pay").state) == ("paid", "paused")
    back = world.later(days=1).take(order, "not_received")
    assert world.clock(back, "recovery.pay").state == "running"
    closed = world.take(back, "register_payment", "confirm_receipt")
    assert (closed.state, left(world, OwedFor.CLAIMED_APART), left(world, OwedFor.PAID_BACK)) == ("closed", 0, 0)


def test_the_page_of_the_sheets_offers_it_to_whom_it_is_owed_and_links_to_its_order(
    world: World, exhausted: Ticket, visitor: Visitor  # noqa: F811
) -> None:  # fmt: skip
    page, form = "/sheets/?contract=DEMO", f"/tickets/new/recovery/?contract=DEMO&amp;because={exhausted.number}"
    assert form in visitor.get("finance", page)
    assert "240,602.09" in words(visitor.get("desk", page))
    assert form not in visitor.get("desk", page)
    filled = visitor.get("finance", form.replace("&amp;", "&"))
    assert 'id="new-owed_for-claimed_apart" checked' in filled
    order = world.take(demand(world, OwedFor.CLAIMED_APART), "demand_sum")
    shown = visitor.get("desk", page)
    assert f"/tickets/{order.number}/" in shown
    assert form not in visitor.get("finance", page)
    paper = words(visitor.get("lead", f"/tickets/{order.number}/paper/demand_letter/print/"))
    assert "240,602.09" in paper


def test_no_sum_that_follows_from_sheets_is_typed_and_damages_are_shown(world: World, exhausted: Ticket) -> None:
    with pytest.raises(Invalid) as refused:
        demand(world, OwedFor.CLAIMED_APART, owed_sum="240602.08")
    assert set(refused.value.errors) == {"owed_sum"}
    with pytest.raises(Invalid) as refused:
        demand(world, OwedFor.DAMAGES, "desk")
    assert set(refused.value.errors) == {"damages"}
    with pytest.raises(Invalid) as refused:
        demand(world, OwedFor.PAID_BACK)
    assert set(refused.value.errors) == {"owed_for"}
    damages = world.file("recovery", owed_for=OwedFor.DAMAGES, damages="5000.00")
    with pytest.raises(WrongState, match="证据"):
        world.take(damages, "demand_sum")
    assert world.take(damages, "demand_damages", *PAY).state == "closed"
    assert left(world, OwedFor.CLAIMED_APART) == 3 * FIFTH - WHOLE


def test_what_was_deducted_and_is_set_aside_later_is_paid_back_by_an_order(
    world: World, finding: Ticket, sent: Ticket  # noqa: F811
) -> None:  # fmt: skip
    paid_out(world, world.take(sent, "agree_settlement"))
    anew(world, world.fresh(finding), decision_ground="judgment", decision="set_aside")
    all_closed(world.at(at(25, 5)))
    order = demand(world, OwedFor.PAID_BACK, "desk")
    assert Decimal(order.fields["owed_sum"]) == SLOW
    order = world.take(order, "demand_sum")
    assert world.clock(order, "recovery.answer").party == "agency"
    approved = world.take(order, "approve_payment")
    world.user("lead").memberships.create(organization=world.contract.agency, role="agency_finance")
    with pytest.raises(Forbidden, match="同意支付的人"):
        world.take(approved, "register_payment", who="lead")
    assert world.take(approved, "register_payment", "confirm_receipt").state == "closed"
    assert left(world, OwedFor.PAID_BACK) == 0


def held_back(world: World, finding: Ticket, sent: Ticket) -> Ticket:  # noqa: F811
    """Objected to, agreed on after the instalment was paid, and then demanded."""
    paid_out(world, world.take(objected(world, sent, LINE), "send_undisputed"))
    up = world.later(hours=1).take(world.fresh(finding), "take_up")
    world.take(world.take(up, "offer_decision", decided_rule="A3.8", **judged()), "agree_decision")
    return world.take(demand(world, OwedFor.CLAIMED_APART), "demand_sum")


def test_money_of_the_last_instalment_that_did_not_come_changes_nothing_of_what_is_owed_beside_it(
    world: World, finding: Ticket, sent: Ticket  # noqa: F811
) -> None:  # fmt: skip
    """What it bore was approved with it. Nothing is demanded less, and nobody is told that a sheet says less."""
    on = world.take(objected(world, sent, LINE), "send_undisputed")
    on = world.take(on, "approve_payment", "register_payment")
    up = world.later(hours=1).take(world.fresh(finding), "take_up")
    world.take(world.take(up, "offer_decision", decided_rule="A3.8", **judged()), "agree_decision")
    order = world.take(demand(world, OwedFor.CLAIMED_APART), "demand_sum")
    before = settlement.deduction(world.contract)
    back = world.later(hours=1).take(on, "not_received")
    assert (back.state, settlement.deduction(world.contract)) == ("paying", before)
    assert world.take(order, "approve_payment").state == "paying"
    assert world.take(back, "register_payment", "confirm_receipt").state == "closed"
    assert settlement.deduction(world.contract) == before


def test_a_sum_that_changes_later_is_evened_out_by_a_further_order_and_no_closed_one_changes(
    world: World, finding: Ticket, sent: Ticket  # noqa: F811
) -> None:  # fmt: skip
    paid = world.take(held_back(world, finding, sent), *PAY)
    anew(world.later(hours=1), world.fresh(finding), decision_ground="judgment", decision="set_aside")
    all_closed(world.at(at(25, 5)))
    assert (left(world, OwedFor.CLAIMED_APART), left(world, OwedFor.PAID_BACK)) == (0, SLOW)
    further = world.take(demand(world, OwedFor.PAID_BACK, "desk"), "demand_sum", *PAY)
    assert (further.state, world.fresh(paid).fields["owed_sum"]) == ("closed", "7465.12")
    assert (left(world, OwedFor.CLAIMED_APART), left(world, OwedFor.PAID_BACK)) == (0, 0)


def test_what_is_owed_no_more_is_not_approved_but_withdrawn_and_nobody_demands_back_what_was_not_paid(
    world: World, finding: Ticket, sent: Ticket  # noqa: F811
) -> None:  # fmt: skip
    order = held_back(world, finding, sent)
    anew(world.later(hours=1), world.fresh(finding), decision_ground="judgment", decision="set_aside")
    all_closed(world.at(at(25, 5)))
    with pytest.raises(WrongState, match="撤回"):
        world.take(order, "approve_payment")
    with pytest.raises(Invalid):
        demand(world, OwedFor.PAID_BACK, "desk")
    assert world.take(world.fresh(order), "withdraw").state == "withdrawn"
    assert (left(world, OwedFor.CLAIMED_APART), left(world, OwedFor.PAID_BACK)) == (0, 0)


def test_while_money_may_be_on_its_way_the_demand_stands_and_only_who_pays_takes_the_approval_back(
    world: World, exhausted: Ticket
) -> None:
    """Withdrawn meanwhile, the whole sum could have been demanded and paid once more."""
    order = world.take(demand(world, OwedFor.CLAIMED_APART), "demand_sum", "approve_payment")
    with pytest.raises(WrongState):
        world.take(order, "withdraw")
    with pytest.raises(Forbidden):
        world.take(order, "take_approval_back", who="lead")
    back = world.take(order, "take_approval_back")
    assert (back.state, world.clock(back, "recovery.answer").state) == ("demanded", "running")
    assert world.take(back, "withdraw").state == "withdrawn"
    assert left(world, OwedFor.CLAIMED_APART) == 3 * FIFTH - WHOLE


def test_more_that_is_owed_later_is_demanded_by_a_further_order(world: World, exhausted: Ticket) -> None:
    order = world.take(demand(world, OwedFor.CLAIMED_APART), "demand_sum")
    sheet_with(world, (Decimal("1.00"), "current"))
    assert demand(world, OwedFor.CLAIMED_APART).fields["owed_sum"] == "1.00"
    assert world.take(order, "approve_payment").fields["owed_sum"] == "240602.09"


# 12.6: computed, found by the provider, served, objected to, confirmed, settled, paid.


@pytest.fixture
def late(world: World) -> Ticket:
    """The first instalment, paid seven days late."""
    paid_late(world)
    return Ticket.objects.get(kind="payment")


def charged(world: World, late: Ticket) -> Ticket:
    """The provider's finding on it, settled against the agency's objection."""
    rows = [{"event_order": late.number, "event_clock": "payment.first"}]
    day = {"event_on": world.now.date().isoformat(), "known_on": world.now.date().isoformat()}
    found = world.file("finding", "desk", against="agency", rules=[{"rule": "12.6"}], event_rows=rows, **day)
    found = world.take(found, "assess", "serve")
    with pytest.raises(Forbidden):
        world.take(found, "accept_finding", who="manager")
    found = world.take(world.take(found, "object_finding"), "give_opinion", who="auditor")
    return world.take(world.take(found, "uphold_finding"), "confirm_finding")


def test_a_late_payment_is_shown_both_ways_and_is_a_matter_only_once_the_provider_files_it(
    world: World, late: Ticket, visitor: Visitor  # noqa: F811
) -> None:  # fmt: skip
    (claim,) = settlement.claims_of(world.contract, world.now)
    assert (claim.rule, claim.amount, claim.of_agency) == ("12.6", LATE_FEE, True)
    assert actions.propose_findings(world.at(at(8, 5)).now) == 0
    assert not Ticket.objects.filter(kind="finding").exists()
    with pytest.raises(Invalid):
        world.file("finding", "clerk", against="agency", rules=[{"rule": "12.6"}])
    found = charged(world, late)
    page = words(visitor.get("manager", f"/tickets/{found.number}/"))
    assert "¥120.30" in page
    assert "842.11" in page


def test_a_late_payment_stands_apart_in_its_sheet_and_is_demanded_and_paid(world: World, late: Ticket) -> None:
    found = charged(world, late)
    *_before, sheet = all_closed(world.at(at(25, 5)))
    (line,) = sheet.lines.all()
    assert (line.rule, line.sort, line.amount, line.finding_id, sheet.sum) == (
        "12.6",
        "of_agency",
        LATE_FEE,
        found.pk,
        0,
    )
    assert (settlement.deduction(world.contract).claimed, left(world, OwedFor.LATE_FEE)) == (0, LATE_FEE)
    order = demand(world, OwedFor.LATE_FEE, "desk")
    assert order.fields["related"] == [{"related_order": late.number}]
    with pytest.raises(WrongState, match="相抵"):
        world.take(world.take(order, "demand_sum"), "propose_netting")
    paid = world.take(world.fresh(order), *PAY)
    assert (paid.state, left(world, OwedFor.LATE_FEE)) == ("closed", 0)


def test_a_late_payment_is_netted_only_if_both_agree(world: World, late: Ticket) -> None:
    charged(world, late)
    breach_of_secrecy(world, date(2026, 4, 2))
    all_closed(world.at(at(25, 5)))
    order = world.take(demand(world, OwedFor.LATE_FEE, "desk"), "demand_sum")
    assert settlement.deduction(world.contract).deductible == FIFTH
    order = world.take(world.take(order, "propose_netting"), "decline_netting")
    assert settlement.deduction(world.contract).deductible == FIFTH
    order = world.take(order, "propose_netting")
    with pytest.raises(Forbidden):
        world.take(order, "agree_netting", who="lead")
    netted = world.take(order, "agree_netting")
    found = settlement.deduction(world.contract)
    assert (netted.state, found.netted, found.deductible) == ("netted", LATE_FEE, FIFTH - LATE_FEE)
    assert found.paid == WHOLE - FIFTH + LATE_FEE


def test_a_breach_of_secrecy_alone_goes_from_the_finding_to_the_settlement(world: World) -> None:
    """Without any row of the annexes."""
    assert breach_of_secrecy(world).state == "entitled"
    *_before, sheet = all_closed(world.at(at(14)))
    (line,) = sheet.lines.all()
    assert (line.rule, line.amount, line.sort) == ("15.11", FIFTH, "current")
    world.take(world.file("acceptance"), *ACCEPTED)
    final = invoiced(world, 2)
    all_closed(world.at(at(25, 4)))
    assert world.take(final, "send_settlement").fields["payable"] == str(WHOLE - FIFTH)
