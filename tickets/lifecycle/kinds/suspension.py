"""Suspension of the service by the provider 暂停服务 (9.15)."""

from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import LATELY, NOW, answer_to, not_after, not_before
from tickets.lifecycle.conditions import guard
from tickets.lifecycle.duties import CONFIRM, Clock, Sort
from tickets.lifecycle.endorsements import HANDLED
from tickets.lifecycle.fields import SENTENCE, Instant, LongText, Text, right_now
from tickets.lifecycle.guards import people
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.kinds.incident import SEEN_AT
from tickets.lifecycle.papers import EVIDENCE, OUTSIDE, Paper, Slot
from tickets.lifecycle.parameters import FACT_REACH
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PD, PE, PL, PROVIDER, SA, VE
from tickets.lifecycle.reports import DONE, LATE_REASON, SEEN, Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.stages import CLOSING
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.lifecycle.topics import Topic
from tickets.policy.types import Party

NOTIFY: Final = Clock("suspension.notify")
HANDLE: Final = Clock("suspension.handle")
RESTORE: Final = Clock("suspension.restore")
DECIDE: Final = Clock("suspension.decide", sort=Sort.DECIDE)

STARTED: Final = Instant(
    "Interrupted at", within=(not_before(LATELY), not_after(NOW)), example=right_now(), name="interrupted_at"
)
RESTORED: Final = Instant(
    "Restored at", within=(not_before(answer_to(STARTED)), not_after(NOW)), example=right_now(), name="restored_at"
)
#: Notice and return of the service may have come before the order, but not before the interruption.
TOLD: Final = Report(telling=True, since=(STARTED.name,))
RESTORED_EARLY: Final = Report(at=(RESTORED,), since=(STARTED.name,))


@guard(_("Nobody reported the event as dealt with: restore the service."))
def reported_handled(scene: Scene) -> bool:
    """Not where the service was demanded back, or restored of one's own accord."""
    return scene.endorsed(HANDLED) is not None


# fmt: off
class Suspension(Kind):
    """The provider cuts a system off that endangers the platform, says so at once, and restores it afterwards.

    Until the agency accepts the ground or the supervisor decides on it, the time counts both ways.
    """

    kind, position = "suspension", 114
    title = "Suspension of the service"
    help = "A system of the agency endangers the cloud platform and its service is cut off for a while."
    path = (stages.SUSPENSION, stages.RESTORATION, stages.CONFIRMATION, CLOSING)
    after_term = AfterTerm.DURING_SWITCHOVER

    host = Text("Host", example="app-01")
    danger = LongText("What endangers the platform", example=SENTENCE)
    harm = LongText("Harm to the platform", example=SENTENCE)
    interrupted_at = STARTED
    opening = Opening(
        by=(PD, PE, PL), asks=(host, danger, harm, STARTED, LATE_REASON), starts=(NOTIFY,),
        reports=Report(at=(STARTED,), reach=FACT_REACH),
        topics=(
            Topic("The interruption", (host, STARTED, LATE_REASON)),
            Topic("Ground of the suspension", (danger, harm))))

    measure = LongText("Measure taken", example=SENTENCE)

    suspension_notice = Slot("Notice of suspension", paper=Paper(
        title="Notice of the suspension of the cloud service",
        says="%(system)s endangers the safe and stable running of the cloud platform. Under %(contract)s we have cut"
        " its service off as said below; we restore it when the event has been dealt with.",
        by=(Party.PROVIDER,), to=Party.AGENCY, numbered=True,
    ))
    recovery_proof = Slot("Monitoring screenshot", paper=OUTSIDE)
    decision = Slot("Written ruling", paper=OUTSIDE)

    notifying = State("Awaiting the written notice", stages.SUSPENSION)
    suspended = State("Service suspended", stages.SUSPENSION)
    restoring = State("Awaiting restoration", stages.RESTORATION)
    checking = State("Restoration being checked, ground open", stages.CONFIRMATION)
    deciding = State("Ground in dispute, awaiting the decision", stages.CONFIRMATION)
    closed = State("Closed, suspended as agreed", CLOSING, final=True)
    wrongful = State("Found wrongful", CLOSING, final=True)
    cancelled = State("Ended as a false alarm", CLOSING, final=True)

    notify = Step(
        "Give written notice", notifying, suspended, by=(PD, PL), reports=TOLD, needs=(suspension_notice,),
        stops=(NOTIFY,), starts=(HANDLE,), tells=(*AGENCY, VE, AO, SA))
    report_handled = Step(
        "Report the event as dealt with", suspended, restoring, by=(*AGENCY, VE), reports=DONE, asks=(measure,),
        stops=(HANDLE,), starts=(RESTORE,), grants=(HANDLED,), tells=PROVIDER)
    return_handled = turn_back(
        "Return, not dealt with", restoring, suspended, by=(PL,), reports=SEEN, when=(reported_handled,),
        needs=(EVIDENCE,), cancels=(RESTORE,), reopens=(HANDLE,), voids=(HANDLED,), tells=(*AGENCY, VE, SA),
        phrases=("The event is not dealt with for good. Go on with it.",))
    demand_restoration = Step(
        "Demand the service back", suspended, restoring, by=(AL, SA), why=True, cancels=(HANDLE,), starts=(RESTORE,),
        tells=(*AGENCY, *PROVIDER, SA), aside=True)
    restore_early = Step(
        "Restore of one’s own accord", suspended, checking, by=(PE, PL), reports=RESTORED_EARLY, when=(people.mine,),
        asks=(RESTORED,), needs=(recovery_proof,), cancels=(HANDLE,), starts=(RESTORE, CONFIRM), pauses=(RESTORE,),
        tells=(VE,), aside=True)
    report_restored = Step(
        "Report the service as restored", restoring, checking, by=(PE, PL), reports=Report(at=(RESTORED,)),
        when=(people.mine,), asks=(RESTORED,), needs=(recovery_proof,), pauses=(RESTORE,), starts=(CONFIRM,),
        tells=(VE,))
    not_restored = turn_back(
        "Return, not restored", checking, restoring, by=AGENCY, reports=Report(turns_down=True, at=(SEEN_AT,)),
        asks=(SEEN_AT,), stops=(CONFIRM,), voids_pause=(RESTORE,), tells=(PL, SA),
        phrases=("As checked, the service is not back. Go on restoring it.",))
    accept_ground = Step(
        "Accept the ground", checking, closed, by=(AL,), stops=(CONFIRM, RESTORE), tells=(AC, *PROVIDER, SA, AO))
    contest_ground = Step(
        "Contest the ground", checking, deciding, by=(AL,), why=True, refuses=True,
        stops=(CONFIRM, RESTORE), starts=(DECIDE,), tells=(AC, *PROVIDER, SA),
        phrases=(
            "The evidence does not show a danger to the platform.",
            "Cutting the service off went further than was needed.",
        ))
    decide_rightful = Step(
        "Find it suspended as agreed", deciding, closed, by=(SA,), why=True, needs=(decision,),
        stops=(DECIDE,), tells=(*AGENCY, *PROVIDER, AO))
    decide_wrongful = Step(
        "Find the suspension wrongful", deciding, wrongful, by=(SA,), why=True, needs=(decision,),
        stops=(DECIDE,), tells=(*AGENCY, *PROVIDER, AO), finds=True)
    end_false_alarm = Step(
        "End as a false alarm", notifying, cancelled, by=(AL,), why=True, cancels=ALL, tells=(*PROVIDER, SA),
        aside=True)
# fmt: on
