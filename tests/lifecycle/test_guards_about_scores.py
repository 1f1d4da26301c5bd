"""Guards about a month that is scored, each both ways: what is typed lies within the sheet that was agreed on."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from tests.lifecycle.scenes import NOW, TODAY, endorsed, scene
from tests.lifecycle.walk import AGREED_SHEET, PEOPLE
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.endorsements import SCORED
from tickets.lifecycle.kinds import assessment
from tickets.lifecycle.parties import AL, SA
from tickets.lifecycle.scene import Scene

DAY = timedelta(days=1)
SHEET = [{"item_code": one.code, "item_words": one.words, "points_most": one.points} for one in AGREED_SHEET.items]
FULL = [{"score_item": one.code, "points": one.points} for one in AGREED_SHEET.items]
FEBRUARY = {"month": date(2026, 2, 1)}
AGREED = {"score_sheet": SHEET, "pass_mark": 80}


def scored(*lines: dict[str, Any]) -> Scene:
    return scene(fields={"score_sheet": SHEET}, typed={"score_lines": list(lines)})


def complaint(**typed: Any) -> Scene:
    return scene(typed={"complaint_system": "energy-monitoring", "complaint_about": "availability", **typed})


HOLDS = [
    (assessment.month_by_its_first_day, scene(fields=FEBRUARY)),
    (assessment.month_once, scene(fields=FEBRUARY)),
    (assessment.sheet_as_agreed, scene(fields=AGREED)),
    (assessment.mark_as_agreed, scene(fields=AGREED)),
    (assessment.month_over, scene(fields={"month_ends": TODAY - DAY})),
    (assessment.objection_over, scene(fields={"objection_by": TODAY - DAY})),
    (assessment.not_scorer, scene(role=AL, endorsements=[endorsed(SCORED)])),
    (assessment.not_recorder, scene(role=SA)),
    (assessment.items_of_the_sheet, scored(*FULL)),
    (assessment.each_item_once, scored(*FULL)),
    (assessment.points_within_the_sheet, scored(*FULL)),
    (assessment.all_items_scored, scored(*FULL)),
    (assessment.complained_system_known, complaint()),
    (assessment.outage_named, complaint(outage_order="GD-2026-000001")),
    (assessment.outage_named, complaint(complaint_about="other")),
]
REFUSES = [
    (assessment.month_by_its_first_day, scene(fields={"month": date(2026, 2, 2)})),
    (assessment.month_once, scene(fields=FEBRUARY, given={"scored_months": {FEBRUARY["month"]: "GD-2026-000007"}})),
    (assessment.sheet_as_agreed, scene(fields={"score_sheet": SHEET[1:]})),
    (assessment.sheet_as_agreed, scene(fields=AGREED, given={"score_sheet": None})),
    (assessment.mark_as_agreed, scene(fields={"pass_mark": 79})),
    (assessment.month_over, scene(fields={"month_ends": TODAY})),
    (assessment.objection_over, scene(fields={"objection_by": TODAY})),
    (assessment.objection_over, scene()),
    (assessment.not_scorer, scene(role=AL, endorsements=[endorsed(SCORED, by=PEOPLE[AL])])),
    (assessment.not_recorder, scene(role=SA, given={"recorders": frozenset({PEOPLE[SA]})})),
    (assessment.items_of_the_sheet, scored(*FULL, {"score_item": "speed", "points": 1})),
    (assessment.each_item_once, scored(*FULL, FULL[1])),
    (assessment.points_within_the_sheet, scored(FULL[0], {**FULL[1], "points": 31})),
    (assessment.all_items_scored, scored(*FULL[1:])),
    (assessment.complained_system_known, complaint(complaint_system="gone")),
    (assessment.outage_named, complaint()),
    (assessment.outage_named, complaint(outage_order="GD-2026-000002")),
]


@pytest.mark.parametrize(("guard", "where"), HOLDS)
def test_it_holds(guard: Guard, where: Scene) -> None:
    assert guard.holds(where)


@pytest.mark.parametrize(("guard", "where"), REFUSES)
def test_it_refuses_and_says_why(guard: Guard, where: Scene) -> None:
    assert not guard.holds(where)
    assert guard.reason(where)


@pytest.mark.parametrize(
    ("guard", "where", "named"),
    [
        (assessment.items_of_the_sheet, scored(*FULL, {"score_item": "speed", "points": 1}), "第4行"),
        (assessment.each_item_once, scored(FULL[0], FULL[0]), "第2行"),
        (assessment.points_within_the_sheet, scored(FULL[0], {**FULL[1], "points": 31}), "第2行：最多30分"),
        (assessment.all_items_scored, scored(*FULL[1:]), "平台可用性"),
    ],
)
def test_the_refusal_names_the_row_and_the_figure(guard: Guard, where: Scene, named: str) -> None:
    with translation.override("zh-hans"):
        assert named in guard.reason(where)


def test_time_alone_ends_a_month_and_the_right_to_object() -> None:
    for guard, name in ((assessment.month_over, "month_ends"), (assessment.objection_over, "objection_by")):
        assert [at.date() for at in guard.flips(scene(fields={name: NOW.date()}))] == [TODAY + DAY]
