"""What a kind runs on and a contract lacks: named, and the kind is not offered."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.policy import small_contract
from tickets import register
from tickets.lifecycle import KINDS
from tickets.lifecycle.known import KNOWN
from tickets.models import Contract
from tickets.policy import contract_files

FIRST, SECOND = (contract_files.read(path, KNOWN) for path in small_contract.SHIPPED)
ORDER = list(KINDS).index
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_nothing_is_missing_where_the_contract_gives_what_its_kinds_run_on(django_assert_num_queries):
    small = register.load(contract_files.parse(small_contract.written(), KNOWN), now=NOW).contract
    first = register.load(FIRST, now=NOW).contract
    with django_assert_num_queries(1):
        found = register.missing([small, first])
    assert found == {
        small.pk: dict.fromkeys(sorted(small_contract.KINDS, key=ORDER), ()),
        first.pk: dict.fromkeys(KINDS, ()) | {"assessment": ("score_sheet",)},
    }


def test_what_a_kind_runs_on_is_missing_once_it_is_no_longer_in_force():
    contract = register.load(FIRST, now=NOW).contract
    contract.clauses.filter(code__in=["restart.verify", "staff.replace"]).update(current=False)
    contract.interpretations.filter(key="restart.permit_max_hours").update(key="", value=None)
    contract.score_sheet = {"source": "纪要", "pass_mark": 80, "items": []}
    lacking = {kind: names for kind, names in register.missing([contract])[contract.pk].items() if names}
    assert lacking == {
        "restart": ("restart.permit_max_hours", "restart.verify"),
        "staff_replacement": ("staff.replace",),
    }


def test_what_a_later_release_asks_for_holds_no_kind_up_and_is_named():
    contract = register.load(FIRST, now=NOW).contract
    later = {duty for needs in KNOWN.kinds.values() for duty in needs.later}
    contract.clauses.filter(code__in=later).update(current=False)
    contract.score_sheet = {"source": "纪要", "pass_mark": 80, "items": []}
    assert not any(register.missing([contract])[contract.pk].values())
    assert register.unlimited([contract]) == {contract.pk: tuple(sorted(later))}
    assert {"common.approve", "common.correct", "leaving.observe"} <= later


def test_a_kind_that_another_release_knew_is_not_offered():
    contract = register.load(FIRST, now=NOW).contract
    contract.kinds = ["restart", "inspection"]
    assert list(register.missing([contract])[contract.pk]) == ["restart"]


def test_declaring_a_further_kind_is_told_as_a_change():
    small = contract_files.parse(small_contract.written(), KNOWN)
    register.load(replace(small, kinds=("restart",)), now=NOW)
    (change,) = register.load(small, now=LATER).changes
    assert (change.key, change.old, change.new) == ("kinds", "restart", "restart, staff_replacement, exit")
    assert Contract.objects.get().kinds == list(small_contract.KINDS)
