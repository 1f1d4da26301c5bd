"""Rectification 整改 (8.1, 12.4, annexes 2 and 3)."""

from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import NEXT_WORKING_DAY, TODAY, after, in_days, not_after, not_before, recorded
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.duties import APPROVE, Clock, Sort
from tickets.lifecycle.effects import RESTATE
from tickets.lifecycle.endorsements import ACKNOWLEDGED, APPROVAL, OBJECTED, RULED, SUPERVISED
from tickets.lifecycle.fields import SENTENCE, Choice, Day, LongText, today
from tickets.lifecycle.guards import content, people, scope
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import EVIDENCE, OUTSIDE, Paper, Slot
from tickets.lifecycle.parties import AC, AF, AGENCY, AL, AO, PD, PE, PL, PROVIDER, SA
from tickets.lifecycle.questions import ALSO, COMPLETE, RELATED
from tickets.lifecycle.reports import DONE, SEEN, SERVED, Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED, Drafted
from tickets.lifecycle.stages import CLOSING
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.lifecycle.topics import Topic
from tickets.policy.known import Parameter
from tickets.policy.types import Party

#: Ground of a notice that the supervisor issued, or for which it gave cause.
BY_SUPERVISOR: Final = "supervisor_notice"
CURE: Final = Clock("rectification.cure")
REVIEW: Final = Clock("rectification.review", sort=Sort.CONFIRM)
#: Who rules on an objection depends on whose notice it is: nobody rules on their own.
RULE: Final = Clock("rectification.rule", sort=Sort.DECIDE)
RULE_AUTHORITY: Final = Clock("rectification.rule_authority", sort=Sort.DECIDE)

#: How far ahead the limit of a notice may lie, in days.
LONGEST: Final = Parameter("rectification.longest_days", 1, 365, otherwise=180, since=2)
LATEST: Final = not_after(in_days("latest_cure", "the farthest day for which a limit may be set", LONGEST))
DUE_ON: Final = Day(
    "To be put right by", within=(not_before(NEXT_WORKING_DAY), LATEST), example=today(20), name="due_on"
)
#: A later day than the one that the notice has named so far.
EXTENDED_TO: Final = DUE_ON.bounded(
    after(recorded(DUE_ON, "the limit so far")), not_before(NEXT_WORKING_DAY), LATEST
).changed(example=today(40))
#: What is judged once more when the notice is sent on: its last day is not over.
STILL_AHEAD: Final = DUE_ON.bounded(not_before(TODAY))
SERVED_BY_SUPERVISOR: Final = Report(answered_by=Party.PROVIDER, telling=True)


def _supervised(scene: Scene) -> bool:
    return scene.endorsed(SUPERVISED) is not None


@condition
def of_the_agency(scene: Scene) -> bool:
    return not _supervised(scene)


@condition
def of_the_supervisor(scene: Scene) -> bool:
    return _supervised(scene)


@guard(_("Only the side that issued this notice may do this."), Ask.WHO)
def issuer(scene: Scene) -> bool:
    return (SA in scene.roles) is _supervised(scene)


@guard(_("The agency issued this notice and concludes it."), Ask.WHO)
def issuer_side(scene: Scene) -> bool:
    """The agency concludes the supervisor's notices too: a lone auditor may not judge on a notice of their own."""
    return SA not in scene.roles or _supervised(scene)


@guard(_("The supervisor rules on a notice of the agency, the authority on one of the supervisor."), Ask.WHO)
def ruler(scene: Scene) -> bool:
    return (AO in scene.roles) is _supervised(scene)


def _objection_open(scene: Scene) -> bool:
    return scene.endorsed(OBJECTED) is not None and scene.endorsed(RULED) is None


@guard(_("No objection is waiting for a ruling."))
def ruling_open(scene: Scene) -> bool:
    return _objection_open(scene)


@guard(_("An objection must be ruled on first."))
def no_open_rule(scene: Scene) -> bool:
    return not _objection_open(scene)


@guard(_("The limit of the notice has not run out, or what it asks for was reported within it."))
def cure_overdue(scene: Scene) -> bool:
    clock = scene.clock(CURE)
    return clock is not None and clock.open and clock.late


