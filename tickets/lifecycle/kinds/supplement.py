"""Supplementary contract 补充合同 (3.5, 17, 20.2): one text, both signatures, then an edition that carries it."""

from typing import Any, Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import OPENED, SWITCHED_BY, TODAY, not_after, not_before
from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.duties import APPROVE, CORRECT, Clock
from tickets.lifecycle.endorsements import APPROVAL, SUPPLEMENT_COUNTERSIGNED, SUPPLEMENT_SIGNED
from tickets.lifecycle.fields import SENTENCE, Choice, Day, LongText, Text, today
from tickets.lifecycle.guards import people
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import BOTH, OUTSIDE, Paper, Slot
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PL, PROVIDER, SA
from tickets.lifecycle.questions import AMOUNT
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import Drafted
from tickets.lifecycle.stages import CLOSING
from tickets.lifecycle.steps import ALL, Side, State, Step, turn_back
from tickets.lifecycle.tables import Table
from tickets.lifecycle.topics import Topic

ANSWER: Final = Clock("supplement.answer")
SIGN: Final = Clock("supplement.sign")
RELEASE: Final = Clock("supplement.release")

EFFECTIVE_ON: Final = Day(
    "Takes effect on", within=(not_before(TODAY), not_after(SWITCHED_BY)), example=today(), name="takes_effect_on"
)
#: What the edition names it by, once it is loaded.
NUMBER: Final = Text("Number of the supplementary contract", example="BC-2026-0002", name="supplement_no")


@guard(_("Whoever signed for the other side does not sign here as well."), Ask.WHO)
def not_signer(scene: Scene) -> bool:
    signed = scene.endorsed(SUPPLEMENT_SIGNED)
    return signed is None or scene.persons.isdisjoint(signed.persons)


@guard(_("Whoever signed last does not confirm the edition as well."), Ask.WHO)
def not_countersigner(scene: Scene) -> bool:
    signed = scene.endorsed(SUPPLEMENT_COUNTERSIGNED)
    return signed is None or scene.persons.isdisjoint(signed.persons)


def _number(scene: Scene) -> str:
    signed = scene.endorsed(SUPPLEMENT_COUNTERSIGNED)
    return (signed.value(NUMBER) if signed is not None else None) or ""


@guard(
    _(
        "No edition of the contract that is in force names the supplementary contract %(number)s. Have one proposed and"
        " released by two administrators first; until then the old duties run on."
    ),
    names=lambda scene: {"number": _number(scene) or "—"},
)
def edition_loaded(scene: Scene) -> bool:
    return _number(scene) in scene.facts.supplements


LEADS: Final = (AL, PL)
EVERYBODY: Final = (*AGENCY, *PROVIDER, SA)
OPEN_TO_BOTH: Final[dict[str, Any]] = {"by": LEADS, "why": True, "refuses": True, "cancels": ALL, "tells": EVERYBODY}


