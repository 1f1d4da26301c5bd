"""No guard is used in a kind that the tables do not try both ways, and that does not know "not asked then"."""

from collections.abc import Iterable

import pytest

from tests.lifecycle import test_guards_about_content as content
from tests.lifecycle import test_guards_about_contracts as contracts
from tests.lifecycle import test_guards_about_duties as duties
from tests.lifecycle import test_guards_about_findings as findings
from tests.lifecycle import test_guards_about_people as people
from tests.lifecycle import test_guards_about_permission as permission
from tests.lifecycle import test_guards_about_recovery as recovery
from tests.lifecycle import test_guards_about_scores as scores
from tests.lifecycle import test_guards_about_time as time
from tests.lifecycle.scenes import scene
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Condition, Guard
from tickets.lifecycle.kind import Kind

TABLES = (content, contracts, duties, findings, people, permission, recovery, scores, time)


def guards(kind: type[Kind]) -> Iterable[Guard]:
    yield from kind.checks
    for step in kind.steps:
        yield from step.when


def conditions(kind: type[Kind]) -> set[Condition]:
    asked = {mark.condition for mark in kind.marks()} | {step.tells_if for step in kind.steps}
    return {one for one in asked if one is not None}


def rule(guard: Guard) -> tuple[str, str]:
    """One rule, whatever it was made for: `once` and `unsigned` make a guard for each endorsement."""
    return guard.holds.__module__, guard.name


USED = {rule(guard) for kind in KINDS.values() for guard in guards(kind)}
EACH = [
    pytest.param(kind, guard, id=f"{kind.kind}.{guard.name}")
    for kind in KINDS.values()
    for guard in {rule(guard): guard for guard in guards(kind)}.values()
]


def test_every_guard_is_seen_to_hold() -> None:
    assert {rule(guard) for table in TABLES for guard, _ in table.HOLDS} == USED


def test_every_guard_is_seen_to_refuse() -> None:
    assert {rule(guard) for table in TABLES for guard, _ in table.REFUSES} == USED


@pytest.mark.parametrize(("kind", "guard"), EACH)
def test_a_guard_answers_on_a_ticket_that_was_not_asked(kind: type[Kind], guard: Guard) -> None:
    """Filed under an edition of the form that had none of the fields: yes or no and a sentence, never an error."""
    where = scene(kind=kind.kind, state=kind.initial.code, fields={}, typed={})
    assert guard.holds(where) in (True, False)
    assert guard.reason(where)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_condition_answers_on_a_ticket_that_was_not_asked(kind: type[Kind]) -> None:
    assert all(one.holds(scene(kind=kind.kind)) in (True, False) for one in conditions(kind))
