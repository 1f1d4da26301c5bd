"""付款 (7): the sum is the contract's; who checks does not approve, who approves does not pay."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.actions.obstructing import by_whoever_gave
from tests.actions.test_sheets import all_closed, at, breach_of_secrecy
from tests.actions.walks import Try
from tests.sheets import empty_sheets
from tests.world import World
from tickets import actions, audit
from tickets.datelaw import reckoning
from tickets.datelaw.calendar import shipped
from tickets.datelaw.types import local, midnight
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.lifecycle.parties import AF
from tickets.models import Contract, Recurrence, Ticket

FIRST, FINAL, INVOICE, LIFT = "payment.first", "payment.final", "payment.invoice", "payment.lift"
DAY = timedelta(days=1)
ACCEPTED = ("apply_acceptance", "accept_material", "submit_findings", "pass_acceptance")
SUM = {1: "721806.23", 2: "481204.15"}


def in_force(world: World, day: date | None) -> World:
    Contract.objects.filter(pk=world.contract.pk).update(effective_on=day)
    world.contract.refresh_from_db()
    return world


def invoiced(world: World, number: int = 1) -> Ticket:
    ticket = world.file("payment", instalment=number, payable=None)
    return world.take(ticket, "submit_invoice", invoice_sum=SUM[number])


@pytest.fixture
def paying(world: World) -> Ticket:
    """In force since Friday 27 February 2026; to be paid from Monday on."""
    return world.take(invoiced(in_force(world, date(2026, 2, 27))), "accept_invoice", "approve_payment")


def test_without_a_day_of_effect_there_is_no_order_and_no_clock(world: World) -> None:
    in_force(world, None)
    with pytest.raises(Invalid) as refused:
        world.file("payment")
    assert "生效日期" in refused.value.errors["instalment"][0]
    assert actions.open_recurring(world.now) == 0


def test_the_first_instalment_runs_from_the_day_the_contract_came_into_force(world: World) -> None:
    ticket = world.file("payment", payable=None)
    begun = world.contract.effective_on
    assert begun is not None
    assert (ticket.fields["payable"], ticket.fields["owed_from"]) == (SUM[1], begun.isoformat())
    clock = world.clock(ticket, FIRST)
    assert (clock.started_at, clock.state, clock.party) == (midnight(begun), "paused", "agency")
    assert not ticket.deadlines.filter(code=FINAL).exists()
    assert world.clock(ticket, INVOICE).party == "provider"
    # as the real contract: from 17 September 2025, with the holidays of October
    assert reckoning.due(midnight(date(2025, 9, 17)), clock.limit, shipped()).last_day == date(2025, 10, 21)


def test_it_is_opened_by_the_service_once_the_day_of_effect_is_registered(world: World) -> None:
    in_force(world, world.now.date() - 3 * DAY)
    assert [actions.open_recurring(world.now) for _ in range(2)] == [1, 0]
    ticket = Recurrence.objects.get(rule="payment.opened").ticket
    assert (ticket.fields["instalment"], ticket.fields["payable"], ticket.state) == (1, SUM[1], "awaiting")
    assert {one.code: one.state for one in ticket.deadlines.all()} == {FIRST: "paused", INVOICE: "running"}
    with pytest.raises(Invalid) as refused:
        world.file("payment")
    assert ticket.number in refused.value.errors["instalment"][0]
    assert [one for one in map(str, audit.verify_rows()) if not one.startswith("system log")] == []


def test_the_last_instalment_opens_by_the_acceptance_and_waits_for_its_last_item(world: World) -> None:
    ends = world.contract.ends
    with pytest.raises(Invalid) as refused:
        world.file("payment", instalment=2, payable=None)
    assert "验收通过" in refused.value.errors["instalment"][0]
    listed = world.take(world.file("acceptance"), *ACCEPTED[:-1], "pass_with_items")
    assert actions.open_recurring(world.now) == 0
    done = midnight(ends + 10 * DAY)
    world.at(done).take(listed, "report_items", "close_items")
    actions.open_recurring(world.now)
    final = Ticket.objects.get(kind="payment")
    assert (final.fields["payable"], world.clock(final, FINAL).started_at) == (SUM[2], done)
    assert world.clock(final, FINAL).state == "paused"


def test_no_sum_is_typed_and_an_invoice_of_another_is_refused_at_its_field(world: World) -> None:
    assert sum(map(Decimal, SUM.values())) == world.contract.amount == Decimal("1203010.38")
    with pytest.raises(Invalid) as refused:
        world.file("payment", payable="721806.22")
    assert set(refused.value.errors) == {"payable"}
    ticket = world.file("payment")
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "submit_invoice", invoice_sum="721806.24", invoice_no="123")
    assert set(refused.value.errors) == {"invoice_sum", "invoice_no"}


def test_the_time_without_a_right_invoice_does_not_count(world: World) -> None:
    begun = world.now.date()
    ticket = in_force(world, begun).file("payment")
    # 2 March begins it; 3 to 5 March lie wholly in the wait, then 10 and 11 March in the second one
    world.at(midnight(begun + 4 * DAY) + timedelta(hours=10)).take(ticket, "submit_invoice")
    twenty = shipped().nth_working_day(begun + 3 * DAY, 20)
    assert world.clock(ticket, FIRST).due_at == midnight(twenty + DAY)
    world.at(midnight(begun + 7 * DAY) + timedelta(hours=10)).take(ticket, "return_invoice")
    world.at(midnight(begun + 10 * DAY) + timedelta(hours=10)).take(ticket, "submit_invoice")
    assert world.clock(ticket, FIRST).due_at == midnight(shipped().nth_working_day(twenty, 2) + DAY)


def test_who_checks_the_invoice_does_not_approve_and_who_approves_does_not_pay(world: World) -> None:
    in_force(world, world.now.date() - DAY)
    actions.open_recurring(world.now)
    checked = world.take(Ticket.objects.get(kind="payment"), "submit_invoice", "accept_invoice")
    step = checked.machine.by_step["approve_payment"]
    with pytest.raises(Forbidden, match="核发票的人"):
        by_whoever_gave("invoice_checked")(Try(world, checked, step, world.user("lead"), {})).attempt()
    approved = world.take(checked, "approve_payment")
    for who in ("lead", "clerk", "manager"):
        with pytest.raises(Forbidden):
            world.take(approved, "register_payment", who=who)
    world.user("lead").memberships.create(organization=world.contract.agency, role=AF)
    with pytest.raises(Forbidden, match="同意支付的人"):
        world.take(approved, "register_payment", who="lead")
    assert world.take(approved, "register_payment").state == "paid"


def test_money_that_did_not_come_leaves_the_clock_as_if_it_had_never_been_paid(world: World, paying: Ticket) -> None:
    paid = world.later(days=1).take(paying, "register_payment")
    assert world.clock(paid, FIRST).state == "paused"
    back = world.later(days=1).take(paid, "not_received")
    # Saturday 28 February, at work, lies wholly in the wait for the invoice
    last = shipped().nth_working_day(date(2026, 2, 28), 20)
    assert (back.state, world.clock(back, FIRST).due_at) == ("paying", midnight(last + DAY))


def test_a_receipt_that_is_not_confirmed_in_time_closes_by_that_of_the_bank(world: World, paying: Ticket) -> None:
    paid = world.take(paying, "register_payment")
    with pytest.raises(WrongState):
        world.take(paid, "pass_over_receipt")
    world.at(world.clock(paid, "common.confirm").due_at + DAY)
    closed = world.take(paid, "pass_over_receipt")
    assert (closed.state, world.clock(closed, FIRST).state) == ("closed", "met")


def test_the_last_instalment_is_settled_first_and_silence_is_no_agreement(world: World) -> None:
    world.take(world.file("acceptance"), *ACCEPTED)
    final = invoiced(world, 2)
    with pytest.raises(WrongState):
        world.take(final, "accept_invoice")
    with pytest.raises(WrongState):
        world.take(final, "send_undisputed")
    with pytest.raises(WrongState, match="月度清单"):
        world.take(final, "send_settlement")
    empty_sheets(world.contract, world.now)
    sent = world.take(final, "send_settlement")
    assert sent.fields["payable"] == SUM[2]
    with pytest.raises(WrongState):
        world.take(sent, "pass_over_settlement")
    objected = world.take(sent, "object_settlement")
    assert world.take(objected, "send_undisputed").state == "approving"
    again = world.take(world.take(objected, "return_payment"), "send_settlement")
    world.at(world.clock(again, "payment.settle").due_at + DAY)
    passed = world.take(again, "pass_over_settlement")
    assert (passed.state, world.clock(passed, "payment.settle").late(world.now)) == ("approving", True)


def test_what_the_sheets_come_to_is_deducted_and_what_is_left_is_approved_and_paid(world: World) -> None:
    """A fifth of the price by 15.11; twice that is more than the instalment bears: that nothing is left is approved."""
    world.take(world.file("acceptance"), *ACCEPTED)
    final = invoiced(world, 2)
    for count, left in ((1, "240602.07"), (2, "0.00")):
        breach_of_secrecy(world, date(2026, 2, 20 + count))
        all_closed(world.at(at(25, 3 + count)))
        sent = world.take(final, "send_settlement")
        assert sent.fields["payable"] == left
        final = world.take(sent, "object_settlement")
    approved = world.take(world.take(final, "send_undisputed"), "conclude_unpaid")
    assert (approved.state, approved.fields["payable"]) == ("closed", "0.00")


def test_a_notice_of_delay_cures_no_day_before_it_and_once_lifted_one_day_runs(world: World, paying: Ticket) -> None:
    due = world.clock(paying, FIRST).due_at
    world.at(due + 3 * DAY)
    deferred = world.take(paying, "defer_payment")
    assert (deferred.state, world.clock(deferred, FIRST).late(world.now)) == ("deferred", True)
    reviewed = world.later(days=20).take(deferred, "review_deferral")
    assert (reviewed.state, world.clock(reviewed, "payment.defer_review").round) == ("deferred", 2)
    lifted = world.take(reviewed, "lift_deferral", lifted_at=world.now.isoformat())
    assert (lifted.state, world.clock(lifted, LIFT).state) == ("paying", "running")
    day = shipped().nth_working_day(local(world.now).date(), 1)
    assert (world.clock(lifted, LIFT).due_at, world.clock(lifted, FIRST).due_at) == (midnight(day + DAY), due)


def test_a_delay_that_is_notified_in_time_leaves_the_days_that_were_left(world: World, paying: Ticket) -> None:
    before = world.clock(paying, FIRST).due_at
    deferred = world.take(paying, "defer_payment")
    assert world.clock(deferred, FIRST).state == "paused"
    lifted = world.later(days=30).take(deferred, "lift_deferral", lifted_at=world.now.isoformat())
    assert world.clock(lifted, FIRST).due_at > before + 28 * DAY


def test_an_instalment_is_ended_by_the_lead_alone_with_its_ground(world: World) -> None:
    ticket = world.file("payment")
    with pytest.raises(Forbidden):
        world.take(ticket, "cancel_payment", who="finance")
    assert world.take(ticket, "cancel_payment").state == "cancelled"
    assert world.file("payment").pk
