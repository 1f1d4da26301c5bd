"""Every duty of a kind is a clause of the contracts that declare it, its clock paused only for what that lists."""

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


@pytest.fixture(params=SHIPPED, ids=[path.stem for path in SHIPPED])
def terms(request: pytest.FixtureRequest) -> ContractTerms:
    return contract_files.read(request.param, KNOWN)


def test_two_contracts_are_shipped() -> None:
    assert len(SHIPPED) >= 2


def test_every_duty_is_a_clause(terms: ContractTerms) -> None:
    duties = frozenset[str]().union(*(KINDS[kind].duties() for kind in terms.kinds))
    assert {clause.code for clause in terms.clauses} >= duties


def test_every_clause_is_of_the_sort_that_the_kinds_make_of_it(terms: ContractTerms) -> None:
    sorts = {sort: {one.code for one in terms.clauses if one.sort == sort} for sort in ("clock", "gate", "advice")}
    declared = [KINDS[kind] for kind in terms.kinds]
    assert sorts == {
        "clock": {mark.clause for machine in declared for mark in machine.marks()} - {ALL_CLOCKS},
        "gate": {gate.code for machine in declared for gate in machine.gates},
        "advice": {advice.code for advice in ADVICE},
    }


def test_a_clock_is_paused_only_on_grounds_that_its_clause_lists(terms: ContractTerms) -> None:
    listed = {clause.code: set(clause.pauses) for clause in terms.clauses}
    pauses = {(mark.clause, mark.ground) for mark in MARKS if mark.op is Op.PAUSE and mark.ground != CLAIMED}
    assert [(clause, ground) for clause, ground in sorted(pauses) if ground not in listed.get(clause, {ground})] == []
