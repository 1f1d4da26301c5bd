"""Payment of an instalment 付款 (7, 12.6)."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import local
from tickets.lifecycle import recurring, stages
from tickets.lifecycle.bounds import (
    APPROVED,
    ENTERED,
    NOW,
    OLDEST_EVIDENCE,
    TODAY,
    Point,
    after,
    given_with,
    in_days,
    not_after,
    not_before,
)
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.duties import CONFIRM, Clock, Sort
from tickets.lifecycle.effects import SETTLE_PAYABLE
from tickets.lifecycle.endorsements import APPROVAL, INVOICE_CHECKED, PAID, SETTLEMENT_OBJECTED
from tickets.lifecycle.fields import SENTENCE, Choice, Day, Instant, LongText, Money, Number, Text, right_now, today
from tickets.lifecycle.guards import content, people
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import BOTH, OUTSIDE, Paper, Slot
from tickets.lifecycle.parties import AC, AF, AL, PD, PL, PROVIDER, SA
from tickets.lifecycle.recurring import Recurring
from tickets.lifecycle.reports import DONE, SEEN
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.lifecycle.tables import SheetLines
from tickets.policy.known import Parameter
from tickets.policy.types import PauseReason

INVOICE: Final = Clock("payment.invoice")
#: What the agency owes: the last instalment by a limit of its own. Both count from the day from which the sum is owed,
#: and rest until there is an invoice (M95).
FIRST: Final = Clock("payment.first")
FINAL: Final = Clock("payment.final")
DUE: Final = (FIRST, FINAL)
SETTLE: Final = Clock("payment.settle", sort=Sort.CONFIRM)
DEFER_REVIEW: Final = Clock("payment.defer_review")
LIFT: Final = Clock("payment.lift")
REJECTED: Final = tuple(one.because(PauseReason.INVOICE_REJECTED) for one in DUE)
DELAYED: Final = tuple(one.because(PauseReason.FISCAL_DELAY) for one in DUE)

#: How far ahead the day may lie on which deferred money is expected, in days.
LONGEST_DEFERRAL: Final = Parameter("payment.deferral_days", 1, 730, otherwise=365, since=2)
#: The form of an invoice's number.
INVOICE_NUMBER: Final = re.compile(r"[0-9]{8,20}")

INSTALMENT: Final = Number("Instalment", least=1, most=99, example=1, name="instalment")
PAYABLE: Final = Money("Sum payable", example=Decimal("721806.23"), required=False, name="payable")


def _is_last(scene: Scene) -> bool:
    return scene.value(INSTALMENT) == max(scene.facts.instalments, default=0)


def _owed_from(scene: Scene) -> date | None:
    """The last instalment from the acceptance, the first from the contract's coming into force; of those between them
    the contract's conditions tell."""
    if _is_last(scene):
        return scene.facts.accepted_on
    return scene.facts.effective_on if scene.value(INSTALMENT) == 1 else None


OWED_FROM: Final = Point("owed_from", "the day from which this instalment is owed", _owed_from)
COUNTED_FROM: Final = Day(
    "Owed from",
    within=(not_before(OWED_FROM), not_after(OWED_FROM)),
    example=None,
    required=False,
    needed="(needed for an instalment between the first and the last)",
    name="owed_from",
)
INVOICE_NO: Final = Text("Invoice number", example="25117000000123456789", hint="8 to 20 digits", name="invoice_no")
INVOICE_ON: Final = Day(
    "Invoice of", within=(not_before(OLDEST_EVIDENCE), not_after(TODAY)), example=today(), name="invoice_on"
)
INVOICE_SUM: Final = Money("Sum of the invoice", example=Decimal("721806.23"), name="invoice_sum")
PAID_ON: Final = Day("Paid on", within=(not_before(APPROVED), not_after(TODAY)), example=today(), name="paid_on")
RECEIVED_ON: Final = Day(
    "Received on", within=(not_before(given_with(PAID, PAID_ON)), not_after(TODAY)), example=today(), name="received_on"
)
EXPECTED_ON: Final = Day(
    "Payment expected on",
    within=(
        after(TODAY),
        not_after(in_days("latest_payment", "the farthest day for which payment may be expected", LONGEST_DEFERRAL)),
    ),
    example=today(60),
    name="expected_on",
)
LIFTED_AT: Final = Instant(
    "Restriction lifted at", within=(not_before(ENTERED), not_after(NOW)), example=right_now(), name="lifted_at"
)

#: Held back until both sides agree, or a court has judged; all else is paid.
OBJECTED: Final = SheetLines(
    "Lines not agreed to", example=None, required=False, needed="(each that is to be held back)", name="objected_rows"
)


