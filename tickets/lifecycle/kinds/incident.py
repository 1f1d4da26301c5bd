"""Incident 故障 (3.8, 3.10, 9.13)."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.duties import CONFIRM, Clock
from tickets.lifecycle.effects import TAKE
from tickets.lifecycle.endorsements import LOCATED, STARTED
from tickets.lifecycle.fields import SENTENCE, Choice, Instant, LongText, Number, YesNo, right_now
from tickets.lifecycle.guards import people
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, PD, PE, PL, SA, VE
from tickets.lifecycle.questions import COMPLETE
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CLOSED
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.policy.known import Parameter
from tickets.policy.types import PauseReason

RESPOND: Final = Clock("incident.respond")
HANDLE: Final = Clock("incident.handle")
ONSITE: Final = Clock("incident.onsite")
#: Of these two one runs, by the importance of the system (3.10).
LOCATE: Final = Clock("incident.locate")
LOCATE_KEY: Final = Clock("incident.locate_key")
PROGRESS: Final = Clock("incident.progress")
REPORT: Final = Clock("incident.report")

#: How long a recovery may be turned down, in working days, and a closed report reopened, in natural days (M16).
REJECT_DAYS: Final = Parameter("incident.reject_recovery_working_days", 1, 30, otherwise=1)
REOPEN_DAYS: Final = Parameter("incident.reopen_natural_days", 1, 90, otherwise=1)

#: How long before its entry a fault may have been reported or shown by an alarm.
STAMP_REACH: Final = timedelta(hours=24)
REPORTED: Final = Instant("Reported at", example=right_now(), name="reported_at")
ALARM: Final = Instant("Alarm at", example=None, required=False, name="alarm_at")


def _lately(scene: Scene, stamp: datetime | None) -> bool:
    return stamp is not None and scene.now - STAMP_REACH <= stamp <= scene.now


@guard(_("This must lie in the past, at most 24 hours back."), Ask.TYPED, at=REPORTED)
def reported_lately(scene: Scene) -> bool:
    return _lately(scene, scene.value(REPORTED))


@guard(_("This must lie in the past, at most 24 hours back."), Ask.TYPED, at=ALARM)
def alarmed_lately(scene: Scene) -> bool:
    alarm = scene.value(ALARM)
    return alarm is None or _lately(scene, alarm)


def _help_called(scene: Scene) -> bool:
    clock = scene.clock(ONSITE)
    return clock is not None and clock.open


@guard(_("Nobody is called to the site, or they have arrived."))
def onsite_open(scene: Scene) -> bool:
    return _help_called(scene)


@guard(_("Help on site has been called already."))
def onsite_unset(scene: Scene) -> bool:
    return not _help_called(scene)


@guard(_("The cause must be located first."))
def located(scene: Scene) -> bool:
    return scene.endorsed(LOCATED) is not None


@guard(_("The time for rejecting this recovery is over. Report a new fault."))
def rejectable(scene: Scene) -> bool:
    until = scene.facts.reject_until
    return until is not None and scene.now < until


@guard(_("The time for reopening this report is over. Report a new fault."))
def reopenable(scene: Scene) -> bool:
    until = scene.facts.reopen_until
    return until is not None and scene.now < until


@condition
def on_site(scene: Scene) -> bool:
    return bool(scene.recorded(Incident.on_site))


@condition
def important(scene: Scene) -> bool:
    return scene.facts.important


@condition
def not_important(scene: Scene) -> bool:
    return not scene.facts.important


RUNNING: Final = (
    RESPOND, HANDLE, LOCATE.when(not_important), LOCATE_KEY.when(important), ONSITE.when(on_site),
)  # fmt: skip


# fmt: off
class Incident(Kind):
    """Several clocks at once, each stopped by its own recorded act.

    The stamps of a fault stop their clocks at once: they are facts of a minute. A false recovery is voided.
    """

    kind, position = "incident", 100
    title, help = "Fault", "Something is down, slow or at risk."
    path = (stages.RESPONSE, stages.HANDLING, stages.REPORT, stages.CONFIRMATION, stages.CLOSING)
    after_term = AfterTerm.ALWAYS
    checks = (reported_lately, alarmed_lately)
    parameters = (REJECT_DAYS, REOPEN_DAYS)

    description = LongText("What is wrong", example=SENTENCE)
    impact = Choice("Impact", example="degraded", options={
        "down": "Service is down", "degraded": "Service is degraded", "risk": "At risk"})
    reported_at, alarm_at = REPORTED, ALARM
    on_site = YesNo("Help on site is needed", example=False)
    users_affected = Number("Users affected", example=None, required=False)
    opening = Opening(
        by=(AC, AL, VE, PD, PE, PL), starts=RUNNING,
        asks=(description, impact, reported_at, alarm_at, on_site, users_affected))

    note = LongText("Note", example=SENTENCE)
    place = LongText("Place", example=SENTENCE)
    cause = Choice("Cause", example="platform", options={
        "platform": "Cloud platform", "network": "Network", "carrier": "Carrier",
        "agency_system": "System of the agency", "third_party": "Third party", "force_majeure": "Force majeure"})
    measure = LongText("Measure taken", example=SENTENCE)
    progress = LongText("Progress", example=SENTENCE)
    outcome = LongText("Outcome of the recovery", example=SENTENCE)

    arrival_proof = Slot("Proof of arrival")
    recovery_proof = Slot("Monitoring screenshot")
    incident_report = Slot("Written fault report")
    fault_record = Slot("Fault record")

    reported = State("Awaiting response", stages.RESPONSE)
    handling = State("Being handled", stages.HANDLING)
    recovered = State("Recovered, report due", stages.REPORT)
    confirming = State("Awaiting the agency’s confirmation", stages.CONFIRMATION)
    closed = CLOSED
    dismissed = State("Found to be no fault", stages.CLOSING, final=True)

    respond = Step(
        "Respond", reported, handling, by=(PD, PE, PL),
        asks=(note,), stops=(RESPOND,), starts=(PROGRESS,), does=(TAKE,), tells=AGENCY)
    start_handling = Step(
        "Start handling", handling, None, by=(PD, PE, PL),
        when=(people.mine, people.once(STARTED)), grants=(STARTED,), tells=AGENCY)
    arrive = Step(
        "Sign in on site", handling, None, by=(PE, PL),
        when=(people.mine, onsite_open), asks=(place,), takes=(arrival_proof,), stops=(ONSITE,), tells=AGENCY)
    locate = Step(
        "Locate and take measures", (handling, recovered), None, by=(PE, PL),
        when=(people.mine,), asks=(cause, measure), stops=(LOCATE, LOCATE_KEY), grants=(LOCATED,), tells=AGENCY)
    report_progress = Step(
        "Report progress", handling, None, by=(PD, PE, PL),
        when=(people.mine,), asks=(progress,), stops=(PROGRESS,), starts=(PROGRESS,), tells=AGENCY)
    call_on_site = Step(
        "Call to the site", (reported, handling), None, by=AGENCY,
        when=(onsite_unset,), why=True, starts=(ONSITE,), tells=(PD, PL), aside=True)
    release_on_site = Step(
        "Waive help on site", (reported, handling), None, by=AGENCY,
        when=(onsite_open,), why=True, cancels=(ONSITE,), aside=True)
    recover = Step(
        "Report recovery", handling, recovered, by=(PE, PL),
        when=(people.mine,), asks=(outcome,), takes=(recovery_proof,),
        stops=(HANDLE, PROGRESS), pauses=(ONSITE.because(PauseReason.SERVICE_RESTORED),), starts=(REPORT,),
        tells=(AL, SA))
    reject_recovery = turn_back(
        "Reject, not recovered", (recovered, confirming), handling, by=AGENCY, when=(rejectable,),
        reopens=(HANDLE,), voids_pause=(HANDLE, ONSITE), cancels=(REPORT,), stops=(CONFIRM,), starts=(PROGRESS,),
        tells=(PL, SA), aside=True)
    submit_report = Step(
        "Submit written report", recovered, confirming, by=(PE, PL),
        when=(people.mine, located), needs=(incident_report, fault_record), pauses=(REPORT,), starts=(CONFIRM,))
    return_report = turn_back(
        "Return the report", confirming, recovered, by=AGENCY, stops=(CONFIRM,), voids_pause=(REPORT,))
    confirm = Step(
        "Confirm and close", confirming, closed, by=AGENCY,
        asks=(COMPLETE,), stops=(CONFIRM, REPORT), cancels=(ONSITE,), tells=(SA,))
    dismiss = Step(
        "Find no fault", (reported, handling), dismissed, by=AGENCY, why=True, cancels=ALL, tells=(PL, SA), aside=True)
    reopen = Step(
        "Reopen", closed, reported, by=AGENCY,
        when=(reopenable,), why=True, starts=RUNNING, voids=(LOCATED, STARTED), tells=(PL, SA), aside=True)
# fmt: on
