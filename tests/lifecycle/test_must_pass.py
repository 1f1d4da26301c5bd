"""What nobody may get round: take the gate out of the machine, and the room behind it cannot be reached."""

import pytest

from tests.lifecycle.test_structure import reached
from tickets.lifecycle import KINDS
from tickets.lifecycle.guards import authority, content, people, time
from tickets.lifecycle.kinds import restart
from tickets.lifecycle.kinds.change import guards as change

RECORDED = ("record_filing", "register_filing")
WORK = {
    "onboarding": ("planning", "allocating", "deploying", "closed"),
    "go_live": ("preparing", "checking", "scheduled", "observing", "closed"),
    "exit": ("inventorying", "moving", "shut", "erasing", "closed"),
}
#: kind, state, steps of which one at least must have been taken.
GATES = [
    *((kind, state, RECORDED) for kind, states in WORK.items() for state in states),
    ("change", "scheduled", (*RECORDED, "authorize_urgent")),
    ("change", "implementing", ("start_work",)),
    ("change", "implementing", ("accept", "countersign_supplement")),
    ("change", "supplementing", (*RECORDED, "authorize_urgent")),
    ("change", "in_effect", ("confirm_temporary",)),
    ("onboarding", "deploying", ("submit_test",)),
    ("onboarding", "allocating", ("agree_plan",)),
    ("go_live", "observing", ("release",)),
    ("go_live", "observing", ("switch_on", "report_switched_on")),
    ("go_live", "scheduled", ("submit_readiness",)),
    ("restart", "executing", ("approve_restart", "enter_code", "note_call_back")),
    ("restart", "executing", ("verify", "accept_exception", "enter_code", "note_call_back")),
    ("restart", "executing", ("begin", "report_afterwards")),
    ("restart", "permitted", ("approve_restart", "enter_code", "note_call_back")),
    ("restart", "closed", ("complete", "report_afterwards")),
    ("staff_replacement", "nominating", ("issue_demand",)),
    ("staff_replacement", "closed", ("confirm_handover",)),
    ("provider_exit", "inventorying", ("apply", "reapply", "apply_late")),
    ("provider_exit", "inventorying", ("apply", "reapply", "consent_late")),
    ("provider_exit", "inventorying", ("permit_exit",)),
    ("migration", "inventorying", ("issue_order", "register_order")),
    ("migration", "inventorying", ("demand",)),
    ("switchover", "inventorying", ("issue_notice",)),
    ("incident", "closed", ("submit_report",)),
    ("incident", "closed", ("confirm",)),
]
LEAVING = ("exit", "provider_exit", "migration", "switchover")
#: In this order, and none left out.
LEAVING_GATES = (
    "submit_inventory",
    "agree_inventory",
    "accept_move",
    "confirm_stable",
    "shut_down",
    "permit_erasure",
    "report_erased",
)


@pytest.mark.parametrize(("kind", "state", "gates"), GATES)
def test_a_state_is_not_reached_without_one_of_its_gates(kind: str, state: str, gates: tuple[str, ...]) -> None:
    machine = KINDS[kind]
    assert state in reached(machine, [machine.initial.code])
    assert state not in reached(machine, [machine.initial.code], without=gates)


@pytest.mark.parametrize("kind", LEAVING)
@pytest.mark.parametrize("gate", LEAVING_GATES)
def test_nothing_is_erased_without_inventory_stability_shutdown_and_permission(kind: str, gate: str) -> None:
    machine = KINDS[kind]
    assert "checking_erasure" not in reached(machine, [machine.initial.code], without=[gate])


@pytest.mark.parametrize("kind", LEAVING)
def test_erasing_is_final(kind: str) -> None:
    assert "shut" not in reached(KINDS[kind], ["erasing"])


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("exit", {"permit_erasure"}),
        ("switchover", {"issue_notice", "permit_erasure"}),
        ("provider_exit", {"permit_exit", "permit_erasure", "accept_losses"}),
        ("migration", {"permit_erasure", "accept_losses"}),
    ],
)
def test_what_destroys_data_ends_the_service_or_owes_money_asks_for_the_password_again(
    kind: str, steps: set[str]
) -> None:
    assert {step.name for step in KINDS[kind].steps if step.grave} == steps


def test_an_edit_state_never_leads_to_work_but_through_a_new_approval() -> None:
    for kind in ("onboarding", "go_live", "exit"):
        machine = KINDS[kind]
        assert "accepting" not in reached(machine, ["returned_by_authority"], without=("approve", "reseal"))


@pytest.mark.parametrize("kind", ["onboarding", "go_live", "change", "exit"])
def test_work_begins_only_on_what_is_filed_and_approved(kind: str) -> None:
    assert {content.filed, content.approved} <= set(KINDS[kind].by_step["accept"].when)


def test_the_executor_of_a_restart_meets_every_condition_at_the_moment_of_acting() -> None:
    assert restart.Restart.begin.when == (
        people.mine, content.approved, restart.unused, time.in_window, restart.second_person, *authority.BOUNDED,
    )  # fmt: skip


def test_an_urgent_change_neither_closes_nor_ends_while_its_number_is_owed() -> None:
    machine = KINDS["change"]
    finals = {state.code for state in machine.states if state.final}
    afterwards = reached(machine, ["accepting"], without=("rework", "withdraw"))
    owing = {"in_effect"}
    for step in machine.steps:
        if step.target in finals and set(step.sources) & afterwards - owing - {"supplementing"}:
            assert {change.filing_settled, change.was_in_effect} & set(step.when), step.name
