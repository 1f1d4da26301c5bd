"""内部目标: clocks of one's own people, against whichever side must move, and never against one who may not act."""

from datetime import timedelta

import pytest

from tests.world import World
from tickets import actions
from tickets.models import Ticket

APPROVE, CORRECT, CONFIRM = "common.approve", "common.correct", "common.confirm"


def stands(world: World, ticket: Ticket, code: str) -> tuple[str, str, int]:
    clock = world.clock(ticket, code)
    return clock.party, clock.state, clock.round


def repair(world: World) -> Ticket:
    """A change that may be urgent: a growth for good may not (M9)."""
    return world.file("change", type="software", lines=None)


def test_the_leads_decision_and_the_clerks_correction_take_turns(world: World) -> None:
    ticket = world.take(world.file("exit"), "submit")
    assert stands(world, ticket, APPROVE) == ("agency", "running", 1)
    ticket = world.take(ticket, "return_to_clerk")
    assert (stands(world, ticket, APPROVE), stands(world, ticket, CORRECT)) == (
        ("agency", "met", 1),
        ("agency", "running", 1),
    )
    ticket = world.take(ticket, "resubmit", "approve", "return_filing", "correct_filing")
    assert (stands(world, ticket, APPROVE), stands(world, ticket, CORRECT)) == (
        ("agency", "running", 3),
        ("agency", "met", 2),
    )


def test_one_clause_binds_whichever_side_must_move(world: World) -> None:
    ticket = world.take(world.file("provider_exit"), "apply", "return_application")
    assert world.contract.clauses.get(code=CORRECT).party == "mover"
    assert stands(world, ticket, CORRECT) == ("provider", "running", 1)
    assert stands(world, world.take(ticket, "reapply"), CORRECT) == ("provider", "met", 1)


def test_a_refusal_in_time_is_a_decision_in_time(world: World) -> None:
    ticket = world.take(world.file("exit"), "submit", "refuse")
    assert stands(world, ticket, APPROVE) == ("agency", "met", 1)


def test_a_breach_of_a_ticket_not_sent_yet_stays_within_the_unit(world: World) -> None:
    ticket = world.take(world.file("exit"), "submit")
    world.at(world.clock(ticket, APPROVE).due_at + timedelta(seconds=2))

    assert actions.fire(world.clock(ticket, APPROVE).pk, world.now)
    assert world.told(ticket, "breach") == {"lead"}


def test_a_warning_of_an_internal_clock_goes_to_whoever_must_act(world: World) -> None:
    ticket = world.take(world.file("exit"), "submit")
    clock = world.clock(ticket, APPROVE)
    world.at(clock.next_at)
    assert actions.fire(clock.pk, world.now)
    assert world.told(ticket, "one_day") | world.told(ticket, "last_day") == {"lead"}


def test_the_agency_is_not_late_with_what_it_may_not_confirm_before_the_number_is_there(world: World) -> None:
    """M10: its confirmation waits for the filing that it owes; that one has a clock of its own."""
    ticket = world.take(repair(world), *["submit_urgent", "authorize_urgent", "accept", "start_work", "deliver"])
    assert (world.clock(ticket, CONFIRM).state, world.clock(ticket, "change.file_late").state) == ("paused", "running")

    ticket = world.later(days=10).take(ticket, "file_afterwards", "record_late_filing")
    clock = world.clock(ticket, CONFIRM)
    assert (clock.state, clock.late(world.now)) == ("running", False)
    assert [rest.reason for rest in clock.pauses.all()] == ["awaiting_filing"]
    assert world.take(ticket, "confirm").state == "closed"
    assert world.clock(ticket, CONFIRM).state == "met"


def test_with_the_number_there_the_confirmation_runs_from_the_hand_in(world: World) -> None:
    way = "submit_urgent authorize_urgent file_afterwards record_late_filing accept start_work deliver"
    ticket = world.take(repair(world), *way.split())
    assert world.clock(ticket, CONFIRM).state == "running"


def test_a_hollow_correction_wins_no_time(world: World) -> None:
    """What waited for the agency counts as if it had not been handed in, up to the agency's own limit (M3)."""
    way = (
        "submit approve record_filing accept submit_readiness sign_agency sign_provider sign_supervisor release"
        " switch_on return_work"
    )
    ticket = world.take(world.file("go_live"), *way.split())
    due = world.clock(ticket, "common.implement").due_at
    ticket = world.take(ticket, "report_corrected")
    ticket = world.later(days=2).take(ticket, "return_work")
    assert (world.clock(ticket, "common.implement").state, world.clock(ticket, "common.implement").due_at) == (
        "running",
        due,
    )


def test_the_release_is_asked_of_the_agency_once_all_have_signed(world: World) -> None:
    ticket = world.take(world.file("go_live"), *["submit", "approve", "record_filing", "accept", "submit_readiness"])
    open_now = ticket.deadlines.filter(stopped_at=None)
    assert {(one.code, one.party) for one in open_now} == {
        ("go_live.check", "supervisor"),
        ("go_live.check_agency", "agency"),
        ("go_live.check_provider", "provider"),
    }
    for step in ("sign_supervisor", "sign_provider"):
        ticket = world.take(ticket, step)
        assert not open_now.filter(code="go_live.release").exists()
    ticket = world.take(ticket, "sign_agency")
    assert {one.code for one in open_now.all()} == {"go_live.release"}


def test_each_side_signs_a_supplement_by_a_clock_of_its_own(world: World) -> None:
    beyond = [{"line": "vcpu", "quantity": 500}]
    way = "submit_for_costing clear_cost approve record_filing require_supplement"
    ticket = world.take(world.file("change", lines=beyond), *way.split())
    assert stands(world, ticket, "change.sign_supplement") == ("provider", "running", 1)
    ticket = world.take(ticket, "sign_supplement")
    assert stands(world, ticket, "change.countersign") == ("agency", "running", 1)
    assert stands(world, world.take(ticket, "countersign_supplement"), "change.countersign") == ("agency", "met", 1)


@pytest.mark.parametrize(("kind", "way"), [("exit", "submit approve"), ("restart", "submit approve_restart")])
def test_under_a_contract_of_an_earlier_release_they_do_not_run_and_the_record_says_so(
    world: World, kind: str, way: str
) -> None:
    world.contract.clauses.filter(code__in=[APPROVE, CORRECT]).update(current=False)
    ticket = world.take(world.file(kind), *way.split())
    assert not ticket.deadlines.filter(code__in=[APPROVE, CORRECT]).exists()
    changes = [change for entry in world.audit(ticket) for change in entry.data.get("clocks", ())]
    assert {"clock": APPROVE, "op": "none"} in changes


def test_a_restart_is_due_by_the_end_of_its_window(world: World) -> None:
    starts = world.now + timedelta(hours=12)
    said = {"window_start": starts.isoformat(), "window_end": (starts + timedelta(hours=4)).isoformat()}
    ticket = world.take(world.file("restart", **said), "submit", "approve_restart", "verify")
    clock = world.clock(ticket, "restart.execute")
    assert (clock.started_at, clock.due_at) == (starts, starts + timedelta(hours=4))
    assert (clock.limit, clock.last_instant, clock.unit) == (None, clock.due_at, "minute")

    ticket = world.at(starts + timedelta(hours=1)).take(ticket, "begin")
    ticket = world.later(hours=2).take(ticket, "complete", "confirm")
    assert world.clock(ticket, "restart.execute").state == "met"