# fmt: off
class SupplementaryContract(Kind):
    """Agreed on as one text, signed by the leads of both sides, and in force once an edition of the contract names it
    (M108). Until then every old duty runs on (17). What one change needs beyond the contract is signed on that change.
    """

    kind, position = "supplement", 121
    title = "Supplementary contract"
    help = "The contract is to read otherwise: quantities, term, price, parameters or how a clause is understood."
    path = (stages.APPLICATION, stages.NEGOTIATION, stages.SIGNING, stages.NEW_EDITION, CLOSING)
    system_required = False
    after_term = AfterTerm.DURING_SWITCHOVER

    supplement_subject = Choice("What it is about", example="parameters", options={
        "quantity": "Quantities", "term": "Term", "price": "Price", "fee_allocation": "Split of the fee by systems",
        "important_systems": "Important systems", "parameters": "Parameters", "interpretation": "Interpretation",
        "other": "Something else"})
    supplement_text = LongText("What is to be agreed", example=SENTENCE)
    affects = Table(
        "Clauses that read otherwise", (Text("Clause", example="扩容", name="affected_clause"),),
        example=None, required=False)
    opening = Opening(
        by=(AC, PL), asks=(supplement_subject, supplement_text, EFFECTIVE_ON, AMOUNT.optional(example=None), affects),
        topics=(
            Topic("What is to be agreed", (supplement_subject, supplement_text, affects)),
            Topic("From when, for how much", (EFFECTIVE_ON, AMOUNT.optional(example=None)))))

    contract_signed_on = Day("Signed on", within=(not_before(OPENED), not_after(TODAY)), example=today())

    supplement_proposal = Slot("Draft of the supplementary contract", paper=Paper(
        title="Supplementary contract (draft)",
        says="To %(contract)s both sides agree as follows. It takes effect on the day named below; until then what was"
        " agreed before holds. Where it differs from the contract, it prevails.",
        by=BOTH, numbered=True, columns=("Clause", "As it reads now", "As it is to read", "Remarks"),
    ))
    signed_by_one = Slot("Copy signed by one side", paper=OUTSIDE)
    supplement_signed = Slot("Supplementary contract signed by both", paper=OUTSIDE)

    drafting = Drafted(planned=EFFECTIVE_ON)
    answering = State("Awaiting the other side’s answer", stages.NEGOTIATION)
    revising = State("Text being changed", stages.NEGOTIATION, editable=True)
    signing = State("Awaiting the other side’s signature", stages.SIGNING)
    countersigning = State("Awaiting our own signature", stages.SIGNING)
    releasing = State("Awaiting the new edition", stages.NEW_EDITION)
    closed = State("In force", CLOSING, final=True)
    not_agreed = State("Not agreed", CLOSING, final=True)

    submit = drafting.submit.changed(side=Side.OPENER)
    discard = drafting.discard.changed(by=(AC, PL), side=Side.OPENER)
    propose = Step(
        "Propose to the other side", drafting.approving, answering, by=(AL,),
        when=(people.not_author, *drafting.ahead), needs=(supplement_proposal,),
        stops=(APPROVE,), starts=(ANSWER,), grants=(APPROVAL,), tells=(*PROVIDER, AF, SA))
    propose_provider = Step(
        "Propose to the agency", drafting.draft, answering, by=(PL,), side=Side.OPENER,
        when=(people.own_draft, *drafting.ahead), needs=(supplement_proposal,), starts=(ANSWER,),
        tells=(*AGENCY, AF, SA))
    request_changes = turn_back(
        "Ask for another text", answering, revising, by=LEADS, side=Side.OTHER,
        stops=(ANSWER,), starts=(CORRECT,), tells=EVERYBODY,
        phrases=("The text does not say from when on it holds and what it replaces.",))
    revise = Step(
        "Hand in the changed text", revising, answering, by=LEADS, side=Side.OPENER, when=drafting.ahead,
        needs=(supplement_proposal,), stops=(CORRECT,), starts=(ANSWER,), tells=EVERYBODY)
    agree_text = Step(
        "Agree to the text", answering, signing, by=LEADS, side=Side.OTHER,
        stops=(ANSWER,), starts=(SIGN,), tells=EVERYBODY)
    sign = Step(
        "Sign", signing, countersigning, by=LEADS, side=Side.OTHER, needs=(signed_by_one,),
        stops=(SIGN,), starts=(SIGN,), grants=(SUPPLEMENT_SIGNED,), tells=EVERYBODY, grave=True)
    countersign = Step(
        "Countersign", countersigning, releasing, by=LEADS, side=Side.OPENER, when=(not_signer,),
        asks=(NUMBER, contract_signed_on), needs=(supplement_signed,),
        stops=(SIGN,), starts=(RELEASE,), grants=(SUPPLEMENT_COUNTERSIGNED,), tells=(*EVERYBODY, AF), grave=True)
    release_edition = Step(
        "Confirm the new edition as in force", releasing, closed, by=(AF, AL),
        when=(not_countersigner, edition_loaded), stops=(RELEASE,), tells=(*EVERYBODY, AO))
    # The offer may be dropped by either side until both have signed.
    no_agreement = Step(
        "No agreement reached", (answering, revising, signing, countersigning), not_agreed,
        phrases=("The two sides did not agree on a supplement.",), aside=True, **OPEN_TO_BOTH)
# fmt: on
