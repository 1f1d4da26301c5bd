"""Staff on duty 值守与人员 (3.6, 3.9, 9.11, 12.4(2) and (3), annex 2 and 3): who is there in a guarded period, by a
plan that was agreed before, and how many are there in each month of the service.

Attendance is the roster but for what is reported of it. Nobody is absent because a sign-in is missing: absence comes
from a check on the spot or from the provider's own word.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.datelaw.types import day_end, midnight
from tickets.lifecycle import recurring, stages
from tickets.lifecycle.duties import CONFIRM, Clock
from tickets.lifecycle.effects import TELL_CONTESTED, TELL_KEY_STAFF, TELL_SHORT_STAFF
from tickets.lifecycle.endorsements import ATTENDANCE, DUTY_PLAN, PLAN_AGREED
from tickets.lifecycle.fields import Confirmed
from tickets.lifecycle.guards import people
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.kinds.staffing import guards
from tickets.lifecycle.kinds.staffing.guards import duty_begun, duty_over, of_a_period
from tickets.lifecycle.kinds.staffing.questions import (
    ABSENCE_NO,
    ANSWERS,
    BADGE,
    CAME_OR_WENT,
    DUTY_FROM,
    DUTY_SORT,
    DUTY_TO,
    EMPTY_FROM,
    EMPTY_POST,
    EMPTY_TO,
    GUARD,
    LAPSES,
    MAJOR,
    MONTH,
    OCCASION,
    PEOPLE_KEPT,
    PLAN_BY,
    POSTS,
    PRESENT_LEAST,
    PROMISED,
    SEEN_FROM,
    SEEN_TO,
    SIGNED_POST,
    SITE,
)
from tickets.lifecycle.papers import EVIDENCE, Paper, Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PD, PE, PL, SA, SYS
from tickets.lifecycle.questions import COMPLETE
from tickets.lifecycle.recurring import Recurring
from tickets.lifecycle.reports import DONE, SEEN
from tickets.lifecycle.segments import CANCELLED, CLOSED
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.lifecycle.topics import Topic
from tickets.penalties.readings import SHORT_MONTH, SHORT_MONTHS
from tickets.policy.known import Parameter, Switch
from tickets.policy.types import Party

PLAN: Final = Clock("staffing.plan")
SHEET: Final = Clock("staffing.sheet")

#: An announced holiday of at least so many days is guarded; so many working days are left for its plan.
HOLIDAY_DAYS: Final = Parameter("staffing.holiday_days", 2, 10, otherwise=3, since=2)
PLAN_DAYS: Final = Parameter("staffing.plan_days", 1, 30, otherwise=5, since=2)
#: Whether the bands of the annexes measure each interval with nobody there, or the sum of a day (N22).
UNATTENDED: Final = Switch("staffing.unattended", ("interval", "day"))
#: What follows of itself, where the contract has it.
HOLIDAYS: Final = Recurring(
    name="staffing.guard",
    title=_("Duty in the holiday %(what)s of %(year)s"),
    switch=recurring.switched("staffing.guard"),
    days=PLAN_DAYS,
    due=PLAN_BY.name,
    begins=True,
    what=lambda period: period.name,
    periods=recurring.holidays(HOLIDAY_DAYS, PLAN_DAYS),
    answers=lambda period: {
        DUTY_SORT.name: GUARD,
        OCCASION.name: period.name,
        DUTY_FROM.name: midnight(period.first),
        DUTY_TO.name: day_end(period.last),
    },
)
#: It has no plan to wait for: it begins on duty.
MONTHLY: Final = Recurring(
    name="staffing.monthly",
    title=_("Staff on duty in %(year)s-%(month)s"),
    switch=recurring.switched("staffing.monthly"),
    periods=recurring.staffed_months,
    into="on_duty",
    answers=lambda period: {
        DUTY_SORT.name: MONTH,
        OCCASION.name: f"{period.first:%Y-%m}",
        DUTY_FROM.name: midnight(period.first),
        DUTY_TO.name: day_end(period.last),
        PROMISED.name: period.people,
    },
)


# fmt: off
class Staffing(Kind):
    """The provider is on duty in a holiday or a guarded period by a plan that the agency knows, and each month with as
    many people as were promised."""

    kind, position = "staffing", 126
    title = "Staff on duty"
    help = "Staff are to be on duty on a holiday or during a major event: their plan before, their attendance after."
    path = (stages.PLANNING, stages.EXECUTION, stages.CONFIRMATION, stages.CLOSING)
    system_required = False
    after_term = AfterTerm.DURING_SWITCHOVER
    parameters = (
        HOLIDAY_DAYS, PLAN_DAYS, SHORT_MONTH, SHORT_MONTHS, UNATTENDED, HOLIDAYS.switch, MONTHLY.switch)
    checks = (guards.no_month,)
    recurs = (HOLIDAYS, MONTHLY)
    known = {DUTY_SORT: lambda _scene: GUARD}

    opening = Opening(
        by=(AC, PD, PL),
        asks=(DUTY_SORT, OCCASION, MAJOR, DUTY_FROM, DUTY_TO, PLAN_BY, PROMISED),
        starts=(PLAN.when(of_a_period),), asked_of=((DUTY_SORT, ()), (PROMISED, ())), titled=(OCCASION,),
        topics=(
            Topic("What is guarded", (DUTY_SORT, OCCASION, MAJOR, PROMISED)),
            Topic("When staff are on duty", (DUTY_FROM, DUTY_TO, PLAN_BY))))

    roster_kept = Confirmed("The roster was kept throughout", example=True)

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
    on_duty = State("On duty", stages.EXECUTION)
    reporting = State("Attendance awaited", stages.EXECUTION)
    checking = State("Attendance being checked", stages.CONFIRMATION)
    closed, cancelled = CLOSED, CANCELLED

    submit_duty_plan = Step(
        "Submit the plan of duty", planning, checking_plan, by=(PD, PL), reports=DONE,
        asks=(POSTS,), needs=(guard_plan,), pauses=(PLAN,), starts=(CONFIRM,), grants=(DUTY_PLAN,))
    return_duty_plan = turn_back(
        "Return the plan of duty", checking_plan, planning, by=AGENCY, reports=SEEN,
        stops=(CONFIRM,), voids_pause=(PLAN,), voids=(DUTY_PLAN,))
    agree_duty_plan = Step(
        "Agree to the plan of duty", checking_plan, on_duty, by=(AL,), when=(people.not_author,),
        stops=(CONFIRM, PLAN), grants=(PLAN_AGREED,), tells=(PD, PL, SA))
    begin_unplanned = Step(
        "Begin the duty without a plan", planning, on_duty, by=(SYS, PL), when=(duty_begun,),
        cancels=(PLAN,), tells=(*AGENCY, PD, PL, SA), aside=True, lapses=DUTY_FROM)
    begin_unagreed = Step(
        "Begin the duty without an agreed plan", checking_plan, on_duty, by=(SYS, PL), when=(duty_begun,),
        stops=(CONFIRM, PLAN), tells=(*AGENCY, PD, PL, SA), aside=True, lapses=DUTY_FROM)
    find_present = Step(
        "Record a check: somebody was there", (on_duty, reporting), None, by=(AC, AL, SA), when=(duty_begun,),
        asks=(SITE, SEEN_FROM, SEEN_TO), takes=(check_proof,), tells=(PD, PL), aside=True)
    find_absent = Step(
        "Record a check: nobody was there", (on_duty, reporting), None, by=(AC, AL, SA), when=(duty_begun,),
        asks=(SITE, EMPTY_POST, EMPTY_FROM, EMPTY_TO), needs=(check_proof,), tells=(PD, PL, AL, SA), aside=True)
    report_absence = Step(
        "Report that nobody was there", (on_duty, reporting), None, by=(PE, PD, PL), when=(people.mine, duty_begun),
        asks=(SITE, EMPTY_POST, EMPTY_FROM, EMPTY_TO), takes=(EVIDENCE,), does=(TELL_KEY_STAFF,),
        tells=(*AGENCY, SA), aside=True)
    withdraw_absence = Step(
        "Take the finding of absence back", (on_duty, reporting, checking), None, by=(AL, SA),
        when=(guards.somebody_missing, guards.absence_open), asks=(ABSENCE_NO,), why=True,
        tells=(PD, PL, AL, SA), aside=True)
    uphold_absence = Step(
        "Uphold the finding of absence", checking, None, by=(SA, AL),
        when=(guards.found_by_others, guards.upholds_others), asks=(ABSENCE_NO,), why=True, does=(TELL_KEY_STAFF,),
        tells=(PD, PL, AL, SA), finds=True, aside=True)
    sign_duty = Step(
        "Record who came and went", (on_duty, reporting), None, by=(PE, PD, PL), reports=DONE,
        when=(people.mine, duty_begun), asks=(SITE, SIGNED_POST, BADGE, CAME_OR_WENT), takes=(EVIDENCE,), aside=True)
    end_duty = Step(
        "End the duty", on_duty, reporting, by=(PL, SYS), when=(duty_over,), starts=(SHEET,), lapses=DUTY_TO)
    hand_in_sheet = Step(
        "Report full attendance", reporting, closed, by=(PD, PL), reports=DONE,
        when=(guards.nobody_missing, guards.as_many_as_promised), asks=(roster_kept, PRESENT_LEAST),
        stops=(SHEET,), grants=(ATTENDANCE,), tells=(AC, AL, SA))
    hand_in_lapses = Step(
        "Report attendance with exceptions", reporting, checking, by=(PD, PL), reports=DONE,
        when=(guards.absences_answered, guards.month_counted), asks=(LAPSES, PRESENT_LEAST, PEOPLE_KEPT, ANSWERS),
        takes=(EVIDENCE,), pauses=(SHEET,), starts=(CONFIRM,), grants=(ATTENDANCE,),
        does=(TELL_CONTESTED, TELL_KEY_STAFF))
    return_sheet = turn_back(
        "Return the attendance", checking, reporting, by=AGENCY, reports=SEEN, stops=(CONFIRM,),
        voids_pause=(SHEET,), voids=(ATTENDANCE,))
    confirm_sheet = Step(
        "Confirm the attendance", checking, closed, by=(AL,), when=(people.not_author, guards.absences_settled),
        asks=(COMPLETE,), stops=(CONFIRM, SHEET), does=(TELL_SHORT_STAFF,), tells=(PL, SA, AO))
    call_off_duty = Step(
        "Call the duty off", (planning, checking_plan, on_duty), cancelled, by=(AL,), when=(guards.guarded,),
        why=True, cancels=ALL, tells=(PD, PL, SA), aside=True)
# fmt: on
