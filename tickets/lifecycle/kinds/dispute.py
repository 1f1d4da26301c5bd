"""Dispute 争议 (16): the leads of both sides talk first; what they cannot settle goes to the court."""

from typing import Any, ClassVar, Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import OPENED, TODAY, not_after, not_before
from tickets.lifecycle.conditions import guard
from tickets.lifecycle.duties import Clock
from tickets.lifecycle.endorsements import OFFER
from tickets.lifecycle.fields import SENTENCE, Day, LongText, Text, today
from tickets.lifecycle.guards import content
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import AGREEMENT, OUTSIDE, Slot
from tickets.lifecycle.parties import AF, AGENCY, AL, PL, PROVIDER, SA
from tickets.lifecycle.questions import AMOUNT, PROGRESS_MADE, RELATED
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.stages import CLOSING
from tickets.lifecycle.steps import ALL, Side, State, Step
from tickets.lifecycle.topics import Topic

ANSWER: Final = Clock("dispute.answer")
NEGOTIATE: Final = Clock("dispute.negotiate")
UPDATE: Final = Clock("dispute.update")


@guard(_("The other side still has time to answer."))
def answer_overdue(scene: Scene) -> bool:
    clock = scene.clock(ANSWER)
    return clock is not None and clock.open and clock.late


@guard(_("The other side has offered no terms that could be settled on."))
def other_side_offered(scene: Scene) -> bool:
    """Nobody settles on the terms of their own side."""
    offer = scene.endorsed(OFFER)
    return offer is not None and offer.unit not in scene.units


LEADS: Final = (AL, PL)
EVERYBODY: Final = (*AGENCY, *PROVIDER, SA)
SETTLED: Final[dict[str, Any]] = {
    "when": (other_side_offered,), "needs": (AGREEMENT,), "cancels": ALL, "tells": (*EVERYBODY, AF)}  # fmt: skip


# fmt: off
class Dispute(Kind):
    """Answered, talked over, settled by the leads of both sides, or judged by the court. It stops no duty (M105)."""

    kind, position = "dispute", 122
    title = "Dispute"
    help = "The parties differ about the contract, and their leads have not come to one mind yet."
    path = (stages.RESPONSE, stages.NEGOTIATION, stages.COURT, CLOSING)
    system_required = False
    after_term = AfterTerm.ALWAYS
    checks = (content.related_known,)

    dispute_about = LongText("What is in dispute", example=SENTENCE)
    relief = LongText("What is asked for", example=SENTENCE)
    opening = Opening(
        by=LEADS, asks=(dispute_about, relief, RELATED, AMOUNT.optional(example=None)), starts=(ANSWER,),
        topics=(
            Topic("What is in dispute", (dispute_about, relief)),
            Topic("What it concerns", (RELATED, AMOUNT.optional(example=None)))))

    reply = LongText("Answer to it", example=SENTENCE)
    offer = LongText("Terms offered", example=SENTENCE)
    court = Text("Court", example="示例区人民法院")
    case_no = Text("Number of the case", example=None, required=False)
    judged_on = Day("Final since", within=(not_before(OPENED), not_after(TODAY)), example=today())
    ruling = LongText("What was ruled", example=SENTENCE)

    complaint = Slot("Statement of claim", paper=OUTSIDE)
    judgment = Slot("Final judgment", paper=OUTSIDE)
    _judged: ClassVar[dict[str, Any]] = {
        "asks": (judged_on, ruling), "needs": (judgment,), "cancels": ALL, "tells": (*EVERYBODY, AF), "grave": True}

    answering = State("Awaiting the other side’s answer", stages.RESPONSE)
    negotiating = State("Being talked over", stages.NEGOTIATION)
    litigating = State("Before the court", stages.COURT)
    closed = State("Settled or judged", CLOSING, final=True)
    withdrawn = State("Withdrawn", CLOSING, final=True)

    answer = Step(
        "Answer the dispute", answering, negotiating, by=LEADS, side=Side.OTHER, asks=(reply,),
        stops=(ANSWER,), starts=(NEGOTIATE,), tells=EVERYBODY)
    # The contract asks for talks first: nobody goes to the court before they were offered in vain.
    go_on = Step(
        "Take up talks without an answer", answering, negotiating, by=LEADS, side=Side.OPENER, when=(answer_overdue,),
        why=True, stops=(ANSWER,), starts=(NEGOTIATE,), tells=EVERYBODY, aside=True)
    settle = Step(
        "Settle on their terms", (negotiating, litigating), closed, by=LEADS, side=Side.OPENER, **SETTLED)
    settle_as_offered = Step(
        "Settle on the terms offered", (negotiating, litigating), closed, by=LEADS, side=Side.OTHER, aside=True,
        **SETTLED)
    go_on_talking = Step(
        "Go on talking", negotiating, None, by=LEADS, side=Side.OPENER, why=True,
        stops=(NEGOTIATE,), starts=(NEGOTIATE,), tells=EVERYBODY, ripens=NEGOTIATE)
    propose_terms = Step(
        "Offer terms", (negotiating, litigating), None, by=LEADS, asks=(offer,), grants=(OFFER,), tells=EVERYBODY,
        aside=True)
    go_to_court = Step(
        "Go to the court", negotiating, litigating, by=LEADS, side=Side.OPENER, asks=(court, case_no),
        why=True, needs=(complaint,), cancels=(NEGOTIATE,), starts=(UPDATE,), tells=EVERYBODY, grave=True,
        ripens=NEGOTIATE)
    update = Step(
        "Record the course of the case", litigating, None, by=LEADS, side=Side.OPENER, asks=(PROGRESS_MADE,),
        stops=(UPDATE,), starts=(UPDATE,), tells=EVERYBODY, ripens=UPDATE)
    record_judgment = Step(
        "Record the final judgment", litigating, closed, by=LEADS, side=Side.OPENER, ripens=UPDATE, **_judged)
    hand_in_judgment = Step(
        "Hand in the final judgment", litigating, closed, by=LEADS, side=Side.OTHER, aside=True, **_judged)
    withdraw = Step(
        "Withdraw", (answering, negotiating, litigating), withdrawn, by=LEADS, side=Side.OPENER, why=True,
        cancels=ALL, tells=EVERYBODY, aside=True)
# fmt: on