# fmt: off
class Rectification(Kind):
    """The provider puts right what agency or supervisor found, by a day; an objection to the notice stops nothing."""

    kind, position = "rectification", 112
    title = "Notice to rectify"
    help = "Something is not as the contract asks; the provider is to put it right by a day."
    path = (stages.APPLICATION, stages.RECTIFYING, stages.CONFIRMATION, CLOSING)
    system_required = False
    after_term = AfterTerm.DURING_SWITCHOVER
    parameters = (LONGEST,)
    checks = (scope.running(ALSO), content.related_known)

    rectify_ground = Choice("Ground for the notice", example="inspection", options={
        BY_SUPERVISOR: "Notice of the supervisor", "key_staff_absent": "Key staff absent from a major event",
        "staff_short": "Fewer staff than promised", "assessment": "Monthly assessment", "inspection": "Inspection",
        "drill": "Drill", "other": "Other ground"})
    demand = LongText("What is to be put right", example=SENTENCE)
    opening = Opening(
        by=(AC, SA), asks=(rectify_ground, demand, ALSO, DUE_ON, RELATED),
        topics=(
            Topic("What is to be put right", (rectify_ground, demand, DUE_ON)),
            Topic("What it concerns", (ALSO, RELATED))))

    rectification_notice = Slot("Notice to rectify", paper=Paper(
        title="Notice to rectify",
        says="What is named below is not as %(contract)s asks. Put it right by the day named below and report in"
        " writing; an objection to this notice may be entered in work order %(number)s.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
    ))
    supervision_notice = Slot("Supervisor’s notice to rectify", paper=Paper(
        title="Supervisor’s notice to rectify",
        says="In supervising %(contract)s we found what is named below. Put it right by the day named below and report"
        " in writing; an objection to this notice may be entered in work order %(number)s.",
        by=(Party.SUPERVISOR,), to=Party.PROVIDER, numbered=True,
    ))
    correction_record = Slot("Record of correction", paper=OUTSIDE)
    decision = Slot("Written ruling", paper=OUTSIDE)
    review_record = Slot("Record of the review", paper=Paper(
        title="Record of the review of a notice to rectify",
        says="The limit of the notice under work order %(number)s has run out. What was asked for and what was found:",
        by=(Party.AGENCY, Party.SUPERVISOR),
        columns=("What was asked for", "What was found", "Remarks"),
    ))

    _drafting = Drafted(planned=STILL_AHEAD, takes=(EVIDENCE,))
    drafting = _drafting
    rectifying = State("Being put right", stages.RECTIFYING)
    checking = State("Awaiting the review", stages.CONFIRMATION)
    closed = State("Put right", CLOSING, final=True)
    not_cured = State("Found not put right", CLOSING, final=True)
    cancelled = CANCELLED

    submit = _drafting.submit.also(when=(people.own_draft,))
    discard = _drafting.discard.changed(by=(AC, SA), when=(people.own_draft,))
    issue = Step(
        "Issue the notice to rectify", _drafting.approving, rectifying, by=(AL,), reports=SERVED,
        when=(people.not_author, *_drafting.ahead), needs=(rectification_notice,),
        stops=(APPROVE,), starts=(CURE,), grants=(APPROVAL,), tells=(PL, PD, SA))
    issue_supervision = Step(
        "Issue the supervisor’s notice", _drafting.draft, rectifying, by=(SA,), reports=SERVED_BY_SUPERVISOR,
        when=(people.own_draft, *_drafting.ahead), needs=(supervision_notice,),
        starts=(CURE,), grants=(SUPERVISED,), tells=(PL, PD, *AGENCY, AO))
    acknowledge = Step(
        "Confirm receipt", rectifying, None, by=(PD, PL), reports=DONE,
        when=(people.once(ACKNOWLEDGED),), grants=(ACKNOWLEDGED,), tells=(*AGENCY, SA), aside=True)
    object = Step(
        "Object to the notice", rectifying, None, by=(PL,), when=(people.once(OBJECTED),), why=True,
        takes=(EVIDENCE,), starts=(RULE.when(of_the_agency), RULE_AUTHORITY.when(of_the_supervisor)),
        grants=(OBJECTED,), tells=(*AGENCY, SA, AO), aside=True)
    uphold = Step(
        "Uphold the notice", (rectifying, checking), None, by=(SA, AO),
        when=(ruler, people.not_author, ruling_open), why=True, stops=(RULE, RULE_AUTHORITY), grants=(RULED,),
        tells=(*AGENCY, *PROVIDER, SA), aside=True)
    annul = Step(
        "Annul the notice", (rectifying, checking), cancelled, by=(SA, AO),
        when=(ruler, people.not_author, ruling_open), why=True, needs=(decision,), stops=(RULE, RULE_AUTHORITY),
        cancels=ALL, tells=(*AGENCY, *PROVIDER, SA), aside=True)
    report_cured = Step(
        "Report as put right", rectifying, checking, by=(PE, PL), reports=DONE,
        when=(people.mine,), needs=(correction_record,), pauses=(CURE,), starts=(REVIEW,), tells=(SA,))
    return_cure = turn_back(
        "Return, not put right", checking, rectifying, by=(*AGENCY, SA), reports=SEEN, when=(issuer_side,),
        stops=(REVIEW,), voids_pause=(CURE,), tells=(*AGENCY, SA))
    confirm_cured = Step(
        "Confirm as put right and close", checking, closed, by=(AL, SA), reports=DONE,
        when=(issuer_side, people.not_author), asks=(COMPLETE,), stops=(REVIEW, CURE), cancels=(RULE, RULE_AUTHORITY),
        tells=(*AGENCY, SA))
    extend = Step(
        "Extend the limit", rectifying, None, by=(AL, SA), when=(issuer,), asks=(EXTENDED_TO,), why=True,
        cancels=(CURE,), starts=(CURE,), does=(RESTATE,), tells=(*AGENCY, *PROVIDER, SA), aside=True)
    find_not_cured = Step(
        "Find it not put right", (rectifying, checking), not_cured, by=(AL, SA),
        when=(issuer_side, people.not_author, cure_overdue, no_open_rule), why=True, needs=(review_record,),
        cancels=ALL, tells=(*AGENCY, AF, *PROVIDER, SA, AO), finds=True, aside=True, grave=True)
    withdraw_notice = Step(
        "Withdraw the notice to rectify", (rectifying, checking), cancelled, by=(AL, SA), when=(issuer,), why=True,
        cancels=ALL, tells=(*AGENCY, *PROVIDER, SA), aside=True)
# fmt: on
