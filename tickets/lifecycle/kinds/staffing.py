"""Guarded period 值守保障 (3.9, 9.11, 12.4(2), annex 2 and 3): who is on duty, agreed before, accounted for after.

Attendance is the roster but for what is reported of it. Nobody is absent because a sign-in is missing: absence comes
from a check on the spot or from the provider's own word.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import day_end, midnight
from tickets.lifecycle import recurring, stages
from tickets.lifecycle.bounds import (
    LATELY,
    SERVICE_ENDS,
    SWITCHED_BY,
    TODAY,
    Moment,
    Point,
    after,
    answer_to,
    not_after,
    not_before,
)
from tickets.lifecycle.bounds import written as in_words
from tickets.lifecycle.conditions import guard
from tickets.lifecycle.duties import CONFIRM, Clock
from tickets.lifecycle.endorsements import ABSENCE
from tickets.lifecycle.fields import (
    SENTENCE,
    Choice,
    Confirmed,
    Day,
    Instant,
    LongText,
    Number,
    Text,
    YesNo,
    right_now,
    today,
)
from tickets.lifecycle.guards import people, time
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import EVIDENCE, Paper, Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PD, PE, PL, SA, SYS
from tickets.lifecycle.questions import COMPLETE
from tickets.lifecycle.recurring import Recurring
from tickets.lifecycle.reports import DONE, SEEN
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CANCELLED, CLOSED
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.lifecycle.tables import Table
from tickets.lifecycle.topics import Topic
from tickets.policy.known import Parameter
from tickets.policy.types import Party

PLAN: Final = Clock("staffing.plan")
SHEET: Final = Clock("staffing.sheet")

DUTY_FROM: Final = Instant(
    "On duty from", within=(not_before(LATELY), not_after(SERVICE_ENDS)), example=right_now(hours=-3), name="duty_from"
)
DUTY_TO: Final = Instant(
    "On duty until",
    within=(after(answer_to(DUTY_FROM)), not_after(SWITCHED_BY)),
    example=right_now(hours=-1),
    name="duty_to",
)


def _begins_ahead(scene: Scene) -> Moment | None:
    """A duty that is entered while it runs has its plan later than its beginning."""
    start = scene.value(DUTY_FROM)
    return start if start is not None and start > scene.now else None


PLAN_BY: Final = Day(
    "Plan of duty by",
    within=(
        not_before(TODAY),
        not_after(Point("duty_begins", "the beginning of the duty", _begins_ahead)),
        not_after(SWITCHED_BY),
    ),
    example=today(),
    name="plan_by",
)
CAME_OR_WENT: Final = Choice("Came or went", {"on": "Came on duty", "off": "Went off duty"}, example="on",
                             name="came_or_went")  # fmt: skip


OCCASION: Final = Text("What is guarded", example="国庆假期", name="occasion_named")
#: An announced holiday of at least so many days is guarded; so many working days are left for its plan.
HOLIDAY_DAYS: Final = Parameter("staffing.holiday_days", 2, 10, otherwise=3, since=2)
PLAN_DAYS: Final = Parameter("staffing.plan_days", 1, 30, otherwise=5, since=2)
#: What follows of itself, where the contract has it.
GUARD: Final = Recurring(
    name="staffing.guard",
    title=_("Duty in the holiday %(what)s of %(year)s"),
    switch=recurring.switched("staffing.guard"),
    days=PLAN_DAYS,
    due=PLAN_BY.name,
    begins=True,
    what=lambda period: period.name,
    periods=recurring.holidays(HOLIDAY_DAYS, PLAN_DAYS),
    answers=lambda period: {
        OCCASION.name: period.name,
        DUTY_FROM.name: midnight(period.first),
        DUTY_TO.name: day_end(period.last),
    },
)


def _duty(scene: Scene) -> Mapping[str, object]:
    return {"start": in_words(scene.recorded(DUTY_FROM)), "end": in_words(scene.recorded(DUTY_TO))}


def _begins(scene: Scene) -> Iterable[datetime]:
    return time.after(scene.recorded(DUTY_FROM))


def _ends(scene: Scene) -> Iterable[datetime]:
    return time.after(scene.recorded(DUTY_TO))


@guard(_("The duty begins at %(start)s. Until then its plan can be agreed."), names=_duty, flips=_begins)
def duty_begun(scene: Scene) -> bool:
    start = scene.recorded(DUTY_FROM)
    return start is not None and scene.now > start


@guard(_("The duty lasts until %(end)s."), names=_duty, flips=_ends)
def duty_over(scene: Scene) -> bool:
    end = scene.recorded(DUTY_TO)
    return end is not None and scene.now > end


@guard(_("A check found nobody on duty. Report what the roster was not kept in."))
def nobody_missing(scene: Scene) -> bool:
    return scene.endorsed(ABSENCE) is None


@guard(_("No finding of absence stands."))
def somebody_missing(scene: Scene) -> bool:
    return not nobody_missing.holds(scene)


# fmt: off
class Staffing(Kind):
    """The provider is on duty in a holiday or a guarded period by a plan that the agency knows."""

    kind, position = "staffing", 126
    title = "Guarded period"
    help = "Staff are to be on duty on a holiday or during a major event: their plan before, their attendance after."
    path = (stages.PLANNING, stages.EXECUTION, stages.CONFIRMATION, stages.CLOSING)
    system_required = False
    after_term = AfterTerm.DURING_SWITCHOVER
    parameters = (HOLIDAY_DAYS, PLAN_DAYS, GUARD.switch)
    recurs = (GUARD,)

    occasion_named = OCCASION
    major_event = YesNo("It is a major event", example=False, required=False)
    opening = Opening(
        by=(AC, PD, PL),
        asks=(occasion_named, major_event, DUTY_FROM, DUTY_TO, PLAN_BY),
        starts=(PLAN,),
        topics=(
            Topic("What is guarded", (occasion_named, major_event)),
            Topic("When staff are on duty", (DUTY_FROM, DUTY_TO, PLAN_BY))))

    posts = Table(
        "Posts",
        (
            Text("Post", example="驻场运维岗 A-01", name="duty_post"),
            Text("Site", example="云机房", name="site"),
            Number("People", least=1, example=1, name="people"),
            YesNo("Key post", example=False, required=False, name="key_post"),
        ),
        example=[{"duty_post": "驻场运维岗 A-01", "site": "云机房", "people": 1, "key_post": False}])
    roster_kept = Confirmed("The roster was kept throughout", example=True)
    lapses_of_duty = LongText("Where the roster was not kept, and who stood in", example=SENTENCE)
    present_least = Number("Fewest people present at one time", least=0, example=1)
    checked_site = Text("Site of the duty", example="云机房")
    signed_post = Text("Post that was taken or left", example="驻场运维岗 A-01")

    guard_plan = Slot("Plan of duty", paper=Paper(
        title="Plan of duty",
        says="For work order %(number)s we shall be on duty as listed here, and name whoever stands in beforehand.",
        by=(Party.PROVIDER,), to=Party.AGENCY,
        columns=("Post", "Site", "From", "To", "On duty"),
    ))
    check_proof = Slot("Record of the check", paper=Paper(
        title="Record of a check on the spot",
        says="The duty under work order %(number)s was checked on the spot, and found as written here.",
        by=(Party.AGENCY, Party.PROVIDER),
        columns=("Site", "From", "To", "Found"),
    ))

    planning = State("Plan of duty awaited", stages.PLANNING)
    checking_plan = State("Plan of duty being checked", stages.PLANNING)
    on_duty = State("Duty arranged", stages.EXECUTION)
    checking = State("Attendance being checked", stages.CONFIRMATION)
    closed, cancelled = CLOSED, CANCELLED

    submit_duty_plan = Step(
        "Submit the plan of duty", planning, checking_plan, by=(PD, PL), reports=DONE,
        asks=(posts,), needs=(guard_plan,), pauses=(PLAN,), starts=(CONFIRM,))
    return_duty_plan = turn_back(
        "Return the plan of duty", checking_plan, planning, by=AGENCY, reports=SEEN,
        stops=(CONFIRM,), voids_pause=(PLAN,))
    agree_duty_plan = Step(
        "Agree to the plan of duty", checking_plan, on_duty, by=(AL,), when=(people.not_author,),
        stops=(CONFIRM, PLAN), starts=(SHEET,), tells=(PD, PL, SA))
    begin_unplanned = Step(
        "Begin the duty without a plan", planning, on_duty, by=(SYS, PL), when=(duty_begun,),
        cancels=(PLAN,), starts=(SHEET,), tells=(*AGENCY, PD, PL, SA), aside=True, lapses=DUTY_FROM)
    begin_unagreed = Step(
        "Begin the duty without an agreed plan", checking_plan, on_duty, by=(SYS, PL), when=(duty_begun,),
        stops=(CONFIRM, PLAN), starts=(SHEET,), tells=(*AGENCY, PD, PL, SA), aside=True, lapses=DUTY_FROM)
    find_present = Step(
        "Record a check: somebody was there", on_duty, None, by=(AC, AL, SA), reports=DONE,
        when=(duty_begun,), asks=(checked_site,), takes=(check_proof,), tells=(PD, PL), aside=True)
    find_absent = Step(
        "Record a check: nobody was there", on_duty, None, by=(AC, AL, SA), reports=DONE,
        when=(duty_begun,), asks=(checked_site,), needs=(check_proof,), grants=(ABSENCE,), tells=(PD, PL, AL, SA),
        aside=True)
    withdraw_absence = Step(
        "Take the finding of absence back", on_duty, None, by=(AL, SA), when=(somebody_missing,), why=True,
        voids=(ABSENCE,), tells=(PD, PL, AL, SA), aside=True)
    sign_duty = Step(
        "Record who came and went", on_duty, None, by=(PE, PD, PL), reports=DONE,
        when=(people.mine, duty_begun), asks=(checked_site, signed_post, CAME_OR_WENT), takes=(EVIDENCE,), aside=True)
    hand_in_sheet = Step(
        "Report full attendance", on_duty, closed, by=(PD, PL), reports=DONE,
        when=(duty_over, nobody_missing), asks=(roster_kept, present_least), stops=(SHEET,), tells=(AC, AL, SA))
    hand_in_lapses = Step(
        "Report attendance with exceptions", on_duty, checking, by=(PD, PL), reports=DONE,
        when=(duty_over,), asks=(lapses_of_duty, present_least), takes=(EVIDENCE,), pauses=(SHEET,), starts=(CONFIRM,))
    return_sheet = turn_back(
        "Return the attendance", checking, on_duty, by=AGENCY, reports=SEEN, stops=(CONFIRM,), voids_pause=(SHEET,))
    confirm_sheet = Step(
        "Confirm the attendance", checking, closed, by=(AL,), when=(people.not_author,),
        asks=(COMPLETE,), stops=(CONFIRM, SHEET), tells=(PL, SA, AO))
    call_off_duty = Step(
        "Call the duty off", (planning, checking_plan, on_duty), cancelled, by=(AL,), why=True,
        cancels=ALL, tells=(PD, PL, SA), aside=True)
# fmt: on