@condition
def owes_last(scene: Scene) -> bool:
    return _is_last(scene)


@condition
def owes_other(scene: Scene) -> bool:
    return not _is_last(scene)


@guard(
    _("The day on which the contract came into force is not registered. Have it registered first."),
    Ask.TYPED,
    at=INSTALMENT,
)
def in_force(scene: Scene) -> bool:
    return scene.facts.effective_on is not None


@guard(_("The contract has no such instalment."), Ask.TYPED, at=INSTALMENT)
def instalment_known(scene: Scene) -> bool:
    return scene.value(INSTALMENT) in scene.facts.instalments


@guard(
    _("This instalment is paid by %(number)s. Go on there."),
    Ask.TYPED,
    at=INSTALMENT,
    names=lambda scene: {"number": scene.facts.payments.get(scene.value(INSTALMENT) or 0, "")},
)
def paid_once(scene: Scene) -> bool:
    return scene.value(INSTALMENT) not in scene.facts.payments


@guard(
    _("The last instalment is paid once the service is accepted and no item of the acceptance is open."),
    Ask.TYPED,
    at=INSTALMENT,
)
def accepted_before_last(scene: Scene) -> bool:
    return not _is_last(scene) or scene.facts.accepted_on is not None


@guard(_("The sum is that of the contract. Leave it out."), Ask.TYPED, at=PAYABLE)
def sum_of_the_contract(scene: Scene) -> bool:
    said = scene.value(PAYABLE)
    return said is None or said == scene.facts.instalments.get(scene.value(INSTALMENT) or 0, said)


@guard(_("Say from which day this instalment is owed."), Ask.TYPED, at=COUNTED_FROM)
def owed_from_named(scene: Scene) -> bool:
    last = max(scene.facts.instalments, default=0)
    return scene.value(INSTALMENT) in (None, 1, last) or scene.value(COUNTED_FROM) is not None


@guard(_("The number of an invoice has 8 to 20 digits."), Ask.TYPED, at=INVOICE_NO)
def invoice_number_fits(scene: Scene) -> bool:
    said = scene.entered(INVOICE_NO)
    return said is None or INVOICE_NUMBER.fullmatch(said) is not None


def _billed(scene: Scene) -> Decimal:
    """The instalment, whatever the sheets leave of it."""
    said = scene.recorded(PAYABLE) or Decimal(0)
    return scene.facts.instalments.get(scene.recorded(INSTALMENT) or 0, said) if _is_last(scene) else said


@guard(
    _("The invoice is to be of %(sum)s, as the contract says."),
    Ask.TYPED,
    at=INVOICE_SUM,
    names=lambda scene: {"sum": PAYABLE.in_words(_billed(scene), {})},
)
def invoice_sum_fits(scene: Scene) -> bool:
    return scene.entered(INVOICE_SUM) == _billed(scene)


@guard(_("The last instalment is settled with the provider first: send the settlement."))
def not_last_instalment(scene: Scene) -> bool:
    return not _is_last(scene)


@guard(_("Only the last instalment is settled."))
def last_instalment(scene: Scene) -> bool:
    return _is_last(scene)


@guard(_("The sheets of penalties are closed first, up to the month in which the invoice came."))
def sheets_closed(scene: Scene) -> bool:
    """The last one early, once no claim is open: the lead does that on the page of the sheets."""
    closed, came = scene.facts.sheets_until, scene.state_since or scene.now
    return closed is not None and closed >= local(came).date().replace(day=1)


@guard(
    _("The last instalment is settled on nothing that is contested. To be settled first: %(what)s."),
    Ask.SAID,
    names=lambda scene: {"what": gettext(", ").join(scene.facts.disputed)},
)
def nothing_disputed(scene: Scene) -> bool:
    """What was objected to at the settlement itself is held back, and holds nothing up."""
    return not scene.facts.disputed


@guard(_("There is no such line in the closed sheets: choose those that are listed."), Ask.TYPED, at=OBJECTED)
def objected_lines_known(scene: Scene) -> bool:
    named = scene.entered(OBJECTED)
    return not named or scene.facts.sheet_lines >= {*named}


@guard(_("There is a sum to be paid: approve its payment."), prompts=True)
def nothing_left(scene: Scene) -> bool:
    return scene.recorded(PAYABLE) == 0


@guard(_("Nothing is left to pay: approve that instead. No receipt of a bank tells of nothing."))
def something_left(scene: Scene) -> bool:
    return not nothing_left.holds(scene)


