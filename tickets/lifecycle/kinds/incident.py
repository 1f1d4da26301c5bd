"""Incident 故障 (3.8, 3.10, 9.13)."""

from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import LATELY, NOW, REACHED, not_after, not_before
from tickets.lifecycle.conditions import condition, guard
from tickets.lifecycle.duties import CONFIRM, Clock, Sort
from tickets.lifecycle.effects import TAKE
from tickets.lifecycle.endorsements import LOCATED, STARTED
from tickets.lifecycle.fields import SENTENCE, Choice, Instant, LongText, Number, Text, YesNo, right_now
from tickets.lifecycle.guards import people, time
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import BOTH, EVIDENCE, OUTSIDE, Paper, Slot
from tickets.lifecycle.parameters import FACT_REACH, ON_SITE
from tickets.lifecycle.parties import AC, AGENCY, AL, PD, PE, PL, SA, VE
from tickets.lifecycle.questions import COMPLETE, PROGRESS_MADE
from tickets.lifecycle.reports import DONE, LATE_REASON, SEEN, Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CLOSED
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.policy.known import Parameter
from tickets.policy.types import Party, PauseReason

RESPOND: Final = Clock("incident.respond", sort=Sort.ACCEPT)
HANDLE: Final = Clock("incident.handle")
ONSITE: Final = Clock("incident.onsite")
#: Of these two one runs, by the importance of the system (3.10).
LOCATE: Final = Clock("incident.locate")
LOCATE_KEY: Final = Clock("incident.locate_key")
PROGRESS: Final = Clock("incident.progress")
REPORT: Final = Clock("incident.report")
#: A third party's security office told of a danger: it is dealt with, or protected against, within its time (annex 1).
DISPOSE: Final = Clock("incident.dispose", since="0.3.0")

#: How long a recovery may be turned down, in working days, and a closed report reopened, in natural days (M16).
REJECT_DAYS: Final = Parameter("incident.reject_recovery_working_days", 1, 30, otherwise=1)
REOPEN_DAYS: Final = Parameter("incident.reopen_natural_days", 1, 90, otherwise=1)

#: Of what is done on a fault that has been answered.
AFTER_RESPONSE: Final = Report(since=("respond",))
REPORTED: Final = Instant(
    "Reported at", within=(not_before(LATELY), not_after(NOW)), example=right_now(), name="reported_at"
)
ALARM: Final = Instant(
    "Alarm at", within=(not_before(LATELY), not_after(NOW)), example=None, required=False, name="alarm_at"
)
REPORTED_LATE: Final = LATE_REASON.changed(since=2)
#: Left empty: it is seen now.
NOTIFIED: Final = Instant(
    "Told by the third party at", within=(not_before(LATELY), not_after(NOW)), example=right_now(), name="notified_at"
)
#: Left empty: it is seen now.
SEEN_AT: Final = Instant(
    "Seen not restored at", within=(not_before(REACHED), not_after(NOW)), example=None, required=False, name="seen_at"
)


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


@guard(
    _("The time for rejecting this recovery is over. Report a new fault."),
    flips=lambda scene: time.at(scene.facts.reject_until),
)
def rejectable(scene: Scene) -> bool:
    until = scene.facts.reject_until
    return until is not None and scene.now < until


@guard(
    _("The time for reopening this report is over. Report a new fault."),
    flips=lambda scene: time.at(scene.facts.reopen_until),
)
def reopenable(scene: Scene) -> bool:
    until = scene.facts.reopen_until
    return until is not None and scene.now < until


@guard(_("A third party’s security notice is recorded already, and waits to be dealt with."))
def notice_unrecorded(scene: Scene) -> bool:
    return not _notice_open(scene)


@guard(_("No security notice of a third party waits to be dealt with."))
def notice_recorded(scene: Scene) -> bool:
    return _notice_open(scene)


def _notice_open(scene: Scene) -> bool:
    clock = scene.clock(DISPOSE)
    return clock is not None and clock.open


