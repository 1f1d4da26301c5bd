"""Onboarding 入云 (8.3, 8.4, 8.6)."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.applicant import APPLICANT, APPLICANT_TOPIC, ON_PAPER, PAPER_APPLICATION
from tickets.lifecycle.bounds import OLDEST_EVIDENCE, SEALED, TODAY, answer_to, not_after, not_before
from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.duties import CONFIRM, FILE_AHEAD, IMPLEMENT, UNDO, Clock
from tickets.lifecycle.effects import POST_LINES
from tickets.lifecycle.fields import SENTENCE, Choice, Confirmed, Day, LongText, today
from tickets.lifecycle.guards import content, people
from tickets.lifecycle.kind import Advised, Kind, Opening
from tickets.lifecycle.papers import BOTH, OUTSIDE, Paper, Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PE, PL, PROVIDER, VE
from tickets.lifecycle.questions import COMPLETE, LINES, OPEN_FINDINGS, PLANNED_DATE
from tickets.lifecycle.reports import DONE, SEEN
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CLOSED, Drafted, Filed, Undone
from tickets.lifecycle.steps import State, Step, turn_back
from tickets.lifecycle.topics import Topic
from tickets.policy.types import Party, PauseReason

ALLOCATE: Final = Clock("onboarding.allocate")
TEST: Final = Clock("onboarding.test", since="0.2.0")
TESTED_ON: Final = Day(
    "Tested on", within=(not_before(OLDEST_EVIDENCE), not_after(TODAY)), example=today(-1), name="tested_on"
)


@guard(_("This goes beyond the contract and its supplements. A supplementary contract is needed first."))
def within(scene: Scene) -> bool:
    return scene.facts.within


def _not_above_zero(scene: Scene) -> Mapping[str, object]:
    return {"rows": LINES.rows_where(scene.value(LINES), lambda quantity: quantity <= 0)}


@guard(_("Every quantity must be above zero: see row %(rows)s."), Ask.TYPED, at=LINES, names=_not_above_zero)
def lines_above_zero(scene: Scene) -> bool:
    return all(quantity > 0 for _line, quantity in LINES.quantities(scene.value(LINES)))


# fmt: off
class Onboarding(Kind):
    """Filed before work; tested before anything is deployed."""

    kind, position = "onboarding", 10
    title, help = "Onboarding", "A system moves onto the government cloud for the first time."
    path = (
        stages.APPLICATION, stages.FILING, stages.ACCEPTANCE, stages.PLANNING, stages.RESOURCES,
        stages.DEPLOYMENT, stages.CONFIRMATION, stages.CLOSING)
    checks = (content.lines_known, lines_above_zero)
    advised = (Advised(FILE_AHEAD, answer_to(PLANNED_DATE), SEALED),)

    protection_level = Choice(
        "Protection level", {"1": "Level 1", "2": "Level 2", "3": "Level 3"}, example="3")
    network_zone = Choice(
        "Network zone", {"government": "Government network", "internet": "Internet"}, example="government")
    ports = LongText("Ports", example=None, required=False)
    contacts = LongText("Posts and work phones to contact", example=SENTENCE)
    opening = Opening(
        by=(AC,),
        asks=(protection_level, LINES, network_zone, ports, PLANNED_DATE, contacts, *APPLICANT, *ON_PAPER),
        behind=ON_PAPER,
        topics=(
            Topic("System and date", (protection_level, PLANNED_DATE, contacts)),
            Topic("Resources and network", (LINES, network_zone, ports)),
            APPLICANT_TOPIC))

    tested_on = TESTED_ON
    licensed = Confirmed("All software is licensed", example=True)

    protection_proof = Slot("Proof of protection level", paper=OUTSIDE)
    project_basis = Slot("Project approval or contract", paper=OUTSIDE)
    implementation_plan = Slot("Implementation plan", paper=OUTSIDE)
    resource_list = Slot("List of delivered resources", paper=Paper(
        title="List of delivered resources",
        says="The following resources have been delivered for %(system)s; both sides have checked them.",
        by=BOTH,
        columns=("Host or resource", "Specification", "Address", "Remarks"),
    ))
    security_test = Slot("Security test report", paper=OUTSIDE)
    license_statement = Slot("Statement of software licences", paper=Paper(
        title="Statement of software licences",
        says="All software that we deploy for %(system)s on the government cloud is lawfully licensed. Should that"
        " not be so, we answer for it.",
        by=(Party.AGENCY,), to=Party.PROVIDER,
    ))
    deploy_record = Slot("Deployment record", paper=OUTSIDE)

    planning = State("Planning", stages.PLANNING)
    plan_review = State("Plan under review", stages.PLANNING)
    allocating = State("Allocating resources", stages.RESOURCES)
    checking_resources = State("Resources being checked", stages.RESOURCES)
    testing = State("Awaiting the security test", stages.DEPLOYMENT)
    deploying = State("Being deployed", stages.DEPLOYMENT)
    confirming = State("Awaiting the agency’s confirmation", stages.CONFIRMATION)

    drafting = Drafted(planned=PLANNED_DATE, needs=(protection_proof,), takes=(project_basis, PAPER_APPLICATION))
    filed = Filed(drafting, work=planning)
    undone = Undone(stages.DEPLOYMENT)
    closed = CLOSED

    submit = drafting.submit.also(when=(within,))
    resubmit = drafting.resubmit.also(when=(within,))
    withdraw = drafting.withdraw.also(source=filed.filing)
    record_filing = filed.record_filing.also(starts=(ALLOCATE,))
    register_filing = filed.register_filing.also(starts=(ALLOCATE,))
    return_to_agency = filed.return_to_agency.also(pauses=(ALLOCATE.because(PauseReason.REQUEST_INCOMPLETE),))
    resupply = filed.resupply.also(resumes=(ALLOCATE,))
    send_back = filed.send_back.also(voids_pause=(ALLOCATE,))
    cancel = filed.cancel.also(source=(planning, plan_review))

    submit_plan = Step(
        "Submit implementation plan", planning, plan_review, by=(PE, PL), reports=DONE,
        when=(people.mine,), needs=(implementation_plan,), pauses=(ALLOCATE,), starts=(CONFIRM,))
    return_plan = turn_back(
        "Return the plan", plan_review, planning, by=AGENCY, reports=SEEN, stops=(CONFIRM,), voids_pause=(ALLOCATE,))
    agree_plan = Step(
        "Agree to the plan", plan_review, allocating, by=AGENCY, reports=DONE, stops=(CONFIRM,), resumes=(ALLOCATE,))
    deliver_resources = Step(
        "Deliver resources", allocating, checking_resources, by=(PE, PL), reports=DONE,
        when=(people.mine,), asks=(COMPLETE,), needs=(resource_list,), pauses=(ALLOCATE,), starts=(CONFIRM,))
    return_resources = turn_back(
        "Return resources", checking_resources, allocating, by=AGENCY,
        reports=SEEN, stops=(CONFIRM,), voids_pause=(ALLOCATE,))
    accept_resources = Step(
        "Confirm resources", checking_resources, testing, by=AGENCY, reports=DONE,
        asks=(COMPLETE,), stops=(CONFIRM, ALLOCATE), starts=(TEST,), tells=(VE,))
    submit_test = Step(
        "Submit security test", testing, deploying, by=(AC,), reports=DONE,
        when=(content.findings_closed,), asks=(tested_on, OPEN_FINDINGS, licensed),
        needs=(security_test,), takes=(license_statement,), stops=(TEST,), starts=(IMPLEMENT,), tells=(VE,))
    return_test = turn_back(
        "Return test material", deploying, testing, by=(PE, PL),
        when=(people.mine,), pauses=(IMPLEMENT.because(PauseReason.REQUEST_INCOMPLETE),), starts=(TEST,))
    report_deployed = Step(
        "Report deployment", deploying, confirming, by=(PE, PL, VE), reports=DONE,
        when=(people.mine,), needs=(deploy_record,), pauses=(IMPLEMENT,), starts=(CONFIRM,))
    return_work = turn_back(
        "Return for rework", confirming, deploying, by=AGENCY, reports=SEEN, stops=(CONFIRM,), voids_pause=(IMPLEMENT,))
    confirm = Step(
        "Confirm and close", confirming, closed, by=AGENCY, reports=DONE,
        asks=(COMPLETE,), stops=(CONFIRM, IMPLEMENT), does=(POST_LINES,), tells=(AO,))
    abort = Step(
        "Abort and take back", (allocating, checking_resources, testing, deploying, confirming), undone.undoing,
        by=(AL,), why=True, cancels=(ALLOCATE, TEST, IMPLEMENT, CONFIRM), starts=(UNDO,), tells=(AO, *PROVIDER),
        aside=True)
# fmt: on