@guard(_("The provider has not objected to the settlement."))
def settlement_objected(scene: Scene) -> bool:
    return scene.endorsed(SETTLEMENT_OBJECTED) is not None


def _overdue(scene: Scene, clock: Clock) -> bool:
    found = scene.clock(clock)
    return found is not None and found.open and found.late


@guard(_("The provider’s time for the settlement is not over yet."))
def settle_overdue(scene: Scene) -> bool:
    return _overdue(scene, SETTLE)


@guard(_("The provider’s time for confirming receipt is not over yet."))
def receipt_overdue(scene: Scene) -> bool:
    return _overdue(scene, CONFIRM)


not_checker: Final = people.apart_from(
    INVOICE_CHECKED, "not_checker", _("Whoever checked the invoice does not approve the payment as well.")
)
not_approver: Final = people.apart_from(
    APPROVAL, "not_approver", _("Whoever approved the payment does not pay it out as well.")
)


#: What follows of itself, where the contract has it, unless people were quicker.
OPENED_WHEN_OWED: Final = Recurring(
    name="payment.opened",
    title=_("Payment of an instalment"),
    switch=recurring.switched("payment.opened"),
    periods=recurring.payments,
    answers=lambda period: {INSTALMENT.name: int(period.key)},
    same=(INSTALMENT.name,),
    owed=True,
)


