"""Switchover 切换 (13.3)."""

from collections.abc import Mapping
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import TERM_ENDS, TODAY_OR_TERM, not_after, not_before
from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.duties import APPROVE, Clock
from tickets.lifecycle.effects import RECORD_END, USE_RIGHT, WITHDRAW_END
from tickets.lifecycle.endorsements import ACKNOWLEDGED, APPROVAL
from tickets.lifecycle.fields import Choice, in_term
from tickets.lifecycle.guards import content, people, scope
from tickets.lifecycle.guards.demands import effective_on_entry, effective_on_receipt
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import EVIDENCE, OUTSIDE, Paper, Slot
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PD, PL, PROVIDER, SA
from tickets.lifecycle.questions import END_DATE, EXIT_FILED_ON, EXIT_FILING_NO, SCOPE, TARGET
from tickets.lifecycle.reports import DONE, SERVED
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED, CLOSED, Drafted, MovedOut
from tickets.lifecycle.steps import ALL, Step
from tickets.lifecycle.topics import Topic
from tickets.policy.types import Party

MOVE: Final = Clock("switchover.move")

#: A contract that has run out ended when its term did.
ENDS_ON: Final = END_DATE.bounded(not_before(TODAY_OR_TERM), not_after(TERM_ENDS)).changed(example=in_term())


MOVED_OUT: Final = SCOPE.changed(since=2)
MOVES_TO: Final = TARGET.optional()
BASIS: Final = Choice("Basis", example="agreement", name="basis", options={
    "agreement": "Agreement of both parties", "12.1": "One event of level A",
    "12.2": "Three events of level B within a year", "12.4": "Not put right within the limit set",
    "15.11": "Breach of secrecy", "14.4": "Force majeure", "563": "Right to terminate by law",
    "not_renewed": "Not renewed"})  # fmt: skip


#: On these grounds a contract ends only by the right that a finding gave: basis -> ground of that right.
RIGHTS_OF: Final = {"12.1": "A", "12.2": "B", "12.4": "12.4", "15.11": "15.11"}


def term_ends(scene: Scene) -> Mapping[str, object]:
    return {"ends": date_format(scene.facts.term_ends, "DATE_FORMAT")}


@guard(_("At expiry the end date is the end of the term, %(ends)s."), Ask.TYPED, at=END_DATE, names=term_ends)
def ground_fits(scene: Scene) -> bool:
    return scene.value(Switchover.ending) != "expiry" or scene.value(ENDS_ON) == scene.facts.term_ends


@guard(_("A term that runs out is “not renewed”; to end it earlier takes another basis."), Ask.TYPED, at=BASIS)
def basis_fits(scene: Scene) -> bool:
    return (scene.value(Switchover.ending) == "expiry") is (scene.value(BASIS) == "not_renewed")


def _ending(scene: Scene) -> Mapping[str, object]:
    stands = scene.facts.ending
    return {
        "basis": BASIS.in_words(stands.basis, {}) if stands else "—",
        "ends": date_format(stands.ends, "DATE_FORMAT") if stands else "—",
        "number": stands.number if stands else "—",
    }


@guard(
    _(
        "The contract is ended already, once and for all: %(basis)s, last day %(ends)s, by order %(number)s. Break that"
        " order off first; only further systems under the same end can be added."
    ),
    names=_ending,
)
def ends_once(scene: Scene) -> bool:
    stands = scene.facts.ending
    if stands is None:
        return True
    asked = (scene.recorded(Switchover.ending), scene.recorded(BASIS), scene.recorded(END_DATE))
    # the term that runs out may have been extended since it was noticed (14.4): `ground_fits` knows its day
    ends = scene.recorded(END_DATE) if stands.act == "expiry" else stands.ends
    return asked == (stands.act, stands.basis, ends) and stands.systems.isdisjoint(scene.facts.scope)


@guard(
    _("No finding gives this right to terminate now: none was settled so, or it lapsed, was waived or is used."),
    Ask.SAID,
)
def right_found(scene: Scene) -> bool:
    """Further systems under the same end need no second right; a contract without findings knows none."""
    basis = scene.recorded(BASIS)
    if basis not in RIGHTS_OF or scene.facts.ending is not None:
        return True
    return scene.facts.rights is None or basis in scene.facts.rights


# fmt: off
class Switchover(Kind):
    """One month, at expiry or early end. Free of charge: no field for a price."""

    kind, position = "switchover", 90
    title = "Switchover"
    help = "The contract ends or is ended early and the systems move to another platform."
    path = (
        stages.APPLICATION, stages.INVENTORY, stages.HANDOVER, stages.STABILITY, stages.SHUTDOWN, stages.CLOSING)
    system_required = False
    one_by_one = True
    after_term = AfterTerm.ALWAYS
    takes_off_cloud = True
    checks = (basis_fits, *scope.SCOPED)

    ending = Choice("How it ends", {"early_end": "Early end", "expiry": "Expiry"}, example="early_end")
    basis = BASIS
    opening = Opening(
        by=(AC,), asks=(ending, basis, ENDS_ON, MOVED_OUT, MOVES_TO),
        topics=(
            Topic("How the contract ends", (ending, basis, ENDS_ON)),
            Topic("What is to be moved out", (MOVED_OUT, MOVES_TO))))

    switchover_notice = Slot("Notice of non-renewal or termination", paper=Paper(
        title="Notice of the end of the contract and of switching over",
        says="%(contract)s ends as said below. Prepare the switch-over, the move and the hand-over of data as agreed.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
    ))
    renewal = Slot("Renewal or withdrawal", paper=OUTSIDE)

    _moved_out = MovedOut(MOVE, end=CLOSED, asked_stable=(EXIT_FILING_NO, EXIT_FILED_ON))
    drafting = Drafted(planned=ENDS_ON, takes=(EVIDENCE,))
    closed, cancelled = CLOSED, CANCELLED

    issue_notice = Step(
        "Issue the notice of switchover", drafting.approving, _moved_out.inventorying, by=(AL,), reports=SERVED,
        when=(people.not_author, *drafting.ahead, ground_fits, basis_fits, ends_once, right_found),
        needs=(switchover_notice,),
        stops=(APPROVE,), starts=(MOVE.when(effective_on_entry),), grants=(APPROVAL,),
        does=(USE_RIGHT, RECORD_END), tells=(PL, AO, AF, SA), grave=True)
    acknowledge = Step(
        "Confirm receipt", _moved_out.inventorying, None, by=(PD, PL), reports=DONE,
        when=(people.once(ACKNOWLEDGED),), starts=(MOVE.when(effective_on_receipt),),
        grants=(ACKNOWLEDGED,), tells=AGENCY, aside=True)
    cancel = Step(
        "End the request", _moved_out.still_running, cancelled, by=(AL,), why=True,
        needs=(renewal,), cancels=ALL, does=(WITHDRAW_END,), tells=(*PROVIDER, AO), aside=True)

    moved_out = _moved_out
    submit_inventory = _moved_out.submit_inventory.also(starts=(MOVE.when(effective_on_receipt),))
    confirm_stable = _moved_out.confirm_stable.also(when=(content.exit_is_filed, content.exit_day_known))
# fmt: on
