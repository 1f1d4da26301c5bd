"""Emergency drill 应急演练 (8.2, 9.12, 10)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import local
from tickets.lifecycle import stages
from tickets.lifecycle.bounds import NOW, Moment, Point, given, not_after, not_before
from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.duties import APPROVE, CONFIRM, Clock
from tickets.lifecycle.effects import USE_CONSENT
from tickets.lifecycle.endorsements import APPROVAL, DRILL_BEGUN
from tickets.lifecycle.fields import SENTENCE, Instant, LongText, Text, right_now
from tickets.lifecycle.guards import people, scope, time
from tickets.lifecycle.kind import Kind, Opening
from tickets.lifecycle.papers import Paper, Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, PD, PL, PROVIDER, SA, VE
from tickets.lifecycle.questions import COMPLETE, CONCERNED, WINDOW_END, WINDOW_START
from tickets.lifecycle.reports import DONE, SEEN, Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED, CLOSED, Drafted
from tickets.lifecycle.steps import ALL, Side, State, Step, turn_back
from tickets.lifecycle.tables import ConsentNumber
from tickets.lifecycle.topics import Topic
from tickets.policy.known import Parameter
from tickets.policy.types import Party

PREPARE: Final = Clock("drill.prepare")
HOLD: Final = Clock("drill.hold")
REPORT: Final = Clock("drill.report")
#: How many hours the window of one drill may last (interpretation M72).
LONGEST: Final = Parameter("drill.longest_hours", 1, 336, otherwise=72, since=2)


def _latest_end(scene: Scene) -> Moment | None:
    first = scene.value(WINDOW_START)
    return first and first + timedelta(hours=scene.facts.number(LONGEST))


BEGINS: Final = WINDOW_START.changed(example=right_now())
ENDS: Final = WINDOW_END.bounded(
    *WINDOW_END.limiting, not_after(Point("longest_drill", "the longest time that one drill may take", _latest_end))
)
CONSENT_NO: Final = ConsentNumber(
    "Consent to the drill",
    example=None,
    required=False,
    needed="(needed for a drill of the platform)",
    hint="The provider drills the platform only with the agency’s consent in writing.",
    name="consent_no",
)
ENDED: Final = Instant(
    "The drill ended at",
    within=(not_before(given(DRILL_BEGUN, "the beginning of the drill")), not_after(NOW)),
    example=right_now(),
    name="drill_ended_at",
)


@guard(
    _("The provider drills the platform only with a consent of the agency: name the one that is granted."),
    Ask.TYPED,
    at=CONSENT_NO,
)
def consent_named(scene: Scene) -> bool:
    """Told as soon as it is filed: whoever sends it on may be another."""
    return scene.roles.isdisjoint(PROVIDER) or bool(scene.value(CONSENT_NO))


def _usable(scene: Scene) -> Mapping[str, object]:
    return {"numbers": ", ".join(sorted(scene.facts.consents)) or "—"}


@guard(
    _(
        "A drill of the platform takes a consent of the agency that is granted, not used yet, and good for its whole"
        " window and all of its systems. Granted and not used: %(numbers)s."
    ),
    Ask.TYPED,
    at=CONSENT_NO,
    recorded=True,
    names=_usable,
)
def consent_covers(scene: Scene) -> bool:
    """The provider's drills are those of the platform (10.2); the agency's, of its own systems, need none."""
    if scene.opening_party != Party.PROVIDER:
        return True
    start, end = scene.recorded(WINDOW_START), scene.recorded(WINDOW_END)
    consent = scene.facts.consents.get(scene.recorded(CONSENT_NO) or "")
    if consent is None or start is None or end is None:
        return False
    return consent.covers(local(start).date(), local(end).date(), _systems(scene))


def _systems(scene: Scene) -> frozenset[str]:
    """None: all of the contract."""
    own = scene.facts.own_system
    return frozenset(scene.recorded(CONCERNED) or ()) | ({own} if own else frozenset())


@guard(_("The other side may be passed over only when its time to prepare has run out."))
def prepare_overdue(scene: Scene) -> bool:
    clock = scene.clock(PREPARE)
    return clock is not None and clock.open and clock.late


@guard(_("The drill has not begun yet."))
def drill_begun(scene: Scene) -> bool:
    return scene.endorsed(DRILL_BEGUN) is not None


@guard(_("The drill has begun: report its end."))
def drill_not_begun(scene: Scene) -> bool:
    return not drill_begun.holds(scene)


BOTH_SIDES: Final = (AC, AL, PD, PL)


# fmt: off
class Drill(Kind):
    """Of its systems by the agency, with the provider's help; of the platform by the provider, never unpermitted."""

    kind, position = "drill", 118
    title = "Emergency drill"
    help = "A drill of the agency’s systems, or of the platform with the agency’s consent in writing."
    path = (
        stages.APPLICATION, stages.PREPARATION, stages.EXECUTION, stages.REPORT, stages.CONFIRMATION, stages.CLOSING)
    system_required = False
    parameters = (LONGEST,)
    checks = (scope.running(CONCERNED), consent_named)

    drill_scenario = LongText("What is drilled", example=SENTENCE)
    opening = Opening(
        by=(AC, PD, PL), asks=(drill_scenario, CONCERNED, BEGINS, ENDS, CONSENT_NO),
        asked_of=((CONSENT_NO, PROVIDER),),
        topics=(
            Topic("The drill", (drill_scenario, CONCERNED)),
            Topic("When it is carried out", (BEGINS, ENDS, CONSENT_NO))))

    drill_contact = Text("Who is reached during the drill", example="演示·值班员")
    drill_problems = LongText("Problems found", example=None, required=False)

    drill_plan = Slot("Plan of the drill", paper=Paper(
        title="Plan of an emergency drill",
        says="The drill named below is held as follows.",
        by=(Party.PROVIDER,), to=Party.AGENCY, numbered=True,
        blanks=("Who leads it", "Course of the drill", "How service is restored if something fails"),
    ))
    drill_report = Slot("Report of the drill", paper=Paper(
        title="Report of an emergency drill",
        says="The drill of work order %(number)s was held. We report as follows.",
        by=(Party.PROVIDER,), to=Party.AGENCY, course=True,
        blanks=("Result of the drill", "Problems found and what is done about them"),
    ))

    drafting = Drafted(planned=ENDS)
    preparing = State("Awaiting the other side’s preparation", stages.PREPARATION)
    scheduled = State("Awaiting the drill", stages.EXECUTION)
    reporting = State("Report of the drill due", stages.REPORT)
    checking = State("Report of the drill being checked", stages.CONFIRMATION)
    closed, cancelled = CLOSED, CANCELLED

    submit = drafting.submit.changed(side=Side.OPENER)
    discard = drafting.discard.changed(by=(AC, PD, PL), side=Side.OPENER)
    approve_plan = Step(
        "Approve the plan of the drill", drafting.approving, preparing, by=(AL,),
        when=(people.not_author, *drafting.ahead), needs=(drill_plan,),
        stops=(APPROVE,), starts=(PREPARE,), grants=(APPROVAL,), tells=(*PROVIDER, SA, VE))
    announce_drill = Step(
        "Announce a drill of the platform", drafting.draft, preparing, by=(PL,), side=Side.OPENER,
        when=(consent_covers, *drafting.ahead), needs=(drill_plan,), starts=(PREPARE,), tells=(*AGENCY, SA))
    confirm_ready = Step(
        "Confirm as prepared", preparing, scheduled, by=BOTH_SIDES, side=Side.OTHER,
        asks=(drill_contact,), stops=(PREPARE,), starts=(HOLD,))
    start_without = Step(
        "Go on without an answer", preparing, scheduled, by=(AL,), side=Side.OPENER,
        when=(prepare_overdue,), why=True, stops=(PREPARE,), starts=(HOLD,), tells=(*PROVIDER, SA), aside=True)
    cancel_drill = Step(
        "Call the drill off", (preparing, scheduled), cancelled, by=(AL, PL), side=Side.OPENER,
        when=(drill_not_begun,), why=True, cancels=ALL, tells=(*BOTH_SIDES, SA), aside=True)
    begin_drill = Step(
        "Report the drill as begun", scheduled, None, by=BOTH_SIDES, side=Side.OPENER,
        when=(people.once(DRILL_BEGUN), time.in_window, consent_covers), grants=(DRILL_BEGUN,), does=(USE_CONSENT,),
        tells=(*BOTH_SIDES, SA, VE))
    end_drill = Step(
        "Report the drill as ended", scheduled, reporting, by=BOTH_SIDES, side=Side.OPENER,
        when=(drill_begun,), reports=Report(at=(ENDED,)), asks=(ENDED,),
        stops=(HOLD,), starts=(REPORT,), tells=(*BOTH_SIDES, SA, VE))
    not_held = Step(
        "Report the drill as not held", scheduled, cancelled, by=(AL, PL), side=Side.OPENER,
        when=(time.window_over, drill_not_begun), why=True, cancels=ALL, tells=(*BOTH_SIDES, SA))
    submit_report = Step(
        "Submit written report", reporting, checking, by=BOTH_SIDES, side=Side.OPENER, reports=DONE,
        asks=(drill_problems,), needs=(drill_report,), pauses=(REPORT,), starts=(CONFIRM,))
    return_report = turn_back(
        "Return the report", checking, reporting, by=BOTH_SIDES, side=Side.OTHER, reports=SEEN,
        stops=(CONFIRM,), voids_pause=(REPORT,))
    confirm = Step(
        "Confirm and close", checking, closed, by=(AL, PL), side=Side.OTHER, reports=DONE,
        asks=(COMPLETE,), stops=(CONFIRM, REPORT), tells=(SA,))
# fmt: on
