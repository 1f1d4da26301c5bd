"""What a ticket says that decides which clocks run and who is told: each condition where it holds, and where not."""

from datetime import timedelta
from typing import Any

import pytest

from tests.lifecycle.scenes import NOW, endorsed, scene
from tests.lifecycle.walk import PEOPLE
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Condition
from tickets.lifecycle.endorsements import PERMIT
from tickets.lifecycle.guards import authority
from tickets.lifecycle.kinds import incident, restart
from tickets.lifecycle.kinds.change import guards as change
from tickets.lifecycle.parties import PD, PE
from tickets.lifecycle.scene import Scene

SECOND = timedelta(seconds=1)


def says(**fields: Any) -> Scene:
    return scene(fields=fields)


def finished(after: timedelta) -> Scene:
    return scene(typed={"finished_at": NOW + after}, fields={"window_end": NOW})


HOLDS = [
    (change.expansion, says(type="expansion")),
    (change.not_expansion, says(type="reduction")),
    (change.not_expansion, says()),
    (change.interrupts, says(interrupts=True)),
    (incident.on_site, says(on_site=True)),
    (incident.important, scene(given={"important": True})),
    (incident.not_important, scene(given={"important": False})),
    (restart.ran_over, finished(SECOND)),
    (restart.single_handed, scene(role=PD, endorsements=[endorsed(PERMIT, by=PEOPLE[PD])])),
    (authority.unauthorised, scene(typed={"unauthorised": True})),
]
FAILS = [
    (change.expansion, says(type="reduction")),
    (change.expansion, says()),
    (change.not_expansion, says(type="expansion")),
    (change.interrupts, says(interrupts=False)),
    (change.interrupts, says()),
    (incident.on_site, says(on_site=False)),
    (incident.on_site, says()),
    (incident.important, scene(given={"important": False})),
    (incident.not_important, scene(given={"important": True})),
    (restart.ran_over, finished(timedelta())),
    (restart.ran_over, scene(typed={"finished_at": NOW})),
    (restart.ran_over, says(window_end=NOW)),
    (restart.single_handed, scene(role=PE, endorsements=[endorsed(PERMIT, by=PEOPLE[PD])])),
    (restart.single_handed, scene(role=PE)),
    (authority.unauthorised, scene(typed={"unauthorised": False})),
    (authority.unauthorised, scene()),
]


def used() -> set[Condition]:
    marks = {mark.condition for kind in KINDS.values() for mark in kind.marks()}
    told = {step.tells_if for kind in KINDS.values() for step in kind.steps}
    flagged = {flag.condition for kind in KINDS.values() for step in kind.steps for flag in step.flags}
    return {one for one in marks | told | flagged if one is not None}


@pytest.mark.parametrize(("condition", "where"), HOLDS)
def test_it_holds(condition: Condition, where: Scene) -> None:
    assert condition.holds(where) is True


@pytest.mark.parametrize(("condition", "where"), FAILS)
def test_it_does_not_hold(condition: Condition, where: Scene) -> None:
    assert condition.holds(where) is False


def test_every_condition_is_tried_both_ways() -> None:
    assert {one for one, _ in HOLDS} == {one for one, _ in FAILS} == used()
