"""What must hold of every machine, whatever its rows say."""

from collections.abc import Iterable

import pytest

from accounts.roles import PARTY
from tickets.actions.effects import EFFECTS
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Ask, Guard
from tickets.lifecycle.fields import fields
from tickets.lifecycle.guards import CONDITIONS
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.parties import PE, SYS
from tickets.lifecycle.steps import Mark, Op, Step

ALL = list(KINDS.values())
ROWS = [
    pytest.param(machine, step, id=f"{machine.kind}.{step.name}") for machine in ALL for step in machine.steps
]
#: States, transitions, and transitions counted once a source (machines.md §9).
COUNTS = (172, 312, 682)
#: A role that is told, though no step of its own asks for it.
FINANCE = "agency_finance"


def reached(machine: type[Kind], starts: Iterable[str], without: Iterable[str] = ()) -> set[str]:
    """The states that can be come to from `starts` by any steps but those left out."""
    steps = [step for step in machine.steps if step.name not in set(without) and step.target]
    known = set(starts)
    while more := {step.target for step in steps if known & set(step.sources)} - known:
        known |= {target for target in more if target}
    return known


def can_reach(machine: type[Kind], goals: set[str], state: str) -> bool:
    return bool(reached(machine, [state]) & goals)


def every_mark(machine: type[Kind]) -> list[Mark]:
    return [*machine.opening.clocks, *(mark for step in machine.steps for mark in step.clocks)]


def test_there_are_the_ten_kinds_in_the_order_of_the_contract() -> None:
    assert list(KINDS) == [
        "onboarding", "go_live", "change", "exit", "provider_exit",
        "restart", "staff_replacement", "migration", "switchover", "incident",
    ]  # fmt: skip
    assert all(kind == machine.kind for kind, machine in KINDS.items())


def test_states_and_transitions_are_as_many_as_were_worked_out() -> None:
    states = sum(len(machine.states) for machine in ALL)
    steps = [step for machine in ALL for step in machine.steps]
    assert (states, len(steps), sum(len(step.sources) for step in steps)) == COUNTS


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_names_are_unique_within_a_kind(machine: type[Kind]) -> None:
    assert len(machine.by_step) == len(machine.steps)
    assert len(machine.by_state) == len(machine.states)


@pytest.mark.parametrize(("machine", "step"), ROWS)
def test_a_row_names_states_effects_and_roles_that_there_are(machine: type[Kind], step: Step) -> None:
    assert {*step.sources, step.target or step.sources[0]} <= machine.by_state.keys()
    assert len(set(step.sources)) == len(step.sources)
    assert set(step.does) <= EFFECTS.keys()
    assert {*step.by, *step.tells} <= {*PARTY, SYS}


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_every_state_is_reached_and_leads_to_an_end(machine: type[Kind]) -> None:
    finals = {state.code for state in machine.states if state.final}
    assert reached(machine, [machine.initial.code]) == set(machine.by_state)
    assert all(can_reach(machine, finals, state) for state in machine.by_state)


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_a_final_state_is_left_only_by_reopening_a_fault(machine: type[Kind]) -> None:
    left = {step.name for state in machine.states if state.final for step in machine.leaving(state.code)}
    assert left == ({"reopen"} if machine.kind == "incident" else set())


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_somebody_is_expected_to_move_in_every_open_state_and_nobody_in_a_final_one(
    machine: type[Kind],
) -> None:
    assert {state.code for state in machine.states if not machine.waits_for(state.code)} == {
        state.code for state in machine.states if state.final
    }


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_the_stepper_has_four_to_eight_stages_and_ends_with_the_final_states(machine: type[Kind]) -> None:
    assert 4 <= len(machine.stages) <= 8
    assert machine.stages[-1] == "closing"
    assert all((state.stage == "closing") == state.final for state in machine.states)


@pytest.mark.parametrize(("machine", "step"), ROWS)
def test_an_engineer_acts_on_his_own_work_alone_or_takes_it_by_acting(
    machine: type[Kind], step: Step
) -> None:
    if PE in step.by:
        assert "mine" in {guard.name for guard in step.when} or "take" in step.does


