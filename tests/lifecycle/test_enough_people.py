"""人员不足: a step that asks for another person than an earlier one needs two of them in the unit."""

import pytest

from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import AUTHOR, FACT_FINDER
from tickets.lifecycle.enough import short_of_people
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.parties import AC, AF, AL, AO, PD, PL, SA

ALL = list(KINDS.values())
#: Role -> people; the numbers are people.
OFFICE = {AC: {1}, AL: {2}, AF: {3}, PD: {4}, PL: {5}, AO: {6}, SA: {7}}


def short(machine: type[Kind], **changes: set[int]) -> set[str]:
    seats = {role: frozenset(those) for role, those in (OFFICE | changes).items()}
    return {step.name for _side, step in short_of_people(machine, seats)}


@pytest.mark.parametrize(
    ("kind", "changes", "named"),
    [
        ("restart", {}, set()),
        ("restart", {AC: {2}}, {"approve_restart"}),  # one person is clerk and lead
        ("restart", {AC: {1, 2}}, set()),
        ("payment", {AF: {2}}, {"approve_payment", "register_payment"}),
        ("payment", {AF: {2, 3}}, set()),
        ("restart", {AL: set()}, {"approve_restart"}),
    ],
)
def test_a_step_is_named_where_nobody_else_could_take_it(
    kind: str, changes: dict[str, set[int]], named: set[str]
) -> None:
    assert named <= short(KINDS[kind], **changes)
    assert named or not short(KINDS[kind], **changes)


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_an_office_with_one_person_a_role_can_carry_every_kind(machine: type[Kind]) -> None:
    two_leads = {AL: {2, 12}, PL: {5, 15}}
    assert short(machine, **two_leads) == set()


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_whom_a_guard_keeps_out_is_somebody_of_the_kind(machine: type[Kind]) -> None:
    granted = {one.name for step in machine.steps for one in step.grants} | {AUTHOR, FACT_FINDER}
    assert {guard.apart for step in machine.steps for guard in step.when if guard.apart} <= granted
