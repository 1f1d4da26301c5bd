"""What must hold of every kind, whatever its page says."""

from collections.abc import Iterable

import pytest

from accounts.roles import PARTY
from tests.kinds import FIRST_RELEASE
from tickets.actions.effects import EFFECTS
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Ask, Guard
from tickets.lifecycle.duties import Sort
from tickets.lifecycle.effects import TAKE
from tickets.lifecycle.endorsements import APPROVAL
from tickets.lifecycle.fields import Confirmed, Field, Money
from tickets.lifecycle.guards import people
from tickets.lifecycle.kind import AfterTerm, Kind
from tickets.lifecycle.papers import Slot
from tickets.lifecycle.parties import PE, SYS
from tickets.lifecycle.stages import CLOSING
from tickets.lifecycle.steps import ALL as EVERYTHING
from tickets.lifecycle.steps import ALL_CLOCKS, Op
from tickets.models import Ticket

ALL = list(KINDS.values())
#: States, transitions, and transitions counted once a source, as worked out by hand: 172, 312 and 682 before the
#: first release; then a missed window, a decision on stability, corrections, late applications and calls by telephone.
COUNTS = (181, 353, 811)
#: By which steps a final state is left.
LEFT = {
    "incident": {"reopen"},
    "restart": {"report_afterwards"},
    "report": {"return_handed_in"},
    "finding": {"take_up", "ask_review"},
}
#: What one step may do to one clock, one after the other.
TWICE = {
    (Op.STOP, Op.START), (Op.CANCEL, Op.START), (Op.START, Op.PAUSE), (Op.CANCEL, Op.PAUSE), (Op.RESUME, Op.PAUSE),
    (Op.VOID_PAUSE, Op.START), (Op.CANCEL, Op.REOPEN, Op.PAUSE),
}  # fmt: skip


def reached(machine: type[Kind], starts: Iterable[str], without: Iterable[str] = ()) -> set[str]:
    """The states that can be come to from `starts` by any steps but those left out."""
    steps = [step for step in machine.steps if step.name not in set(without) and step.target]
    known = set(starts)
    while more := {step.target for step in steps if known & set(step.sources)} - known:
        known |= {target for target in more if target}
    return known


def can_reach(machine: type[Kind], goals: set[str], state: str) -> bool:
    return bool(reached(machine, [state]) & goals)


def forms(machine: type[Kind]) -> list[tuple[Field, ...]]:
    return [machine.opening.asks, *(step.asks for step in machine.steps)]


def test_there_are_the_ten_kinds_in_the_order_of_the_contract() -> None:
    assert tuple(kind for kind in KINDS if kind in FIRST_RELEASE) == FIRST_RELEASE
    assert all(kind == machine.kind for kind, machine in KINDS.items())
    assert len({machine.position for machine in ALL}) == len(ALL)


def test_states_and_transitions_are_as_many_as_were_worked_out() -> None:
    first = [KINDS[kind] for kind in FIRST_RELEASE]
    states = sum(len(machine.states) for machine in first)
    steps = [step for machine in first for step in machine.steps]
    assert (states, len(steps), sum(len(step.sources) for step in steps)) == COUNTS


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_names_are_unique_within_a_kind(machine: type[Kind]) -> None:
    assert machine.by_step == {step.name: step for step in machine.steps}
    assert machine.by_state == {state.code: state for state in machine.states}
    assert not machine.by_step.keys() & machine.by_state.keys()


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_no_step_is_named_like_something_else_of_the_order(machine: type[Kind]) -> None:
    """Its transition is a method of the row, which a column of that name would hide."""
    assert [name for name in machine.by_step if hasattr(Ticket, name)] == []


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_a_step_names_states_effects_and_roles_that_there_are(machine: type[Kind]) -> None:
    for step in machine.steps:
        states = {*step.source_states} | ({step.target_state} if step.target_state else set())
        assert states <= set(machine.states), step.name
        assert len(set(step.sources)) == len(step.sources), step.name
        assert set(step.does) <= EFFECTS.keys(), step.name
        assert {*step.by, *step.tells} <= {*PARTY, SYS}, step.name


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_nothing_is_declared_that_no_step_and_no_opening_asks_for(machine: type[Kind]) -> None:
    asked = {one for form in forms(machine) for one in form}
    slots = {slot for step in machine.steps for slot in step.slots}
    declared = [one for one in vars(machine).values() if isinstance(one, Field | Slot)]
    assert [one.name for one in declared if one not in asked | slots] == []


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_every_state_is_reached_and_leads_to_an_end(machine: type[Kind]) -> None:
    finals = {state.code for state in machine.states if state.final}
    assert reached(machine, [machine.initial.code]) == set(machine.by_state)
    assert all(can_reach(machine, finals, state) for state in machine.by_state)


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_a_final_state_is_left_only_by_reopening_a_fault_by_the_truth_about_a_lapsed_restart_or_by_a_review(
    machine: type[Kind],
) -> None:
    left = {step.name for state in machine.states if state.final for step in machine.leaving(state.code)}
    assert left == LEFT.get(machine.kind, set())


