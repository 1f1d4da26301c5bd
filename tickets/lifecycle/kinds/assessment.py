"""Monthly assessment 月度考核 (8.1, annex 3.2 and 3.3): a month is scored by the sheet that both sides agreed on.

The sum follows from the points and the result from the sum; neither is typed. What the agency notes of a complaint is
its word alone, until the provider accepts the month's result or the supervisor has ruled on it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle import recurring, stages
from tickets.lifecycle.bounds import NOW, TODAY, Moment, Point, not_after, not_before, recorded
from tickets.lifecycle.bounds import written as in_words
from tickets.lifecycle.conditions import Ask, Guard, guard
from tickets.lifecycle.duties import Clock, Sort
from tickets.lifecycle.effects import PROPOSE_RECTIFICATION, SET_OBJECTION_DAY
from tickets.lifecycle.endorsements import RESULT_ACCEPTED, RULED, SCORED
from tickets.lifecycle.fields import SENTENCE, Choice, Day, Instant, LongText, Number, Offered, Sample, Text, right_now
from tickets.lifecycle.guards import time
from tickets.lifecycle.kind import AfterTerm, Kind, Opening
from tickets.lifecycle.papers import EVIDENCE, OUTSIDE, Paper, Slot
from tickets.lifecycle.parties import AC, AGENCY, AL, AO, PD, PL, SA, SYS
from tickets.lifecycle.recurring import ONE_DAY, Recurring, month_end
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.segments import CLOSED
from tickets.lifecycle.steps import ALL, State, Step, turn_back
from tickets.lifecycle.tables import Scores, SystemCode, Table
from tickets.lifecycle.topics import Topic
from tickets.penalties import readings as priced
from tickets.policy.known import Parameter
from tickets.policy.types import Party

SCORE: Final = Clock("assessment.score")
DECIDE: Final = Clock("assessment.decide", sort=Sort.DECIDE)

#: So many working days after a result was issued the provider may object to it; that is a right and no duty.
OBJECTION_DAYS: Final = Parameter("assessment.objection_days", 1, 30, otherwise=3, since=2)
#: So many failed months in a row let the agency ask for rectification (annex 3.3).
IN_A_ROW: Final = priced.FAILED_IN_A_ROW
#: Does a month without a score break the row, or is it passed over?
GAP: Final = priced.MONTH_WITHOUT_SCORE
#: What both sides agreed in the demo, for whoever tries the kind there.
EXAMPLE_SHEET: Final = (
    ("availability", "平台可用性", 40),
    ("faults", "故障响应与处置", 30),
    ("service", "服务与报告", 30),
)
AVAILABILITY: Final = "availability"


def _last_month(sample: Sample) -> date:
    return (sample.today.replace(day=1) - ONE_DAY).replace(day=1)


def _its_end(sample: Sample) -> date:
    return min(month_end(_last_month(sample)), sample.ends)


def _first_month(scene: Scene) -> Moment:
    return scene.facts.term_starts.replace(day=1)


def _month_ends(scene: Scene) -> date | None:
    """The last day of the month, or of a term that ends in it (N17)."""
    first = scene.value(MONTH)
    return min(month_end(first), scene.facts.term_ends) if first is not None else None


MONTH: Final = Day(
    "Month of the assessment",
    within=(not_before(Point("first_month", "the first month of the term", _first_month)), not_after(TODAY)),
    example=_last_month,
    hint="Its first day",
    name="month",
)
_ENDS: Final = Point("month_ends", "the end of the month of the assessment", _month_ends)
MONTH_ENDS: Final = Day(
    "Assessed until",
    within=(not_before(_ENDS), not_after(_ENDS)),
    example=_its_end,
    required=False,
    name="month_ends",
)
SHEET: Final = Table(
    "Score sheet",
    (
        Text("Code of the item", example=AVAILABILITY, name="item_code"),
        Text("Scored item", example="平台可用性", name="item_words"),
        Number("Points at most", least=1, example=40, name="points_most"),
    ),
    example=[{"item_code": code, "item_words": words, "points_most": most} for code, words, most in EXAMPLE_SHEET],
    required=False,
    name="score_sheet",
)
PASS_MARK: Final = Number("Pass mark", least=1, example=80, required=False, name="pass_mark")
_BY: Final = Point("objection_by", "the last day for an objection", lambda scene: scene.facts.objection_by)
OBJECTION_BY: Final = Day(
    "Objection possible until",
    within=(not_before(_BY), not_after(_BY)),
    example=None,
    required=False,
    name="objection_by",
)
LINES: Final = Scores(
    "Points by item",
    (
        Offered("Scored item", example=AVAILABILITY, name="score_item"),
        Number("Points", example=40, name="points"),
        Text("Reason for the points", example="按记录评分", required=False, name="points_reason"),
    ),
    example=[{"score_item": code, "points": most} for code, _words, most in EXAMPLE_SHEET],
    name="score_lines",
)
COMPLAINT_SYSTEM: Final = SystemCode("System complained about", example="city-operation", name="complaint_system")
COMPLAINT_AT: Final = Instant(
    "Complaint received at",
    within=(not_before(recorded(MONTH, "the first day of the month")), not_after(NOW)),
    example=right_now(),
    name="complaint_at",
)
COMPLAINT_ABOUT: Final = Choice(
    "Complaint about",
    {AVAILABILITY: "Availability of the platform or its data", "other": "Another matter"},
    example="other",
    name="complaint_about",
)
OUTAGE: Final = Text(
    "Order of the outage",
    example=None,
    required=False,
    needed="(needed for a complaint about availability)",
    name="outage_order",
)


def sheet_rows(scene: Scene) -> list[dict[str, Any]] | None:
    """The agreed sheet as the order takes it over: what is agreed later leaves the month as it is."""
    sheet = scene.facts.score_sheet
    if sheet is None:
        return None
    return [{"item_code": one.code, "item_words": one.words, "points_most": one.points} for one in sheet.items]


def _mark(scene: Scene) -> int | None:
    sheet = scene.facts.score_sheet
    return sheet.pass_mark if sheet is not None else None


@guard(_("Name the month by its first day."), Ask.TYPED, at=MONTH)
def month_by_its_first_day(scene: Scene) -> bool:
    month = scene.value(MONTH)
    return month is None or month.day == 1


@guard(
    _("This month is scored by %(number)s. Go on there."),
    Ask.TYPED,
    at=MONTH,
    names=lambda scene: {"number": scene.facts.scored_months.get(scene.value(MONTH) or date.min, "")},
)
def month_once(scene: Scene) -> bool:
    return scene.value(MONTH) not in scene.facts.scored_months


@guard(_("The sheet is the one that the contract holds. Leave it out."), Ask.TYPED, at=SHEET)
def sheet_as_agreed(scene: Scene) -> bool:
    return scene.value(SHEET) == sheet_rows(scene)


@guard(_("The pass mark is that of the agreed sheet. Leave it out."), Ask.TYPED, at=PASS_MARK)
def mark_as_agreed(scene: Scene) -> bool:
    return scene.value(PASS_MARK) == _mark(scene)


def _end_of_month(scene: Scene) -> Mapping[str, object]:
    return {"day": in_words(scene.recorded(MONTH_ENDS))}


def _over(field: Day) -> Callable[[Scene], Iterable[datetime]]:
    def flips(scene: Scene) -> Iterable[datetime]:
        return time.after(scene.recorded(field))

    return flips


@guard(_("The month lasts until the end of %(day)s."), names=_end_of_month, flips=_over(MONTH_ENDS))
def month_over(scene: Scene) -> bool:
    last = scene.recorded(MONTH_ENDS)
    return last is not None and scene.today > last


@guard(_("The provider may still object."), flips=_over(OBJECTION_BY))
def objection_over(scene: Scene) -> bool:
    last = scene.recorded(OBJECTION_BY)
    return last is not None and scene.today > last


@guard(_("Whoever scored the month does not issue the result as well."), Ask.WHO, recorded=True)
def not_scorer(scene: Scene) -> bool:
    scored = scene.endorsed(SCORED)
    return scored is None or scene.persons.isdisjoint(scored.persons)


@guard(_("Whoever recorded what was looked at in the month does not rule on its result."), Ask.WHO, recorded=True)
def not_recorder(scene: Scene) -> bool:
    return scene.persons.isdisjoint(scene.facts.recorders)


def _most(scene: Scene) -> dict[str, int]:
    """Item -> points at most, by the sheet of the order."""
    return {row["item_code"]: row["points_most"] for row in scene.recorded(SHEET) or ()}


def _numbered(scene: Scene) -> list[tuple[int, str, int]]:
    return [(n, row["score_item"], row["points"]) for n, row in enumerate(scene.entered(LINES) or (), start=1)]


def _strange(scene: Scene) -> list[int]:
    most = _most(scene)
    return [row for row, item, _points in _numbered(scene) if item not in most]


def _again(scene: Scene) -> list[int]:
    items = [item for _row, item, _points in _numbered(scene)]
    return [row for row, item, _points in _numbered(scene) if item in items[: row - 1]]


def _beyond(scene: Scene) -> list[tuple[int, int]]:
    most = _most(scene)
    return [(row, most[item]) for row, item, points in _numbered(scene) if points > most.get(item, points)]


def _unscored(scene: Scene) -> list[str]:
    scored = {item for _row, item, _points in _numbered(scene)}
    return [row["item_words"] for row in scene.recorded(SHEET) or () if row["item_code"] not in scored]


@guard(
    _("Row %(row)d: the sheet has no such item."),
    Ask.TYPED,
    at=LINES,
    names=lambda scene: {"row": next(iter(_strange(scene)), 0)},
)
def items_of_the_sheet(scene: Scene) -> bool:
    return not _strange(scene)


@guard(
    _("Row %(row)d: this item is scored already."),
    Ask.TYPED,
    at=LINES,
    names=lambda scene: {"row": next(iter(_again(scene)), 0)},
)
def each_item_once(scene: Scene) -> bool:
    return not _again(scene)


@guard(
    _("Row %(row)d: at most %(most)d points."),
    Ask.TYPED,
    at=LINES,
    names=lambda scene: dict(zip(("row", "most"), next(iter(_beyond(scene)), (0, 0)), strict=True)),
)
def points_within_the_sheet(scene: Scene) -> bool:
    return not _beyond(scene)


@guard(
    _("Not scored yet: %(items)s."),
    Ask.TYPED,
    at=LINES,
    names=lambda scene: {"items": "、".join(_unscored(scene))},
)
def all_items_scored(scene: Scene) -> bool:
    return not _unscored(scene)


@guard(_("Choose a system of the contract."), Ask.TYPED, at=COMPLAINT_SYSTEM)
def complained_system_known(scene: Scene) -> bool:
    return scene.value(COMPLAINT_SYSTEM) in scene.facts.running


@guard(_("Name the order of the outage that the complaint is about."), Ask.TYPED, at=OUTAGE)
def outage_named(scene: Scene) -> bool:
    said = scene.value(OUTAGE)
    if said is None:
        return scene.value(COMPLAINT_ABOUT) != AVAILABILITY
    return bool(scene.facts.orders(frozenset({said})))


SCORING_GUARDS: Final[tuple[Guard, ...]] = (
    items_of_the_sheet, each_item_once, points_within_the_sheet, all_items_scored,
)  # fmt: skip
MONTHLY: Final = Recurring(
    name="assessment.monthly",
    title=_("Assessment of %(year)s-%(month)s"),
    switch=recurring.switched("assessment.monthly"),
    periods=recurring.begun_months,
    answers=lambda period: {MONTH.name: period.first.replace(day=1), MONTH_ENDS.name: period.last},
    same=(MONTH.name,),
)


# fmt: off
class Assessment(Kind):
    """The agency scores each month of service by the agreed sheet; the provider may object, the supervisor rules."""

    kind, position = "assessment", 127
    title = "Monthly assessment"
    help = "A month that the service has not opened by itself: complaints and checks are noted, then it is scored."
    path = (stages.RECORDING, stages.SCORING, stages.RESPONSE, stages.CLOSING)
    system_required = False
    one_by_one = True
    after_term = AfterTerm.DURING_SWITCHOVER
    needs_sheet = True
    parameters = (OBJECTION_DAYS, IN_A_ROW, GAP, MONTHLY.switch)
    checks = (month_by_its_first_day, month_once, sheet_as_agreed, mark_as_agreed)
    recurs = (MONTHLY,)
    known = {MONTH_ENDS: _month_ends, SHEET: sheet_rows, PASS_MARK: _mark}

    opening = Opening(
        by=(AC,), asks=(MONTH, MONTH_ENDS, SHEET, PASS_MARK, OBJECTION_BY), asked_of=((OBJECTION_BY, ()),),
        topics=(
            Topic("The month", (MONTH, MONTH_ENDS, OBJECTION_BY)),
            Topic("How it is scored", (SHEET, PASS_MARK))))

    complaint = LongText("Complaint", example=SENTENCE)
    check_found = LongText("What was found", example=SENTENCE)
    objected_items = LongText("Items objected to", example=SENTENCE)

    score_record = Slot("Monthly score sheet", paper=Paper(
        title="Monthly score sheet",
        says="Under %(contract)s the month named below is scored by the sheet that both sides agreed on; an objection"
        " may be entered in work order %(number)s.",
        by=(Party.AGENCY,), to=Party.PROVIDER, numbered=True,
        columns=("Scored item", "Points at most", "Points", "Reason"),
    ))
    result_ruling = Slot("Ruling on the score", paper=OUTSIDE)

    collecting = State("What happens is noted", stages.RECORDING)
    scoring = State("To be scored", stages.SCORING)
    approving = State("Score awaiting the lead", stages.SCORING)
    issued = State("Result issued", stages.RESPONSE)
    deciding = State("Objection awaiting a ruling", stages.RESPONSE)
    closed = CLOSED
    void = State("Month not assessed", stages.CLOSING, final=True)

    record_complaint = Step(
        "Record a complaint of a user", collecting, None, by=(AC, AL), when=(complained_system_known, outage_named),
        asks=(COMPLAINT_SYSTEM, COMPLAINT_AT, COMPLAINT_ABOUT, OUTAGE, complaint), needs=(EVIDENCE,),
        tells=(PD, PL), aside=True)
    # The supervisor, who may be one person, rules on objections and records nothing here.
    record_check = Step(
        "Record what was looked at", collecting, None, by=(AC, AL), asks=(check_found,), takes=(EVIDENCE,),
        tells=(PD, PL), aside=True)
    end_month = Step(
        "End the month", collecting, scoring, by=(AC, SYS), when=(month_over,), starts=(SCORE,), lapses=MONTH_ENDS)
    submit_score = Step(
        "Hand in the score", scoring, approving, by=(AC,), when=SCORING_GUARDS, asks=(LINES,), takes=(EVIDENCE,),
        grants=(SCORED,))
    return_score = turn_back(
        "Return the score", approving, scoring, by=(AL,), voids=(SCORED,))
    issue_result = Step(
        "Issue the result", approving, issued, by=(AL,), when=(not_scorer,), takes=(score_record,),
        stops=(SCORE,), does=(SET_OBJECTION_DAY,), tells=(PD, SA), grave=True)
    accept_result = Step(
        "Accept the result", issued, closed, by=(PL,), grants=(RESULT_ACCEPTED,), does=(PROPOSE_RECTIFICATION,),
        tells=(*AGENCY, SA))
    object_to_result = Step(
        "Object to the result", issued, deciding, by=(PL,), asks=(objected_items,), why=True, takes=(EVIDENCE,),
        starts=(DECIDE,), tells=AGENCY)
    lapse_objection = Step(
        "No objection raised in time", issued, closed, by=(AL, SYS), when=(objection_over,),
        does=(PROPOSE_RECTIFICATION,), tells=(*AGENCY, PD, PL, SA), aside=True, lapses=OBJECTION_BY)
    decide_result = Step(
        "Rule on the score", deciding, closed, by=(SA,), when=(not_recorder, *SCORING_GUARDS), asks=(LINES,),
        why=True, needs=(result_ruling,), stops=(DECIDE,), grants=(RULED,), does=(PROPOSE_RECTIFICATION,),
        tells=(*AGENCY, PD, PL), finds=True)
    skip_month = Step(
        "Leave the month unscored", scoring, void, by=(AL,), why=True, cancels=ALL, tells=(AC, PD, PL, SA, AO),
        aside=True)
# fmt: on
