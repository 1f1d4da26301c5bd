"""Notice of maintenance 告知 (8.7)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import stages
from tickets.lifecycle.bounds import Moment, Point, given, not_after
from tickets.lifecycle.conditions import Ask, guard
from tickets.lifecycle.duties import ANNOUNCE_AHEAD, Clock
from tickets.lifecycle.effects import RESTATE
from tickets.lifecycle.endorsements import ACKNOWLEDGED, ANNOUNCED
from tickets.lifecycle.fields import SENTENCE, AskedIf, LongText, YesNo, right_now
from tickets.lifecycle.guards import people, scope, time
from tickets.lifecycle.kind import Advised, AfterTerm, Kind, Opening
from tickets.lifecycle.parties import AGENCY, PD, PL, PROVIDER, VE
from tickets.lifecycle.questions import ALSO, MAINTENANCE, WORK_FROM, WORK_TO
from tickets.lifecycle.reports import DONE
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED, CLOSED, DRAFT
from tickets.lifecycle.steps import ALL, State, Step
from tickets.lifecycle.topics import Topic
from tickets.policy.known import Parameter

FINISH: Final = Clock("notice.finish")
#: How many days one notice may cover: within it alarms are presumed to come of the work (interpretation M31).
LONGEST: Final = Parameter("notice.longest_days", 1, 90, otherwise=14, since=2)


def _latest_end(scene: Scene) -> Moment | None:
    first = scene.value(WORK_FROM)
    return first and first + timedelta(days=scene.facts.number(LONGEST))


BEGINS: Final = WORK_FROM.changed(example=right_now())
ENDS: Final = WORK_TO.bounded(
    *WORK_TO.limiting, not_after(Point("longest_work", "the longest time that one notice may cover", _latest_end))
)


def _begins(scene: Scene) -> Iterable[datetime]:
    return time.at(scene.recorded(WORK_FROM))


EMERGENCY: Final = YesNo(
    "It is an emergency",
    example=False,
    required=False,
    name="emergency",
    hint="Work that cannot wait is not told too late.",
)
SOURCE: Final = LongText(
    "Addresses that the test comes from",
    example=None,
    required=False,
    needed="(needed for a penetration test)",
    asked_if=AskedIf(MAINTENANCE, ("penetration_test",)),
    name="source",
)


def _planned(scene: Scene) -> Moment | None:
    return None if scene.value(EMERGENCY) else scene.value(BEGINS)


@guard(_("A penetration test names the addresses that it comes from."), Ask.TYPED, at=SOURCE)
def source_named(scene: Scene) -> bool:
    return scene.value(MAINTENANCE) != "penetration_test" or bool(scene.value(SOURCE))


@guard(_("The work has begun by its window: report it as finished."), flips=_begins)
def not_begun(scene: Scene) -> bool:
    start = scene.recorded(WORK_FROM)
    return start is None or scene.now < start


@guard(_("The work has not begun by its window yet."), flips=_begins)
def begun(scene: Scene) -> bool:
    return not not_begun.holds(scene)


# fmt: off
class MaintenanceNotice(Kind):
    """The agency works on a system that is live, and the provider knows of it before."""

    kind, position = "notice", 102
    title = "Notice of maintenance"
    help = "A live system will be upgraded, hardened or tested for weaknesses; the provider is told before."
    path = (stages.APPLICATION, stages.EXECUTION, stages.CLOSING)
    after_term = AfterTerm.DURING_SWITCHOVER
    parameters = (LONGEST,)
    checks = (scope.running(ALSO), source_named)
    advised = (
        Advised(
            ANNOUNCE_AHEAD, Point("planned_work", BEGINS.english, _planned, context=BEGINS.context),
            given(ANNOUNCED, "Announce maintenance")),)

    possible_impact = LongText("Possible impact", example=SENTENCE)
    work_result = LongText("Result of the work", example=SENTENCE)
    opening = Opening(
        by=AGENCY,
        asks=(MAINTENANCE, ALSO, BEGINS, ENDS, EMERGENCY, SOURCE, possible_impact),
        topics=(
            Topic("What is to be done", (MAINTENANCE, SOURCE, ALSO)),
            Topic("When it is carried out", (BEGINS, ENDS, EMERGENCY, possible_impact))))

    draft = DRAFT
    announced = State("Announced", stages.EXECUTION)
    closed, cancelled = CLOSED, CANCELLED

    announce = Step(
        "Send the notice", draft, announced, by=AGENCY, when=(time.still(ENDS),),
        starts=(FINISH,), grants=(ANNOUNCED,), tells=(*PROVIDER, VE))
    discard = Step("Discard", draft, cancelled, by=AGENCY, why=True, cancels=ALL, aside=True)
    acknowledge = Step(
        "Confirm receipt", announced, None, by=(PD, PL), reports=DONE,
        when=(people.once(ACKNOWLEDGED),), grants=(ACKNOWLEDGED,), tells=AGENCY, aside=True)
    change_window = Step(
        "Change the window", announced, None, by=AGENCY, when=(not_begun,), asks=(BEGINS, ENDS), why=True,
        cancels=(FINISH,), starts=(FINISH,), grants=(ANNOUNCED,), does=(RESTATE,), tells=(*PROVIDER, VE), aside=True)
    finish = Step(
        "Report the work as finished", announced, closed, by=(*AGENCY, VE), when=(begun,), reports=DONE,
        asks=(work_result,), stops=(FINISH,), tells=PROVIDER)
    call_off = Step(
        "Call the work off", announced, cancelled, by=AGENCY, when=(not_begun,), why=True,
        cancels=ALL, tells=(*PROVIDER, VE), aside=True)
# fmt: on
