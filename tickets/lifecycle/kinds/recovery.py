"""Recovery of money 追偿与退还 (12.3, 12.6, annex 1): what one side owes the other beyond the instalments, until it is
paid."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from accounts.roles import PARTY
from tickets.lifecycle import stages
from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.duties import APPROVE, CONFIRM, Clock, Sort
from tickets.lifecycle.effects import END_OWED, TELL_OWED
from tickets.lifecycle.endorsements import APPROVAL, DEMANDED, PAID
from tickets.lifecycle.fields import SENTENCE, AskedIf, Choice, LongText, Money, Text
from tickets.lifecycle.guards import content, people
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.kinds.payment import PAID_ON, RECEIVED_ON, not_approver, receipt_overdue
from tickets.lifecycle.papers import EVIDENCE, OUTSIDE, Paper, Slot
from tickets.lifecycle.parties import AF, AGENCY, AL, PD, PL, PROVIDER, SA
from tickets.lifecycle.questions import RELATED, RELATED_ORDER
from tickets.lifecycle.reports import DONE, SEEN
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.stages import CLOSING
from tickets.lifecycle.steps import ALL, Side, State, Step, turn_back
from tickets.penalties.balance import OwedFor
from tickets.policy.types import Party

ANSWER: Final = Clock("recovery.answer")
DECIDE: Final = Clock("recovery.decide", sort=Sort.DECIDE)
PAY: Final = Clock("recovery.pay")

OWED_FOR: Final = Choice("What the money is owed for", example=OwedFor.DAMAGES.value, name="owed_for", options={
    OwedFor.DAMAGES: "Damages, shown by evidence",
    OwedFor.CLAIMED_APART: "Penalties that the last instalment does not bear",
    OwedFor.PAID_BACK: "Penalties that were deducted or netted and are owed no more",
    OwedFor.LATE_FEE: "Late payment by the agency",
    OwedFor.LATE_FEE_BACK: "Late payment that was paid and is owed no more"})  # fmt: skip
OF_AGENCY: Final = (OwedFor.DAMAGES, OwedFor.CLAIMED_APART, OwedFor.LATE_FEE_BACK)
OF_PROVIDER: Final = (OwedFor.DAMAGES, OwedFor.PAID_BACK, OwedFor.LATE_FEE)
IF_DAMAGES: Final = AskedIf(OWED_FOR, (OwedFor.DAMAGES,))
NEEDED: Final = "(needed for damages; all else follows from the closed sheets)"
DAMAGES: Final = Money(
    "Sum of the damages", example=Decimal("5000.00"), required=False, needed=NEEDED, asked_if=IF_DAMAGES, name="damages"
)
OWED_GROUND: Final = LongText(
    "Grounds of the demand", example=SENTENCE, required=False, needed=NEEDED, asked_if=IF_DAMAGES, name="owed_ground"
)
#: That of the damages, else what the sheets say when it is demanded.
OWED_SUM: Final = Money("Sum owed", example=None, required=False, name="owed_sum")


def what(scene: Scene) -> OwedFor:
    return OwedFor(scene.value(OWED_FOR) or OwedFor.DAMAGES)


def _owed(scene: Scene) -> Decimal | None:
    return scene.value(DAMAGES) if what(scene) is OwedFor.DAMAGES else scene.facts.balance.open(what(scene))


def _named(scene: Scene) -> list[dict[str, Any]] | None:
    """The payments of which it follows."""
    if what(scene) is OwedFor.DAMAGES:
        return None
    orders = scene.facts.balance.orders(what(scene))
    known = scene.facts.orders(frozenset(orders)) if orders else ()
    return [{RELATED_ORDER: number} for number in sorted(known)] or None


def owed_to(roles: Iterable[str]) -> tuple[OwedFor, ...]:
    """What the side of whoever holds these roles may demand."""
    sides = {PARTY[role] for role in roles if role in PARTY}
    return (*(OF_AGENCY if Party.AGENCY in sides else ()), *(OF_PROVIDER if Party.PROVIDER in sides else ()))


@guard(_("That is owed to the other side, who demands it."), Ask.TYPED, at=OWED_FOR)
def owed_to_us(scene: Scene) -> bool:
    return what(scene) in owed_to(scene.roles)


@guard(_("By the closed sheets nothing of that is owed, or all of it is demanded already."), Ask.TYPED, at=OWED_FOR)
def something_owed(scene: Scene) -> bool:
    return what(scene) is OwedFor.DAMAGES or _owed(scene) != 0


@guard(_("Say the sum of the damages, more than nothing; of anything else none."), Ask.TYPED, at=DAMAGES)
def damages_said(scene: Scene) -> bool:
    said = scene.value(DAMAGES)
    return (said is not None and said > 0) if what(scene) is OwedFor.DAMAGES else said is None


@guard(_("The sum follows from the closed sheets, or is that of the damages. Leave it out."), Ask.TYPED, at=OWED_SUM)
def owed_sum_follows(scene: Scene) -> bool:
    return scene.value(OWED_SUM) in (None, _owed(scene))


@guard(_("Say what the damages rest on."), Ask.TYPED, at=OWED_GROUND)
def damages_grounded(scene: Scene) -> bool:
    return what(scene) is not OwedFor.DAMAGES or bool(scene.value(OWED_GROUND))


@guard(_("Damages are shown by evidence: demand them with it."))
def follows_from_sheets(scene: Scene) -> bool:
    return what(scene) is not OwedFor.DAMAGES


@guard(_("The sum follows from the closed sheets: demand it without evidence."))
def of_damages(scene: Scene) -> bool:
    return what(scene) is OwedFor.DAMAGES


@guard(
    _("By a later sheet less than this is owed. It is withdrawn, and what is owed then demanded by a further order."),
    Ask.SAID,
    sums=True,
)
def still_owed(scene: Scene) -> bool:
    return what(scene) is OwedFor.DAMAGES or scene.facts.balance.still_owed(what(scene))


@guard(_("Only what the agency owes for a late payment is netted with penalties."))
def of_late_payment(scene: Scene) -> bool:
    return what(scene) is OwedFor.LATE_FEE


def _nettable(scene: Scene) -> Mapping[str, object]:
    return {"sum": OWED_SUM.in_words(scene.facts.balance.nettable, {})}


@guard(
    _("Of penalties that are not settled yet no more than %(sum)s is left to net it with."),
    Ask.SAID,
    names=_nettable,
    sums=True,
)
def nettable(scene: Scene) -> bool:
    return (scene.recorded(OWED_SUM) or Decimal(0)) <= scene.facts.balance.nettable


LEADS: Final = (AL, PL)
#: The side to which it is owed, and the side that owes it.
CREDITOR: Final[dict[str, Any]] = {"by": LEADS, "side": Side.OPENER}
DEBTOR: Final[dict[str, Any]] = {"by": LEADS, "side": Side.OTHER}
HANDS: Final = (AF, PD, PL)
EVERYBODY: Final = (*AGENCY, AF, *PROVIDER, SA)


# fmt: off
class Recovery(Kind):
    """One side owes the other what no instalment bears: demanded by a lead, approved and paid by two people of the side
    that owes it, confirmed by the other. Silence agrees to nothing, no interest is reckoned; a sum that changes later
    is evened out by a further order. What the agency owes by 12.6 is netted with penalties only if both agree."""

    kind, position = "recovery", 111
    title = "Recovery of money"
    help = "One side owes the other money that no instalment bears: it is demanded, paid or paid back, and confirmed."
    path = (stages.APPLICATION, stages.OBJECTION, stages.PAYMENT, stages.CONFIRMATION, CLOSING)
    system_required = False
    one_by_one = True
    after_term = AfterTerm.ALWAYS
    checks = (
        owed_to_us, something_owed, damages_said, damages_grounded, owed_sum_follows, content.related_known)
    known = {OWED_SUM: _owed, RELATED: _named}

    opening = Opening(
        by=(AF, PD), asks=(OWED_FOR, DAMAGES, OWED_GROUND, OWED_SUM, RELATED), starts=(APPROVE,),
        answers_of=(
            (OWED_FOR, (AF,), tuple(one.value for one in OF_AGENCY)),
            (OWED_FOR, (PD,), tuple(one.value for one in OF_PROVIDER))))

    defence = LongText("What is objected", example=SENTENCE)
    voucher_no = Text("Number of the payment voucher", example="2026-0187")

    demand_letter = Slot("Letter of demand", paper=Paper(
        title="Letter of demand",
        says="Under %(contract)s the sum named below is owed to us apart from the instalments. Please pay it, or object"
        " in writing by work order %(number)s within the time set there.",
        by=(Party.PROVIDER,), to=Party.AGENCY, numbered=True,
    ))
    bank_receipt = Slot("Receipt of the bank", paper=OUTSIDE)

    proposed = State("To be demanded by the lead", stages.APPLICATION)
    demanded = State("Demanded, answer awaited", stages.OBJECTION)
    objected = State("Objected to, answer to the objection awaited", stages.OBJECTION)
    netting = State("Netting proposed, answer awaited", stages.OBJECTION)
    paying = State("To be paid", stages.PAYMENT)
    paid = State("Awaiting the receipt of the money", stages.CONFIRMATION)
    closed = State("Paid", CLOSING, final=True)
    netted = State("Netted with penalties", CLOSING, final=True)
    withdrawn = State("Withdrawn", CLOSING, final=True)

    demand_damages = Step(
        "Demand the damages", proposed, demanded, **CREDITOR, when=(of_damages, people.not_author),
        needs=(demand_letter, EVIDENCE), stops=(APPROVE,), starts=(ANSWER,), grants=(DEMANDED,), tells=EVERYBODY)
    demand_sum = Step(
        "Demand what is owed", proposed, demanded, **CREDITOR,
        when=(follows_from_sheets, people.not_author, still_owed), needs=(demand_letter,),
        stops=(APPROVE,), starts=(ANSWER,), grants=(DEMANDED,), does=(END_OWED,), tells=EVERYBODY)
    approve_payment = Step(
        "Approve the payment", demanded, paying, **DEBTOR, when=(people.not_author, still_owed), stops=(ANSWER,),
        starts=(PAY,), grants=(APPROVAL,), tells=EVERYBODY, grave=True)
    object_demand = Step(
        "Object to the demand", demanded, objected, **DEBTOR, asks=(defence,), takes=(EVIDENCE,), stops=(ANSWER,),
        starts=(DECIDE,), tells=EVERYBODY, refuses=True,
        phrases=("The sum does not agree with the sheets.", "It was paid already."))
    maintain_demand = Step(
        "Maintain the demand", objected, demanded, **CREDITOR, why=True, stops=(DECIDE,), starts=(ANSWER,),
        tells=EVERYBODY)
    withdraw = Step(
        "Withdraw", (proposed, demanded, objected, netting), withdrawn, **CREDITOR, why=True, cancels=ALL,
        does=(TELL_OWED,), tells=EVERYBODY, aside=True)
    # Money may be on its way: only whoever pays can say that it is not, and then it may be withdrawn.
    take_approval_back = turn_back(
        "Take the approval back, nothing was paid", paying, demanded, **DEBTOR, voids=(APPROVAL,), stops=(PAY,),
        starts=(ANSWER,), tells=EVERYBODY, aside=True)
    register_payment = Step(
        "Register the payment", paying, paid, by=HANDS, side=Side.OTHER, reports=DONE,
        when=(content.approved, not_approver), asks=(PAID_ON, voucher_no), needs=(bank_receipt,),
        pauses=(PAY,), starts=(CONFIRM,), grants=(PAID,), tells=EVERYBODY)
    confirm_receipt = Step(
        "Confirm that the money came", paid, closed, by=HANDS, side=Side.OPENER, asks=(RECEIVED_ON,),
        stops=(CONFIRM, PAY), tells=EVERYBODY)
    not_received = turn_back(
        "Return, no money came", paid, paying, by=(AF, PL), side=Side.OPENER, reports=SEEN, stops=(CONFIRM,),
        voids_pause=(PAY,), voids=(PAID,), tells=EVERYBODY)
    pass_over_receipt = Step(
        "Close by the bank’s receipt, not confirmed", paid, closed, by=(AF, PL), side=Side.OTHER,
        when=(receipt_overdue,), why=True, stops=(CONFIRM, PAY), tells=EVERYBODY, aside=True)
    # 12.6 is netted with nothing by itself: the agency proposes it, and the provider agrees.
    propose_netting = Step(
        "Propose to net it with penalties", demanded, netting, **DEBTOR, when=(of_late_payment, nettable),
        stops=(ANSWER,), starts=(ANSWER,), tells=EVERYBODY, aside=True)
    agree_netting = Step(
        "Agree to net it with penalties", netting, netted, **CREDITOR, when=(nettable,), stops=(ANSWER,),
        tells=EVERYBODY, grave=True)
    decline_netting = Step(
        "Do not net it", netting, demanded, **CREDITOR, why=True, stops=(ANSWER,), starts=(ANSWER,), tells=EVERYBODY,
        refuses=True, phrases=("Please pay it by itself.",))
# fmt: on