@pytest.mark.parametrize(("machine", "step"), ROWS)
def test_only_a_lapse_is_left_to_time(machine: type[Kind], step: Step) -> None:
    assert (SYS in step.by) == bool(step.lapses)
    assert not step.lapses or step.lapses in {field.name for field in machine.opening.asks}


@pytest.mark.parametrize(("machine", "step"), ROWS)
def test_a_guard_about_what_was_typed_names_a_field_of_the_form_or_of_the_ticket(
    machine: type[Kind], step: Step
) -> None:
    known = {field.name for field in (*step.asks, *machine.opening.asks)}
    assert all(guard.field in known for guard in step.guarded(Ask.TYPED))


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_checks_of_an_opening_look_at_its_fields(machine: type[Kind]) -> None:
    names = {field.name for field in machine.opening.asks}
    assert all(check.asks is Ask.TYPED and check.field in names for check in machine.checks)


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_a_mark_has_words_that_are_known_and_only_pauses_have_grounds(machine: type[Kind]) -> None:
    assert {mark.when for mark in every_mark(machine)} <= {"", *CONDITIONS}
    assert {step.tells_if for step in machine.steps} <= {"", *CONDITIONS}
    assert all(bool(mark.ground) == (mark.op is Op.PAUSE) for mark in every_mark(machine))
    assert all(mark.op is Op.CANCEL for mark in every_mark(machine) if mark.clause == "*")


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_a_clock_that_is_touched_was_started_somewhere(machine: type[Kind]) -> None:
    started = {mark.clause for mark in every_mark(machine) if mark.op is Op.START}
    assert {mark.clause for mark in every_mark(machine)} - {"*"} <= started


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_an_endorsement_is_granted_before_it_can_be_used_or_voided(machine: type[Kind]) -> None:
    granted = {name for step in machine.steps for name in step.grants}
    needed = {name for step in machine.steps for name in (*step.voids, *step.uses)} - {"*"}
    assert needed <= granted


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_whoever_approves_is_not_the_author(machine: type[Kind]) -> None:
    for step in machine.steps:
        if "approval" in step.grants or step.name in {"approve_window", "clear_cost", "sign_agency"}:
            assert "not_author" in {guard.name for guard in step.when}, step.name


def test_a_guard_has_one_meaning_under_one_name() -> None:
    seen: dict[str, Guard] = {}
    for guard in [guard for machine in ALL for step in machine.steps for guard in step.when]:
        first = seen.setdefault(guard.name, guard)
        assert (first.why, first.asks, first.field) == (guard.why, guard.asks, guard.field)


def test_the_refusals_that_an_auditor_must_know_of_are_recorded() -> None:
    guards = {guard.name: guard for machine in ALL for step in machine.steps for guard in step.when}
    recorded = {name for name, guard in guards.items() if guard.recorded}
    assert recorded == {
        "in_window", "window_if_interrupts", "unused", "approved", "not_author", "in_time", "in_time_or_same",
    }  # fmt: skip


def test_a_field_asks_for_the_same_thing_wherever_it_stands() -> None:
    kinds: dict[str, str] = {}
    for machine in ALL:
        for asked in (machine.opening.asks, *(step.asks for step in machine.steps)):
            for one in asked:
                kind = "bool" if one.type == "true" else one.type  # a tick that must be set
                assert kinds.setdefault(one.name, kind) == kind, one.name


def test_an_opening_never_asks_for_files_and_names_its_openers() -> None:
    assert all(machine.opening.by for machine in ALL)
    assert [machine.kind for machine in ALL if not machine.system_required] == [
        "provider_exit", "staff_replacement", "migration", "switchover",
    ]  # fmt: skip


def test_after_the_term_only_what_its_end_brings_about_is_opened() -> None:
    assert {machine.kind: machine.after_term for machine in ALL if machine.after_term} == {
        "exit": "ended", "switchover": "ended", "restart": "switchover", "incident": "switchover",
    }  # fmt: skip


def test_a_switchover_has_no_field_for_a_price() -> None:
    asked = [field for step in KINDS["switchover"].steps for field in step.asks]
    assert not [field for field in asked if field.type == "money"]


@pytest.mark.parametrize("text", ["filing_no", "x:poem", "x:text**", "x:enum(", ":text"])
def test_a_field_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not declare a field"):
        fields(text)
