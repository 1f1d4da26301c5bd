"""Acceptance of the service 验收 (6, 12.5)."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import recurring, stages
from tickets.lifecycle.bounds import NEXT_WORKING_DAY, OPENED, TERM_ENDS, TODAY, in_days, not_after, not_before
from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.duties import CONFIRM, CORRECT, Clock, Sort
from tickets.lifecycle.endorsements import FAILED_AGAIN, FINDINGS
from tickets.lifecycle.fields import SENTENCE, Day, LongText, Text, last_day_of_term, today
from tickets.lifecycle.guards import people
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import BOTH, OUTSIDE, SUPPLEMENT, Paper, Slot
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PD, PE, PL, PROVIDER, SA
from tickets.lifecycle.questions import COMPLETE, MISSING
from tickets.lifecycle.recurring import Recurring
from tickets.lifecycle.reports import DONE, SEEN
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.lifecycle.tables import Table
from tickets.policy.known import Parameter
from tickets.policy.types import Party, PauseReason

#: Both count from the last day of the service, whenever the order is opened; the second rests until there is an
#: application (M90).
APPLY: Final = Clock("acceptance.apply")
EXAMINE: Final = Clock("acceptance.examine")
UNAPPLIED: Final = EXAMINE.because(PauseReason.AWAITING_APPLICATION)
INCOMPLETE: Final = EXAMINE.because(PauseReason.MATERIALS_INCOMPLETE)
#: The fifteen days of 6.2: a second failure begins no new ones (M91).
RECTIFY: Final = Clock("acceptance.correct", sort=Sort.CORRECT)
RECHECK: Final = Clock("acceptance.recheck", sort=Sort.CONFIRM)
ITEMS: Final = Clock("acceptance.items")

#: How far ahead the day may lie by which the open items are done, in days.
LONGEST: Final = Parameter("acceptance.items_days", 1, 365, otherwise=90, since=2)
PERIOD_TO: Final = Day(
    "Last day of the service accepted",
    within=(not_before(TERM_ENDS), not_after(TERM_ENDS)),
    example=last_day_of_term,
    required=False,
    name="period_to",
)
HELD_ON: Final = Day(
    "Acceptance held on", within=(not_before(OPENED), not_after(TODAY)), example=today(), name="held_on"
)
OPEN_ITEMS: Final = Table(
    "Open items",
    (Text("Open item", example="运维手册补充附录", name="open_item"),),
    example=[{"open_item": "运维手册补充附录"}],
    name="left_open",
)
ITEMS_BY: Final = Day(
    "Open items to be done by",
    within=(
        not_before(NEXT_WORKING_DAY),
        not_after(in_days("latest_items", "the farthest day for which open items may be left", LONGEST)),
    ),
    example=today(20),
    name="items_by",
)
DEFECTS: Final = LongText("What does not meet the contract", example=SENTENCE, name="defects")
FAIL_NOTICE: Final = Slot(
    "Notice of failed acceptance",
    name="fail_notice",
    paper=Paper(
        title="Notice of failed acceptance",
        says="The service rendered under %(contract)s has not passed its acceptance, for what is named below. Put it"
        " right within the time agreed and hand it in again by work order %(number)s.",
        by=(Party.AGENCY,),
        to=Party.PROVIDER,
        numbered=True,
    ),
)


def _there_already(scene: Scene) -> Mapping[str, object]:
    return {"number": scene.facts.accepting}


@guard(
    _("The service of this contract is accepted by %(number)s. Go on there."),
    Ask.TYPED,
    at=PERIOD_TO,
    names=_there_already,
)
def accepted_once(scene: Scene) -> bool:
    return not scene.facts.accepting


def _overdue(scene: Scene, clock: Clock) -> bool:
    found = scene.clock(clock)
    return found is not None and found.open and found.late


@guard(_("The time for the application, or for its missing material, is not over yet."))
def apply_or_supply_overdue(scene: Scene) -> bool:
    return _overdue(scene, APPLY) or _overdue(scene, CORRECT)


not_finder: Final = people.apart_from(
    FINDINGS, "not_finder", _("Whoever handed in the findings does not conclude as well: another lead does.")
)


@guard(_("It has failed once only: the provider may put it right and hand it in again."))
def failed_twice(scene: Scene) -> bool:
    return scene.endorsed(FAILED_AGAIN) is not None


@guard(_("The time for putting it right is not over yet."))
def correct_overdue(scene: Scene) -> bool:
    return _overdue(scene, RECTIFY)


#: What follows of itself, where the contract has it: the day after the last of the service, unless people were quicker.
OPENED_AT_END: Final = Recurring(
    name="acceptance.opened",
    title=_("Acceptance of the service of the whole term"),
    switch=recurring.switched("acceptance.opened"),
    periods=recurring.end,
    answers=lambda period: {PERIOD_TO.name: period.last},
    same=(),
    owed=True,
)


# fmt: off
class ServiceAcceptance(Kind):
    """The service of the whole term is accepted once. What was open at a pass is listed, and done by a day."""

    kind, position = "acceptance", 108
    title = "Acceptance of the service"
    help = "The term is over: the provider applies for acceptance, the agency examines and concludes."
    path = (
        stages.APPLICATION, stages.EXAMINATION, stages.RECTIFYING, stages.OPEN_ITEMS, stages.CLOSING)
    system_required = False
    one_by_one = True
    after_term = AfterTerm.ALWAYS
    parameters = (LONGEST, OPENED_AT_END.switch)
    checks = (accepted_once,)
    recurs = (OPENED_AT_END,)
    known = {PERIOD_TO: lambda scene: scene.facts.term_ends}

    acceptance_note = LongText("Notes on the acceptance", example=None, required=False)
    opening = Opening(
        by=(PD, PL), asks=(PERIOD_TO, acceptance_note), starts=(APPLY, EXAMINE), pauses=(UNAPPLIED,))

    findings_text = LongText("Findings of the acceptance", example=SENTENCE)
    items_done = LongText("Items that are done", example=SENTENCE)
    items_left = LongText("Items that are still open", example=SENTENCE)

    acceptance_request = Slot("Application for acceptance", paper=Paper(
        title="Application for acceptance",
        says="The service under %(contract)s has been rendered to the day named below. We apply for its acceptance and"
        " hand in the material agreed; the reports are in the service.",
        by=(Party.PROVIDER,), to=Party.AGENCY, numbered=True,
    ))
    acceptance_minutes = Slot("Minutes of the acceptance", paper=Paper(
        title="Minutes of the acceptance",
        says="The service under %(contract)s was examined in the presence of both sides as follows.",
        by=BOTH, columns=("What was examined", "What was found", "Meets the contract", "Remarks"),
    ))
    acceptance_certificate = Slot("Certificate of acceptance", paper=Paper(
        title="Certificate of acceptance",
        says="The service rendered under %(contract)s has passed its acceptance. What is still open is named below,"
        " with the day by which it is done.",
        by=BOTH, numbered=True,
    ))
    fail_notice = FAIL_NOTICE
    correction_record = Slot("Record of correction", paper=OUTSIDE)
    items_proof = Slot("Proof of items done", paper=OUTSIDE)

    applying = State("Awaiting the application for acceptance", stages.APPLICATION)
    checking = State("Material for acceptance being checked", stages.APPLICATION)
    supplying = State("Awaiting missing material", stages.APPLICATION)
    examining = State("Being examined", stages.EXAMINATION)
    concluding = State("Awaiting the conclusion", stages.EXAMINATION)
    correcting = State("Being put right after acceptance", stages.RECTIFYING)
    rechecking = State("Awaiting the second examination", stages.RECTIFYING)
    open_items = State("Open items being done", stages.OPEN_ITEMS)
    checking_items = State("Open items being checked", stages.OPEN_ITEMS)
    closed = State("Accepted", stages.CLOSING, final=True)
    rejected = State("Not accepted", stages.CLOSING, final=True)
    cancelled = CANCELLED

    apply_acceptance = Step(
        "Apply for acceptance", applying, checking, by=(PL,), reports=DONE,
        needs=(acceptance_request,), stops=(APPLY,), resumes=(EXAMINE,), tells=(*AGENCY, SA))
    return_material = turn_back(
        "Return the material", checking, supplying, by=AGENCY, asks=(MISSING,),
        pauses=(INCOMPLETE,), starts=(CORRECT,), tells=(PL, PD))
    supply_material = Step(
        "Supply the material", supplying, checking, by=(PD, PL), reports=DONE,
        needs=(SUPPLEMENT,), stops=(CORRECT,), resumes=(EXAMINE,))
    start_unasked = Step(
        "Examine without an application", (applying, supplying), examining, by=(AL,),
        when=(apply_or_supply_overdue,), why=True, stops=(APPLY, CORRECT), resumes=(EXAMINE,),
        tells=(*PROVIDER, SA), aside=True)
    accept_material = Step(
        "Material is complete", checking, examining, by=AGENCY, asks=(COMPLETE,), tells=(PL,))
    submit_findings = Step(
        "Hand in the findings", examining, concluding, by=(AC,), asks=(HELD_ON, findings_text),
        needs=(acceptance_minutes,), grants=(FINDINGS,))
    return_findings = turn_back(
        "Return the findings", concluding, examining, by=(AL,), voids=(FINDINGS,))
    pass_acceptance = Step(
        "Passed", concluding, closed, by=(AL,), when=(people.not_author, not_finder),
        needs=(acceptance_certificate,), stops=(EXAMINE,), tells=(AF, *PROVIDER, SA, AO), grave=True)
    pass_with_items = Step(
        "Passed, with open items", concluding, open_items, by=(AL,), when=(people.not_author, not_finder),
        asks=(OPEN_ITEMS, ITEMS_BY), needs=(acceptance_certificate,), stops=(EXAMINE,), starts=(ITEMS,),
        tells=(AF, *PROVIDER, SA, AO), grave=True)
    fail_acceptance = Step(
        "Failed", concluding, correcting, by=(AL,), when=(not_finder,), asks=(DEFECTS,), needs=(fail_notice,),
        stops=(EXAMINE,), starts=(RECTIFY,), tells=(AF, *PROVIDER, SA), refuses=True, grave=True,
        phrases=("Not passed: see the findings. Put them right in time.",))
    hand_in_again = Step(
        "Hand in for acceptance again", correcting, rechecking, by=(PL,), reports=DONE,
        needs=(correction_record,), pauses=(RECTIFY,), starts=(RECHECK,), tells=(*AGENCY, SA))
    pass_recheck = Step(
        "Passed the second examination", rechecking, closed, by=(AL,), when=(people.not_author,),
        needs=(acceptance_certificate,), stops=(RECHECK, RECTIFY), tells=(AF, *PROVIDER, SA, AO), grave=True)
    pass_recheck_with_items = Step(
        "Passed the second examination, with open items", rechecking, open_items, by=(AL,), when=(people.not_author,),
        asks=(OPEN_ITEMS, ITEMS_BY), needs=(acceptance_certificate,), stops=(RECHECK, RECTIFY), starts=(ITEMS,),
        tells=(AF, *PROVIDER, SA, AO), grave=True)
    fail_recheck = turn_back(
        "Failed the second examination", rechecking, correcting, by=(AL,), reports=SEEN, asks=(DEFECTS,),
        stops=(RECHECK,), voids_pause=(RECTIFY,), grants=(FAILED_AGAIN,), tells=(*PROVIDER, SA), counted=True)
    reject_acceptance = Step(
        "End as not accepted", correcting, rejected, by=(AL,), when=(failed_twice, correct_overdue), why=True,
        needs=(fail_notice,), cancels=ALL, tells=(AF, *PROVIDER, SA, AO), aside=True, grave=True)
    report_items = Step(
        "Report items as done", open_items, checking_items, by=(PE, PL), reports=DONE, when=(people.mine,),
        asks=(items_done,), needs=(items_proof,), pauses=(ITEMS,), starts=(CONFIRM,))
    return_items = turn_back(
        "Return, items not done", checking_items, open_items, by=AGENCY, reports=SEEN,
        stops=(CONFIRM,), voids_pause=(ITEMS,), tells=(PL,))
    close_some = Step(
        "Strike off some of the items", checking_items, open_items, by=AGENCY, asks=(items_left,),
        stops=(CONFIRM,), resumes=(ITEMS,), tells=(PL,))
    close_items = Step(
        "Strike off all items and close", checking_items, closed, by=AGENCY, asks=(COMPLETE,),
        stops=(CONFIRM, ITEMS), tells=(AF, *PROVIDER, SA))
    cancel_acceptance = Step(
        "End the acceptance", (applying, supplying), cancelled, by=(AL,), why=True, cancels=ALL,
        tells=(*PROVIDER, SA), aside=True)
# fmt: on