def test_what_is_to_be_filed_is_what_the_authority_files() -> None:
    """备案: an application or an invoice that is handed in is not filed."""
    clocks = {clock for machine in ALL for clock in machine.clocks()}
    assert {clock.code for clock in clocks if clock.sort is Sort.FILE} == {"filing.register"}


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_somebody_is_expected_to_move_in_every_open_state_and_nobody_in_a_final_one(machine: type[Kind]) -> None:
    assert {state.code for state in machine.states if not machine.waits_for(state.code)} == {
        state.code for state in machine.states if state.final
    }


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_the_stepper_has_three_to_eight_stages_and_ends_with_the_final_states(machine: type[Kind]) -> None:
    assert 3 <= len(machine.path) <= 8
    assert {state.stage for state in machine.states} == set(machine.path)
    assert machine.path[-1] == CLOSING
    assert all((state.stage == CLOSING) == state.final for state in machine.states)


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_an_engineer_acts_on_work_of_their_own_alone_or_takes_it_by_acting(machine: type[Kind]) -> None:
    for step in machine.steps:
        if PE in step.by:
            assert people.mine in step.when or TAKE in step.does, step.name


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_only_a_lapse_is_left_to_time(machine: type[Kind]) -> None:
    for step in machine.steps:
        assert (SYS in step.by) == bool(step.lapses), step.name
        known = (*machine.opening.asks, *(one for one in machine.clocks() if one.right))
        assert not step.lapses or step.lapses in known, step.name


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_a_guard_about_what_was_typed_names_a_field_of_the_form_or_of_the_ticket(machine: type[Kind]) -> None:
    for step in machine.steps:
        known = {one.name for one in (*step.asks, *machine.opening.asks)}
        assert {guard.field for guard in step.guarded(Ask.TYPED)} <= known, step.name


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_checks_of_an_opening_look_at_its_fields(machine: type[Kind]) -> None:
    names = {field.name for field in machine.opening.asks}
    assert all(check.asks is Ask.TYPED and check.field in names for check in machine.checks)


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_only_pauses_have_a_reason_and_only_a_cancellation_means_all_clocks(machine: type[Kind]) -> None:
    for mark in machine.marks():
        assert bool(mark.ground) == (mark.op is Op.PAUSE)
        assert mark.op is Op.CANCEL or mark.clause != ALL_CLOCKS


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_a_clock_that_is_touched_was_started_somewhere(machine: type[Kind]) -> None:
    started = {mark.clause for mark in machine.marks() if mark.op is Op.START}
    assert {mark.clause for mark in machine.marks()} - {ALL_CLOCKS} <= started


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_a_step_touches_a_clock_once_or_begins_it_anew_or_pauses_what_it_begins(machine: type[Kind]) -> None:
    for step in machine.steps:
        ops: dict[str, list[Op]] = {}
        for mark in step.clocks:
            ops.setdefault(mark.clause, []).append(mark.op)
        assert [done for done in ops.values() if len(done) > 1 and tuple(done) not in TWICE] == [], step.name


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_an_opening_pauses_nothing_but_what_it_starts(machine: type[Kind]) -> None:
    ops = [(mark.op, mark.clause) for mark in machine.opening.clocks]
    assert {op for op, _clause in ops} <= {Op.START, Op.PAUSE}
    assert {clause for op, clause in ops if op is Op.PAUSE} <= {clause for op, clause in ops if op is Op.START}


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_an_endorsement_is_granted_before_it_can_be_used_or_voided(machine: type[Kind]) -> None:
    granted = {one for step in machine.steps for one in step.grants}
    voided = {one for step in machine.steps if step.voids is not EVERYTHING for one in step.voids}
    assert voided | {one for step in machine.steps for one in step.uses} <= granted


