"""Payments: invoiced, checked, approved, deferred where public funds come late, paid; the fees of the systems; the
settlement of the last instalment."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from accounts import roles
from tickets import actions
from tickets.lifecycle.fees import BASIS, FEE, FEE_SYSTEM, FEES
from tickets.lifecycle.kinds.payment import PAYABLE, Payment
from tickets.models import Ticket
from tickets.rehearsal.script import ScriptEvent, at_day
from tickets.rehearsal.stage import WHY, Player, RehearsalStage

HOUR: Final = timedelta(hours=1)
#: By then the service has opened what was owed from the first day on.
NEXT_DAY: Final = timedelta(days=1)


def order(stage: RehearsalStage, number: int) -> Ticket | None:
    """The payment of an instalment; None where it is not owed yet."""
    orders = Ticket.objects.filter(contract=stage.contract, kind=Payment.kind, fields__instalment=number)
    return orders.exclude(state=Payment.cancelled.code).first()


def invoice(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """Where the row of the payment names the last day, the wait for the invoice moved nothing: it came with the order,
    and the row's own day says when it was issued."""
    number = int(event.data["number"])
    if any(one.get("last") and one.get("number") == str(number) for one in stage.rows("payment")):
        yield at_day(stage.now.date() + NEXT_DAY, 9)
    else:
        yield event.at
    if (ticket := order(stage, number)) is None:
        yield max(stage.now, event.at)
        ticket = _owed(stage, number)
    bill(stage, ticket, event.get("amount"))


def bill(stage: RehearsalStage, ticket: Ticket, said: str = "") -> Ticket:
    """Handed in; of any but the last instalment checked and approved as well. said: the sum of the invoice, where the
    row names one."""
    number = ticket.fields["instalment"]
    amount = said or str(stage.contract.instalments.get(number=number).amount)
    ticket = stage.take(ticket, "submit_invoice", invoice_sum=amount)
    if number == _last(stage):
        return ticket
    ticket = stage.take(ticket, "accept_invoice")
    return stage.take(ticket, "approve_payment")


def payment(stage: RehearsalStage, event: ScriptEvent) -> Player:
    number, told, lifted = int(event.data["number"]), event.day("told"), event.day("lifted")
    if told is not None:
        yield at_day(told, 10)
        ticket = _ready(stage, number)
        expected = (stage.now + timedelta(days=60)).date().isoformat()
        ticket = stage.take(ticket, "defer_payment", expected_on=expected)
        yield at_day(lifted or event.at.date(), 10)
        stage.take(ticket, "lift_deferral")
    paid = event.day("paid")
    yield stage.not_before_now(event.at if paid is None or paid == event.at.date() else at_day(paid, 10))
    ticket = stage.take(_ready(stage, number), "register_payment")
    stage.tickets[event.id] = ticket.number
    yield stage.now + HOUR
    stage.take(ticket, "confirm_receipt")


def _owed(stage: RehearsalStage, number: int) -> Ticket:
    """Raises LookupError."""
    if (ticket := order(stage, number)) is None:
        raise LookupError(_("instalment %(number)d is not owed yet.") % {"number": number})
    return ticket


def _last(stage: RehearsalStage) -> int:
    return max(stage.contract.instalments.values_list("number", flat=True))


def _ready(stage: RehearsalStage, number: int) -> Ticket:
    """The order, billed and approved where it is not yet. Raises LookupError where it is not owed, or nothing of it."""
    ticket = _owed(stage, number)
    if ticket.state == Payment.closed.code:
        raise LookupError(_("nothing is left to pay of instalment %(number)d.") % {"number": number})
    return bill(stage, ticket) if ticket.state == Payment.awaiting.code else ticket


def allocation(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """Every key is a system. Both leads sign at once."""
    yield event.at
    rows = [{FEE_SYSTEM: code, FEE: fee} for code, fee in event.data.items()]
    said = {FEES.name: rows, BASIS.name: event.text[:60] or WHY}
    table = actions.enter_fees(stage.contract, said, actor=stage.person(roles.AGENCY_FINANCE), now=stage.now)
    for role in (roles.AGENCY_LEAD, roles.PROVIDER_LEAD):
        table = actions.agree_fees(table, actor=stage.person(role), now=stage.now)


def settlement_agreed(stage: RehearsalStage, event: ScriptEvent) -> Player:
    """Sent first, where that has not been done."""
    yield event.at
    ticket = _owed(stage, _last(stage))
    if ticket.state == Payment.checking.code:
        ticket = stage.take(ticket, "send_settlement")
    ticket = stage.take(ticket, "agree_settlement")
    stage.take(ticket, "approve_payment" if Decimal(ticket.fields[PAYABLE.name]) else "conclude_unpaid")
