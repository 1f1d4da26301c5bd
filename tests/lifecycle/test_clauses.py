"""Every duty that a kind runs on is a clause of both shipped contracts, its clock paused only for what it lists."""

from pathlib import Path

import pytest

from tickets.lifecycle import KINDS
from tickets.lifecycle.duties import ADVICE, CLAIMED
from tickets.lifecycle.known import KNOWN
from tickets.lifecycle.steps import ALL_CLOCKS, Mark, Op
from tickets.policy import contract_files
from tickets.policy.types import ContractTerms

SHIPPED = sorted(Path(contract_files.__file__).parent.glob("contracts/*.toml"))
MARKS: set[Mark] = {mark for machine in KINDS.values() for mark in machine.marks() if mark.clause != ALL_CLOCKS}
GATES = {gate.code for machine in KINDS.values() for gate in machine.gates}
DUTIES = frozenset[str]().union(*(machine.duties() for machine in KINDS.values()))


@pytest.fixture(params=SHIPPED, ids=[path.stem for path in SHIPPED])
def terms(request: pytest.FixtureRequest) -> ContractTerms:
    return contract_files.read(request.param, KNOWN)


def test_two_contracts_are_shipped() -> None:
    assert len(SHIPPED) >= 2


def test_every_duty_is_a_clause(terms: ContractTerms) -> None:
    assert {clause.code for clause in terms.clauses} >= DUTIES


def test_every_clause_is_of_the_sort_that_the_kinds_make_of_it(terms: ContractTerms) -> None:
    sorts = {sort: {one.code for one in terms.clauses if one.sort == sort} for sort in ("clock", "gate", "advice")}
    assert sorts == {
        "clock": {mark.clause for mark in MARKS},
        "gate": GATES,
        "advice": {advice.code for advice in ADVICE},
    }


def test_a_clock_is_paused_only_on_grounds_that_its_clause_lists(terms: ContractTerms) -> None:
    listed = {clause.code: set(clause.pauses) for clause in terms.clauses}
    pauses = {(mark.clause, mark.ground) for mark in MARKS if mark.op is Op.PAUSE and mark.ground != CLAIMED}
    assert [(clause, ground) for clause, ground in sorted(pauses) if ground not in listed[clause]] == []
