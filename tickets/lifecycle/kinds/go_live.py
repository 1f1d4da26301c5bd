"""Go-live 上线 (8.3, 9.8)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.applicant import APPLICANT, APPLICANT_TOPIC, ON_PAPER, PAPER_APPLICATION
from tickets.lifecycle.bounds import OLDEST_EVIDENCE, SEALED, TODAY, answer_to, not_after, not_before
from tickets.lifecycle.conditions import Ask, condition, guard
from tickets.lifecycle.duties import CONFIRM, CORRECT, FILE_AHEAD, IMPLEMENT, UNDO, Clock
from tickets.lifecycle.effects import MARK_LIVE
from tickets.lifecycle.endorsements import PASSED_OVER, SIGN_AGENCY, SIGN_PROVIDER, SIGN_SUPERVISOR
from tickets.lifecycle.fields import SENTENCE, Confirmed, Day, LongText, YesNo, today
from tickets.lifecycle.guards import authority, content, people, time
from tickets.lifecycle.kind import Advised, Kind, Opening
from tickets.lifecycle.papers import OUTSIDE, Slot
from tickets.lifecycle.parameters import FACT_REACH
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PE, PL, PROVIDER, SA
from tickets.lifecycle.questions import COMPLETE, OPEN_FINDINGS, WINDOW_END, WINDOW_START
from tickets.lifecycle.reports import DONE, SEEN, Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CLOSED, Drafted, Filed, Rebooked, Rescheduled, Undone, retried
from tickets.lifecycle.steps import State, Step, turn_back
from tickets.lifecycle.topics import Topic
from tickets.policy.known import Parameter, Switch

PREPARE: Final = Clock("go_live.prepare", since="0.2.0")
#: Each of the three signs for itself; the supervisor's signature is the check.
CHECK: Final = Clock("go_live.check")
CHECK_AGENCY: Final = Clock("go_live.check_agency", since="0.2.0")
CHECK_PROVIDER: Final = Clock("go_live.check_provider", since="0.2.0")
CHECKS: Final = (CHECK_AGENCY, CHECK_PROVIDER, CHECK)
RELEASE: Final = Clock("go_live.release", since="0.2.0")
SWITCH: Final = Clock("go_live.switch", since="0.2.0")
#: Days that a trial run must have lasted, 0 for any (interpretation M12).
TRIAL_DAYS: Final = Parameter("go_live.trial_days", 0, 365, otherwise=0)
#: May a supervisor who lets the time to check run out be passed over (M12b)?
SILENT_SUPERVISOR: Final = Switch("go_live.silent_supervisor", ("passed_over", "waited_for"))
SIGNATURES: Final = (SIGN_AGENCY, SIGN_PROVIDER, SIGN_SUPERVISOR, PASSED_OVER)
TRIAL_FROM: Final = Day(
    "Trial run from", within=(not_before(OLDEST_EVIDENCE), not_after(TODAY)), example=today(-40), name="trial_from"
)
TRIAL_TO: Final = Day(
    "Trial run to", within=(not_before(answer_to(TRIAL_FROM)), not_after(TODAY)), example=today(-1), name="trial_to"
)


@guard(_("A system open to the internet needs its ICP record attached."))
def icp_ok(scene: Scene) -> bool:
    return not scene.recorded(GoLive.public) or scene.filled(GoLive.icp_record)


def _days_asked(scene: Scene) -> Mapping[str, object]:
    return {"days": scene.facts.trial_days}


@guard(_("The trial run must cover %(days)d days or more."), Ask.TYPED, at=TRIAL_TO, names=_days_asked)
def trial_covers(scene: Scene) -> bool:
    first, last = scene.value(TRIAL_FROM), scene.value(TRIAL_TO)
    if first is None or last is None:
        return False
    return (last - first + timedelta(days=1)).days >= scene.facts.trial_days


def _supervised(scene: Scene) -> bool:
    return scene.stands(SIGN_SUPERVISOR) or scene.stands(PASSED_OVER)


@guard(_("Agency, provider and supervisor must all have signed what is there now."))
def signed_by_all(scene: Scene) -> bool:
    return scene.stands(SIGN_AGENCY) and scene.stands(SIGN_PROVIDER) and _supervised(scene)


# With the last signature the release is the agency's to give; before it, it may not.


@condition
def others_signed_than_agency(scene: Scene) -> bool:
    return scene.stands(SIGN_PROVIDER) and _supervised(scene)


@condition
def others_signed_than_provider(scene: Scene) -> bool:
    return scene.stands(SIGN_AGENCY) and _supervised(scene)


@condition
def both_sides_signed(scene: Scene) -> bool:
    return scene.stands(SIGN_AGENCY) and scene.stands(SIGN_PROVIDER)


@guard(_("The supervisor may be passed over only when the time to check has run out."))
def check_overdue(scene: Scene) -> bool:
    clock = scene.clock(CHECK)
    return clock is not None and clock.open and clock.late


@guard(_("This contract is read so that no system goes live without the supervisor's signature."))
def passing_over_agreed(scene: Scene) -> bool:
    return scene.facts.reading(SILENT_SUPERVISOR) == "passed_over"


# fmt: off
class GoLive(Kind):
    """Checked and signed by three parties, switched on within the window."""

    kind, position = "go_live", 20
    title, help = "Go-live", "A system that is deployed on the cloud opens for service."
    path = (
        stages.APPLICATION, stages.FILING, stages.ACCEPTANCE, stages.PREPARATION, stages.CHECK, stages.WINDOW,
        stages.OBSERVATION, stages.CLOSING)
    parameters = (TRIAL_DAYS, SILENT_SUPERVISOR)
    puts_into_service = True
    advised = (Advised(FILE_AHEAD, answer_to(WINDOW_START), SEALED),)

    domain = LongText("Domain and IP", example="service.example.gov.cn 10.0.1.10")
    public = YesNo("Open to the internet", example=False)
    rollback_steps = LongText("Steps of the roll-back", example=SENTENCE)
    opening = Opening(
        by=(AC,),
        asks=(WINDOW_START, WINDOW_END, domain, public, rollback_steps, *APPLICANT, *ON_PAPER),
        behind=ON_PAPER,
        topics=(
            Topic("When it is carried out", (WINDOW_START, WINDOW_END)),
            Topic("How it goes live", (domain, public, rollback_steps)),
            APPLICANT_TOPIC))

    trial_from, trial_to = TRIAL_FROM, TRIAL_TO
    opinion = LongText("Opinion", example=SENTENCE)
    monitoring_on = Confirmed("Monitoring is on", example=True)

    go_live_report = Slot("Go-live report", paper=OUTSIDE)
    emergency_plan = Slot("Backup and emergency plan", paper=OUTSIDE)
    icp_record = Slot("ICP record", paper=OUTSIDE)
    trial_record = Slot("Record of the trial run", paper=OUTSIDE)
    scan_report = Slot("Scan and penetration report", paper=OUTSIDE)
    backup_record = Slot("Backup record", paper=OUTSIDE)
    switch_record = Slot("Record of going live", paper=OUTSIDE)
    correction_record = Slot("Record of correction", paper=OUTSIDE)

    preparing = State("Preparing go-live", stages.PREPARATION)
    checking = State("Three-party check", stages.CHECK)
    observing = State("Under observation", stages.OBSERVATION)
    correcting = State("Being corrected", stages.OBSERVATION)

    drafting = Drafted(
        planned=WINDOW_END, needs=(go_live_report, emergency_plan), takes=(icp_record, PAPER_APPLICATION))
    filed = Filed(drafting, work=preparing)
    window = Rescheduled()
    rebooked = Rebooked(filed)
    undone = Undone(stages.OBSERVATION)
    closed = CLOSED

    submit = drafting.submit.also(when=(icp_ok,))
    resubmit = drafting.resubmit.also(when=(icp_ok,))
    withdraw = drafting.withdraw.also(source=filed.filing)
    accept = filed.accept.also(starts=(PREPARE,))
    cancel = filed.cancel.also(
        source=(preparing, checking, window.scheduled, window.rescheduling, window.window_missed))
    retry = retried(undone, preparing).also(starts=(PREPARE,))
    # A round of the switching-on for each window; while another is asked for nothing can be switched on.
    reschedule = window.reschedule.also(cancels=(SWITCH,))
    approve_window = window.approve_window.also(starts=(SWITCH.when(time.window_not_over),))
    keep_window = window.keep_window.also(starts=(SWITCH.when(time.window_not_over),))
    miss_window = window.miss_window.also(stops=(SWITCH,))

    submit_readiness = Step(
        "Ask for the three-party check", preparing, checking, by=(AC,),
        when=(trial_covers, content.findings_closed), asks=(trial_from, trial_to, OPEN_FINDINGS),
        needs=(trial_record, scan_report, backup_record),
        stops=(PREPARE,), starts=CHECKS, voids=SIGNATURES, tells=(AL, PL, SA))
    sign_agency = Step(
        "Sign for the agency", checking, None, by=(AL,),
        when=(people.not_author, people.unsigned(SIGN_AGENCY)), asks=(opinion,),
        stops=(CHECK_AGENCY,), starts=(RELEASE.when(others_signed_than_agency),), grants=(SIGN_AGENCY,))
    sign_provider = Step(
        "Sign for the provider", checking, None, by=(PL,),
        when=(people.unsigned(SIGN_PROVIDER),), asks=(opinion,),
        stops=(CHECK_PROVIDER,), starts=(RELEASE.when(others_signed_than_provider),), grants=(SIGN_PROVIDER,))
    sign_supervisor = Step(
        "Sign for the supervisor", checking, None, by=(SA,), reports=DONE,
        when=(people.unsigned(SIGN_SUPERVISOR),), asks=(opinion,),
        stops=(CHECK,), starts=(RELEASE.when(both_sides_signed),), grants=(SIGN_SUPERVISOR,))
    pass_over = Step(
        "Pass over the overdue signature", checking, None, by=(AL,),
        when=(passing_over_agreed, check_overdue), why=True, stops=(CHECK,), starts=(RELEASE.when(both_sides_signed),),
        grants=(PASSED_OVER,), tells=(SA, AO), aside=True)
    fail_check = turn_back(
        "Fail the check", checking, preparing, by=(AL, PL, SA), refuses=True,
        stops=CHECKS, cancels=(RELEASE,), starts=(PREPARE,), voids=SIGNATURES, tells=(AL, PL, SA))
    release = Step(
        "Release for go-live", checking, window.scheduled, by=AGENCY,
        when=(signed_by_all, content.approved), stops=(RELEASE,), starts=(SWITCH.when(time.window_not_over),),
        tells=(AO, *PROVIDER))
    switch_on = Step(
        "Go live", window.scheduled, observing, by=(PE, PL), reports=DONE,
        when=(people.mine, content.approved, content.filed, time.in_window, *authority.BOUNDED),
        asks=(monitoring_on, authority.UNAUTHORISED), flags=(authority.OUTSIDE,),
        needs=(switch_record,), stops=(SWITCH,), starts=(CONFIRM,), tells=(AO, SA))
    report_switched_on = Step(
        "Report as gone live already", (window.scheduled, window.window_missed), observing, by=(PE, PL),
        reports=Report(at=(authority.STARTED,), reach=FACT_REACH, unless=authority.outside),
        when=(people.mine, content.approved, content.filed, *authority.BOUNDED),
        asks=(authority.STARTED, monitoring_on, authority.UNAUTHORISED), flags=(authority.OUTSIDE,),
        needs=(switch_record,), stops=(SWITCH, CORRECT), starts=(CONFIRM,), tells=(AO, SA), aside=True)
    return_work = turn_back(
        "Return for rework", observing, correcting, by=AGENCY, reports=SEEN,
        stops=(CONFIRM,), voids_pause=(IMPLEMENT,), starts=(IMPLEMENT,))
    report_corrected = Step(
        "Report correction", correcting, observing, by=(PE, PL), reports=DONE,
        when=(people.mine,), needs=(correction_record,), pauses=(IMPLEMENT,), starts=(CONFIRM,))
    confirm = Step(
        "Confirm and close", observing, closed, by=AGENCY, reports=DONE,
        asks=(COMPLETE,), stops=(CONFIRM, IMPLEMENT), does=(MARK_LIVE,), tells=(AO,))
    roll_back = Step(
        "Roll back", (observing, correcting), undone.undoing, by=(PE, PL, AL), when=(people.mine,), why=True,
        cancels=(CONFIRM, IMPLEMENT), starts=(UNDO,), tells=(AL, SA), aside=True)
# fmt: on
