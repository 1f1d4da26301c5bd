"""Guards about staff on duty, each both ways: what a sheet must say, and how it stands with posts that nobody held."""

from typing import Any

import pytest
from django.utils import translation

from tests.lifecycle.scenes import NOW, scene
from tickets.lifecycle.attendance import Absence, Claimed
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.kinds.staffing import guards
from tickets.lifecycle.parties import AL, PL, SA
from tickets.lifecycle.scene import Scene

MONTH = {"duty_sort": "month", "people_promised": 6}
ACCEPT, CONTEST = {"absence_no": "1", "answer": "accept"}, {"absence_no": "1", "answer": "contest"}


def found(standing: Claimed, side: str = "agency", **said: Any) -> Scene:
    absence = Absence("1", "云机房", "A-01", NOW, NOW, side, standing)
    return scene(given={"absences": (absence,)}, **said)


def answered(standing: Claimed, *rows: dict[str, Any]) -> Scene:
    return found(standing, role=PL, typed={"absence_answers": list(rows)})


def sheet(fields: dict[str, Any], **typed: int | None) -> Scene:
    return scene(role=PL, fields=fields, typed=typed)


HOLDS = [
    (guards.guarded, scene(fields={"duty_sort": "guard"})),
    (guards.guarded, scene()),
    (guards.no_month, scene(fields={"duty_sort": "guard"})),
    (guards.nobody_missing, scene()),
    (guards.nobody_missing, found(Claimed.TAKEN_BACK)),
    (guards.somebody_missing, found(Claimed.OPEN)),
    (guards.somebody_missing, found(Claimed.CONTESTED)),
    (guards.absence_open, found(Claimed.CONTESTED, typed={"absence_no": "1"})),
    (guards.found_by_others, found(Claimed.CONTESTED, role=SA)),
    (guards.found_by_others, found(Claimed.CONTESTED, "supervisor", role=AL)),
    (guards.upholds_others, found(Claimed.CONTESTED, role=SA, typed={"absence_no": "1"})),
    (guards.absences_settled, found(Claimed.SETTLED)),
    (guards.absences_settled, found(Claimed.TAKEN_BACK)),
    (guards.absences_answered, scene()),
    (guards.absences_answered, answered(Claimed.SETTLED)),
    (guards.absences_answered, answered(Claimed.OPEN, ACCEPT)),
    (guards.absences_answered, answered(Claimed.CONTESTED, {**CONTEST, "answer_reason": "在机房"})),
    (guards.as_many_as_promised, sheet(MONTH, present_least=6)),
    (guards.as_many_as_promised, sheet({}, present_least=0)),
    (guards.month_counted, sheet(MONTH, people_kept=6, present_least=6)),
    (guards.month_counted, sheet({}, present_least=1)),
]
REFUSES = [
    (guards.guarded, scene(fields=MONTH)),
    (guards.no_month, scene(fields={"duty_sort": "month"})),
    (guards.no_month, scene(fields={"people_promised": 6})),
    (guards.nobody_missing, found(Claimed.OPEN)),
    (guards.nobody_missing, found(Claimed.SETTLED, "provider")),
    (guards.somebody_missing, scene()),
    (guards.somebody_missing, found(Claimed.SETTLED)),
    (guards.absence_open, found(Claimed.OPEN, typed={"absence_no": "2"})),
    (guards.absence_open, found(Claimed.SETTLED, typed={"absence_no": "1"})),
    (guards.found_by_others, found(Claimed.CONTESTED, role=AL)),
    (guards.found_by_others, found(Claimed.OPEN, role=SA)),
    (guards.upholds_others, found(Claimed.CONTESTED, role=AL, typed={"absence_no": "1"})),
    (guards.upholds_others, found(Claimed.CONTESTED, role=SA, typed={"absence_no": "2"})),
    (guards.absences_settled, found(Claimed.CONTESTED)),
    (guards.absences_settled, found(Claimed.OPEN)),
    (guards.absences_answered, answered(Claimed.OPEN)),
    (guards.absences_answered, answered(Claimed.OPEN, CONTEST)),
    (guards.absences_answered, answered(Claimed.OPEN, ACCEPT, ACCEPT)),
    (guards.absences_answered, answered(Claimed.SETTLED, ACCEPT)),
    (guards.as_many_as_promised, sheet(MONTH, present_least=5)),
    (guards.month_counted, sheet(MONTH, present_least=5)),
    (guards.month_counted, sheet(MONTH, people_kept=4, present_least=5)),
]


@pytest.mark.parametrize(("guard", "where"), HOLDS)
def test_it_holds(guard: Guard, where: Scene) -> None:
    assert guard.holds(where)


@pytest.mark.parametrize(("guard", "where"), REFUSES)
def test_it_refuses(guard: Guard, where: Scene) -> None:
    assert not guard.holds(where)
    with translation.override("zh-hans"):
        assert guard.reason(where)


@pytest.mark.parametrize("rows", [(), (CONTEST,), (ACCEPT, ACCEPT)], ids=["none", "no reason", "twice"])
def test_what_is_not_answered_rightly_is_named(rows: tuple[dict[str, str], ...]) -> None:
    with translation.override("zh-hans"):
        assert "答复不全的序号：1。" in guards.absences_answered.reason(answered(Claimed.OPEN, *rows))