# fmt: off
class Payment(Kind):
    """An instalment is paid as the contract says: no sum is typed, and nobody checks, approves and pays alone."""

    kind, position = "payment", 110
    title = "Payment of an instalment"
    help = "The agency pays an instalment: invoice, check, settlement of the last one, approval, payment and receipt."
    path = (
        stages.INVOICING, stages.SETTLEMENT, stages.PAYMENT, stages.CONFIRMATION, stages.CLOSING)
    system_required = False
    one_by_one = True
    after_term = AfterTerm.ALWAYS
    parameters = (LONGEST_DEFERRAL, OPENED_WHEN_OWED.switch)
    checks = (in_force, instalment_known, paid_once, accepted_before_last, sum_of_the_contract, owed_from_named)
    recurs = (OPENED_WHEN_OWED,)
    known = {
        PAYABLE: lambda scene: scene.facts.instalments.get(scene.recorded(INSTALMENT) or 0),
        COUNTED_FROM: _owed_from,
    }

    opening = Opening(
        by=(AF,), asks=(INSTALMENT, PAYABLE, COUNTED_FROM),
        starts=(INVOICE, FIRST.when(owes_other), FINAL.when(owes_last)),
        pauses=(
            FIRST.because(PauseReason.AWAITING_INVOICE).when(owes_other),
            FINAL.because(PauseReason.AWAITING_INVOICE).when(owes_last)))

    invoice_fault = Choice("What is wrong with the invoice", example="title", options={
        "title": "Name of the payer", "tax_no": "Tax number", "amount": "Sum", "item": "Item", "other": "Other fault"})
    objected_lines = LongText("Grounds of the objection to the settlement", example=SENTENCE)
    deferral_reason = LongText("Reason for the delay", example=SENTENCE)
    deferral_status = LongText("State of the public funds", example=SENTENCE)
    voucher_no = Text("Number of the payment voucher", example="2026-0187")

    invoice = Slot("Invoice", paper=OUTSIDE)
    settlement = Slot("Settlement", paper=Paper(
        title="Settlement of the last instalment",
        says="The last instalment under %(contract)s is settled as follows. What is deducted is listed line by line.",
        by=BOTH, numbered=True, columns=("Deducted for", "Ground in the contract", "Sum", "Remarks"),
    ))
    bank_receipt = Slot("Receipt of the bank", paper=OUTSIDE)
    payment_basis = Slot("Ground for ending the payment", paper=OUTSIDE)

    awaiting = State("Awaiting the invoice", stages.INVOICING)
    checking = State("Invoice being checked", stages.INVOICING)
    settling = State("Settlement with the provider", stages.SETTLEMENT)
    approving = State("Awaiting the approval of the payment", stages.PAYMENT)
    paying = State("To be paid", stages.PAYMENT)
    deferred = State("Deferred for want of public funds", stages.PAYMENT)
    paid = State("Awaiting the receipt of the money", stages.CONFIRMATION)
    closed = State("Accounts settled", stages.CLOSING, final=True)
    cancelled = CANCELLED

    submit_invoice = Step(
        "Hand in the invoice", awaiting, checking, by=(PD, PL), reports=DONE,
        when=(invoice_number_fits, invoice_sum_fits), asks=(INVOICE_NO, INVOICE_ON, INVOICE_SUM), needs=(invoice,),
        stops=(INVOICE,), resumes=DUE, tells=(AL,))
    return_invoice = turn_back(
        "Return the invoice", checking, awaiting, by=(AF,), asks=(invoice_fault,),
        pauses=REJECTED, starts=(INVOICE,), tells=(PL,))
    accept_invoice = Step(
        "Invoice is right", checking, approving, by=(AF,), when=(not_last_instalment,),
        grants=(INVOICE_CHECKED,))
    send_settlement = Step(
        "Send the settlement", checking, settling, by=(AF,),
        when=(last_instalment, sheets_closed, nothing_disputed),
        needs=(settlement,), pauses=DUE, starts=(SETTLE,), grants=(INVOICE_CHECKED,), voids=(SETTLEMENT_OBJECTED,),
        tells=(PD, SA), does=(SETTLE_PAYABLE,))
    agree_settlement = Step(
        "Agree to the settlement", settling, approving, by=(PL,), when=(nothing_disputed,),
        stops=(SETTLE,), resumes=DUE, tells=(AF,))
    object_settlement = turn_back(
        "Object to the settlement", settling, checking, by=(PL,), when=(objected_lines_known,),
        asks=(OBJECTED, objected_lines), stops=(SETTLE,), resumes=DUE, grants=(SETTLEMENT_OBJECTED,), tells=(AL, SA))
    pass_over_settlement = Step(
        "Go on, settlement not answered", settling, approving, by=(AF,),
        when=(settle_overdue, nothing_disputed), why=True, stops=(SETTLE,), resumes=DUE,
        tells=(*PROVIDER, SA), aside=True)
    send_undisputed = Step(
        "Send on what is undisputed", checking, approving, by=(AF,), when=(settlement_objected,), why=True,
        grants=(INVOICE_CHECKED,), tells=(PL, SA), does=(SETTLE_PAYABLE,))
    approve_payment = Step(
        "Approve the payment", approving, paying, by=(AL,), when=(something_left, people.not_author, not_checker),
        grants=(APPROVAL,), grave=True)
    # What the sheets come to may leave nothing of the last instalment; the rest is a recovery.
    conclude_unpaid = Step(
        "Approve that nothing is left to pay", approving, closed, by=(AL,),
        when=(nothing_left, people.not_author, not_checker), stops=DUE, grants=(APPROVAL,), tells=(AF, *PROVIDER, SA),
        aside=True, grave=True)
    return_payment = turn_back(
        "Return to finance", approving, checking, by=(AL,), tells=(AF,))
    register_payment = Step(
        "Register the payment", paying, paid, by=(AF,), reports=DONE, when=(content.approved, not_approver),
        asks=(PAID_ON, voucher_no), needs=(bank_receipt,), pauses=(*DUE, LIFT), starts=(CONFIRM,), grants=(PAID,),
        tells=(AL,))
    confirm_receipt = Step(
        "Confirm that the money came", paid, closed, by=(PD, PL), asks=(RECEIVED_ON,),
        stops=(CONFIRM, *DUE, LIFT), tells=(AF, AL))
    not_received = turn_back(
        "Return, no money came", paid, paying, by=(PL,), reports=SEEN, stops=(CONFIRM,), voids_pause=(*DUE, LIFT),
        voids=(PAID,), tells=(AF, AL))
    pass_over_receipt = Step(
        "Close by the bank’s receipt, not confirmed", paid, closed, by=(AF,), when=(receipt_overdue,), why=True,
        stops=(CONFIRM, *DUE, LIFT), tells=(*PROVIDER, SA), aside=True)
    defer_payment = Step(
        "Notify a delay of the public funds", paying, deferred, by=(AL,), asks=(deferral_reason, EXPECTED_ON),
        pauses=DELAYED, cancels=(LIFT,), starts=(DEFER_REVIEW,), tells=(AF, *PROVIDER, SA), aside=True)
    review_deferral = Step(
        "Look at the delay again", deferred, None, by=(AF,), asks=(deferral_status,),
        stops=(DEFER_REVIEW,), starts=(DEFER_REVIEW,), tells=(AL, PL))
    lift_deferral = Step(
        "The funds are there", deferred, paying, by=(AF,), asks=(LIFTED_AT,),
        stops=(DEFER_REVIEW,), resumes=DUE, starts=(LIFT,), tells=(AL, PL))
    cancel_payment = Step(
        "End the payment", (awaiting, checking), cancelled, by=(AL,), why=True, needs=(payment_basis,), cancels=ALL,
        tells=(AF, AC, *PROVIDER, SA), aside=True, grave=True)
# fmt: on