@condition
def on_site(scene: Scene) -> bool:
    """Help on site is called for, or the contract is read so that every fault asks for it (M17)."""
    return bool(scene.recorded(Incident.on_site)) or scene.facts.reading(ON_SITE) == "every_fault"


@condition
def important(scene: Scene) -> bool:
    return scene.facts.important


@condition
def not_important(scene: Scene) -> bool:
    return not scene.facts.important


@condition
def unlocated(scene: Scene) -> bool:
    return not scene.facts.important and scene.endorsed(LOCATED) is None


@condition
def key_unlocated(scene: Scene) -> bool:
    return scene.facts.important and scene.endorsed(LOCATED) is None


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
    parameters = (REJECT_DAYS, REOPEN_DAYS)

    description = LongText("What is wrong", example=SENTENCE)
    impact = Choice("Impact", example="degraded", options={
        "down": "Service is down", "degraded": "Service is degraded", "risk": "At risk"})
    reported_at, alarm_at = REPORTED, ALARM
    on_site = YesNo("Help on site is needed", example=False)
    users_affected = Number("Users affected", example=None, required=False)
    opening = Opening(
        by=(AC, AL, VE, PD, PE, PL), starts=RUNNING,
        reports=Report(telling=True, at=(REPORTED, ALARM), reach=FACT_REACH),
        asks=(description, impact, reported_at, alarm_at, on_site, users_affected, REPORTED_LATE),
        at_once=True, behind=(reported_at, alarm_at, REPORTED_LATE, users_affected))

    note = LongText("Note", example=SENTENCE, required=False)
    place = LongText("Place", example=SENTENCE)
    cause = Choice("Cause", example="platform", options={
        "platform": "Cloud platform", "network": "Network", "carrier": "Carrier",
        "agency_system": "System of the agency", "third_party": "Third party", "force_majeure": "Force majeure"})
    measure = LongText("Measure taken", example=SENTENCE)
    progress = PROGRESS_MADE
    outcome = LongText("Outcome of the recovery", example=SENTENCE)
    seen_at = SEEN_AT
    notifier = Text("Security office that gave notice", example="示例网络安全中心")
    broke_at = Instant("Broke at", within=(not_before(REACHED), not_after(NOW)), example=right_now())

    arrival_proof = Slot("Proof of arrival", paper=OUTSIDE)
    recovery_proof = Slot("Monitoring screenshot", paper=OUTSIDE)
    incident_report = Slot("Written fault report", paper=Paper(
        title="Written report of the fault",
        says="We report as follows on the fault of %(system)s (work order %(number)s).",
        by=(Party.PROVIDER,), to=Party.AGENCY, course=True,
        blanks=("Analysis of the cause", "Measures against its return"),
    ))
    fault_record = Slot("Fault record", paper=Paper(title="Record of the fault", by=BOTH, course=True))

    reported = State("Awaiting response", stages.RESPONSE)
    handling = State("Being handled", stages.HANDLING)
    recovered = State("Recovered, report due", stages.REPORT)
    confirming = State("Awaiting the agency’s confirmation", stages.CONFIRMATION)
    closed = CLOSED
    dismissed = State("Found to be no fault", stages.CLOSING, final=True)

    respond = Step(
        "Respond", reported, handling, by=(PD, PE, PL), reports=DONE,
        asks=(note,), one_tap=True, stops=(RESPOND,), starts=(PROGRESS,), does=(TAKE,), tells=AGENCY,
        phrases=("Taken on.", "The cause is being looked for.", "The agency’s help is needed."))
    start_handling = Step(
        "Start handling", handling, None, by=(PD, PE, PL), reports=AFTER_RESPONSE,
        when=(people.mine, people.once(STARTED)), grants=(STARTED,), tells=AGENCY)
    arrive = Step(
        "Sign in on site", handling, None, by=(PE, PL), reports=AFTER_RESPONSE,
        when=(people.mine, onsite_open), asks=(place,), takes=(arrival_proof,), stops=(ONSITE,), tells=AGENCY)
    locate = Step(
        "Locate and take measures", (handling, recovered), None, by=(PE, PL), reports=AFTER_RESPONSE,
        when=(people.mine,), asks=(cause, measure), stops=(LOCATE, LOCATE_KEY), grants=(LOCATED,), tells=AGENCY)
    report_progress = Step(
        "Report progress", handling, None, by=(PD, PE, PL), reports=AFTER_RESPONSE,
        when=(people.mine,), asks=(progress,), stops=(PROGRESS,), starts=(PROGRESS,), tells=AGENCY)
    call_on_site = Step(
        "Call to the site", (reported, handling), None, by=AGENCY, reports=Report(telling=True, since=("reported_at",)),
        when=(onsite_unset,), why=True, starts=(ONSITE,), tells=(PD, PL), aside=True)
    release_on_site = Step(
        "Waive help on site", (reported, handling), None, by=AGENCY,
        when=(onsite_open,), why=True, cancels=(ONSITE,), aside=True)
    recover = Step(
        "Report recovery", handling, recovered, by=(PE, PL), reports=AFTER_RESPONSE,
        when=(people.mine,), asks=(outcome,), takes=(recovery_proof,),
        stops=(HANDLE, LOCATE, LOCATE_KEY, PROGRESS), pauses=(ONSITE.because(PauseReason.SERVICE_RESTORED),),
        starts=(REPORT,), tells=(AL, SA))
    reject_recovery = turn_back(
        "Reject, not recovered", (recovered, confirming), handling, by=AGENCY, when=(rejectable,),
        asks=(seen_at,), reports=Report(denies="recover", since=("recover",), at=(SEEN_AT,)),
        stops=(CONFIRM,), cancels=(REPORT,), resumes=(ONSITE,),
        starts=(HANDLE, LOCATE.when(unlocated), LOCATE_KEY.when(key_unlocated), PROGRESS),
        tells=(PL, SA), aside=True,
        phrases=("As checked, it is not recovered. Go on with it.",))
    relapse = turn_back(
        "Broke again", (recovered, confirming), reported, by=AGENCY, when=(rejectable,),
        asks=(broke_at,), reports=Report(telling=True, since=("recover",)),
        stops=(CONFIRM,), cancels=(REPORT, ONSITE), starts=RUNNING, voids=(LOCATED, STARTED),
        tells=(PL, SA), aside=True,
        phrases=("The fault is back. Deal with it at once.",))
    submit_report = Step(
        "Submit written report", recovered, confirming, by=(PE, PL), reports=DONE,
        when=(people.mine, located), needs=(incident_report, fault_record), pauses=(REPORT,), starts=(CONFIRM,))
    return_report = turn_back(
        "Return the report", confirming, recovered, by=AGENCY, reports=SEEN, stops=(CONFIRM,), voids_pause=(REPORT,))
    confirm = Step(
        "Confirm and close", confirming, closed, by=AGENCY, reports=DONE,
        asks=(COMPLETE,), stops=(CONFIRM, REPORT), cancels=(ONSITE,), tells=(SA,))
    record_notice = Step(
        "Record a third party’s security notice", (reported, handling, recovered, confirming), None,
        by=(*AGENCY, PD, PE, PL, SA), reports=Report(telling=True, at=(NOTIFIED,), reach=FACT_REACH),
        when=(people.mine, notice_unrecorded), asks=(NOTIFIED, notifier), takes=(EVIDENCE,), starts=(DISPOSE,),
        tells=(*AGENCY, PD, PL, SA), aside=True)
    report_disposed = Step(
        "Report the danger as dealt with", (reported, handling, recovered, confirming), None, by=(PE, PL),
        reports=Report(since=("record_notice",)), when=(people.mine, notice_recorded), asks=(measure,),
        stops=(DISPOSE,), tells=(*AGENCY, SA), aside=True)
    dismiss = Step(
        "Find no fault", (reported, handling), dismissed, by=AGENCY, why=True, cancels=ALL, tells=(PL, SA), aside=True)
    reopen = Step(
        "Reopen", closed, reported, by=AGENCY,
        when=(reopenable,), why=True, starts=RUNNING, voids=(LOCATED, STARTED), tells=(PL, SA), aside=True)
# fmt: on