@pytest.mark.parametrize("machine", ALL, ids=KINDS)
def test_whoever_approves_is_not_the_author(machine: type[Kind]) -> None:
    for step in machine.steps:
        if APPROVAL in step.grants or step.name in {"approve_window", "clear_cost", "sign_agency"}:
            assert people.not_author in step.when, step.name


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
        "no_long_growth", "urgent_soon", "in_validity", "not_scorer", "not_recorder", "consent_covers",
        "no_fact_finder",
    }  # fmt: skip


def test_a_verdict_against_the_ticket_is_told_from_a_return() -> None:
    verdicts = {step.name for machine in ALL for step in machine.steps if step.refuses}
    assert verdicts == {
        "refuse",
        "fail_check",
        "refuse_damaging",
        "decline_temporary",
        "no_agreement",
        "contest_ground",
        "contest_event",
        "keep",
        "fail_acceptance",
        "object_finding",
        "keep_finding",
        "keep_right",
        "object_demand",
        "decline_netting",
    }


def test_a_field_asks_for_the_same_thing_wherever_it_stands() -> None:
    types: dict[str, str] = {}
    for one in (one for machine in ALL for form in forms(machine) for one in form):
        type_ = "bool" if isinstance(one, Confirmed) else one.type  # a tick that must be set
        assert types.setdefault(one.name, type_) == type_, one.name


def test_only_a_fault_is_filed_at_once() -> None:
    """Pages call what is filed at once a fault."""
    assert [machine.kind for machine in ALL if machine.opening.at_once] == ["incident"]


def test_an_opening_never_asks_for_files_and_names_its_openers() -> None:
    assert all(machine.opening.by for machine in ALL)
    assert [kind for kind in FIRST_RELEASE if not KINDS[kind].system_required] == [
        "provider_exit", "staff_replacement", "migration", "switchover",
    ]  # fmt: skip


def test_after_the_term_only_what_its_end_brings_about_is_opened() -> None:
    assert {machine.kind: machine.after_term for machine in ALL if machine.after_term != AfterTerm.NEVER} == {
        "exit": AfterTerm.ALWAYS,
        "switchover": AfterTerm.ALWAYS,
        "incident": AfterTerm.ALWAYS,
        "change": AfterTerm.DURING_SWITCHOVER,
        "restart": AfterTerm.DURING_SWITCHOVER,
        "staff_replacement": AfterTerm.DURING_SWITCHOVER,
        "notice": AfterTerm.DURING_SWITCHOVER,
        "secrecy_return": AfterTerm.ALWAYS,
        "staffing": AfterTerm.DURING_SWITCHOVER,
        "assessment": AfterTerm.DURING_SWITCHOVER,
        "rectification": AfterTerm.DURING_SWITCHOVER,
        "consent": AfterTerm.ALWAYS,
        "dispute": AfterTerm.ALWAYS,
        "supplement": AfterTerm.DURING_SWITCHOVER,
        "force_majeure": AfterTerm.DURING_SWITCHOVER,
        "suspension": AfterTerm.DURING_SWITCHOVER,
        "acceptance": AfterTerm.ALWAYS,
        "payment": AfterTerm.ALWAYS,
        "recovery": AfterTerm.ALWAYS,
        "finding": AfterTerm.ALWAYS,
    }


def test_a_filed_exit_is_merged_into_an_exit_of_the_provider_a_migration_or_a_switchover() -> None:
    assert {machine.kind for machine in ALL if machine.takes_off_cloud} == {
        "provider_exit", "migration", "switchover",
    }  # fmt: skip


def test_a_switchover_has_no_field_for_a_price() -> None:
    asked = [one for form in forms(KINDS["switchover"]) for one in form]
    assert asked
    assert not [one.name for one in asked if isinstance(one, Money)]
