"""An order goes from opening to close by what the machines declare, with people alone and no clock to wait for."""

from itertools import pairwise
from typing import Any

import pytest

from tests.lifecycle.scenes import NOW
from tests.lifecycle.walk import path
from tickets.lifecycle import KINDS

#: Other ways than the examples': what the order says decides who must move.
VARIANTS: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("change", {"term": "temporary", "end_date": "2026-04-30"}, "in_effect", ["submit", "confirm_temporary"]),
    ("change", {"type": "policy", "lines": [], "policies": [{
        "source": "10.0.0.1", "destination": "10.0.0.2", "protocol": "tcp", "direction": "in", "action": "allow",
    }]}, "closed", ["submit", "start_work", "confirm"]),
    ("change", {"type": "reduction", "lines": [{"line": "vcpu", "quantity": -4}]}, "closed", ["submit", "deliver"]),
    ("switchover", {"ending": "expiry", "end_date": "2027-01-01", "basis": "not_renewed"}, "closed", ["issue_notice"]),
    ("restart", {"operation": "power_cycle"}, "closed", ["verify", "begin"]),
    ("restart", {"operation": "other"}, "declined", ["refuse_damaging"]),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_carried_to_its_end(kind: str) -> None:
    moves = path(kind, NOW)
    assert moves
    assert not [move.action for move in moves if KINDS[kind].by_step[move.action].aside]


@pytest.mark.parametrize(("kind", "fields", "goal", "taken"), VARIANTS)
def test_what_the_ticket_says_decides_the_way(kind: str, fields: dict[str, Any], goal: str, taken: list[str]) -> None:
    actions = [move.action for move in path(kind, NOW, goal, **fields)]
    assert [action for action in actions if action in taken] == taken


def test_a_long_term_expansion_goes_through_the_cost_check_before_the_lead() -> None:
    assert [move.action for move in path("change", NOW)][:3] == ["submit_for_costing", "clear_cost", "approve"]


def test_provider_and_agency_never_confirm_their_own_claim() -> None:
    for kind in KINDS:
        moves = path(kind, NOW)
        for claim, answer in pairwise(moves):
            if claim.action.startswith(("report_", "deliver", "submit_inventory", "complete")):
                assert claim.role.split("_")[0] != answer.role.split("_")[0], (kind, claim.action)
