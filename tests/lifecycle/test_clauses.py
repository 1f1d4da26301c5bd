"""Every clock that a machine moves is a clause of both shipped contracts, paused only for what it lists."""

from pathlib import Path

import pytest

from tickets.lifecycle import KINDS
from tickets.lifecycle.duties import CLAIMED
from tickets.lifecycle.steps import Mark, Op
from tickets.policy import contract_files
from tickets.policy.types import ContractTerms

SHIPPED = sorted(Path(contract_files.__file__).parent.glob("contracts/*.toml"))
MARKS: set[Mark] = {
    mark
    for machine in KINDS.values()
    for marks in (machine.opening.clocks, *(step.clocks for step in machine.steps))
    for mark in marks
    if mark.clause != "*"
}


@pytest.fixture(params=SHIPPED, ids=[path.stem for path in SHIPPED])
def terms(request: pytest.FixtureRequest) -> ContractTerms:
    return contract_files.read(request.param)


def test_two_contracts_are_shipped() -> None:
    assert len(SHIPPED) >= 2


def test_every_clock_is_a_clause(terms: ContractTerms) -> None:
    assert {mark.clause for mark in MARKS} <= {clause.code for clause in terms.clauses}


def test_every_clause_with_a_clock_is_moved_by_a_machine(terms: ContractTerms) -> None:
    clocks = {clause.code for clause in terms.clauses if clause.sort == "clock"}
    assert clocks == {mark.clause for mark in MARKS}


def test_a_clock_is_paused_only_on_grounds_that_its_clause_lists(terms: ContractTerms) -> None:
    listed = {clause.code: set(clause.pauses) for clause in terms.clauses}
    pauses = {(mark.clause, mark.ground) for mark in MARKS if mark.op is Op.PAUSE and mark.ground != CLAIMED}
    assert [(clause, ground) for clause, ground in sorted(pauses) if ground not in listed[clause]] == []
