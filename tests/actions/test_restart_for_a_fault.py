"""A fault that needs a restart: while the agency's permission is awaited the fault's clocks rest by themselves."""

from datetime import timedelta

import pytest

from tests.world import World
from tickets import actions, sweep
from tickets.errors import Invalid
from tickets.models import Occasion, Ticket

HELD = ("incident.handle", "incident.locate_key")


@pytest.fixture
def fault(world: World) -> Ticket:
    return world.take(world.file("incident", "clerk"), "respond")


def restart(world: World, fault: Ticket, who: str = "clerk") -> Ticket:
    window = {"window_start": world.now.isoformat(), "window_end": (world.now + timedelta(hours=4)).isoformat()}
    return actions.open_ticket(
        "restart",
        contract=world.contract,
        system=fault.system,
        title="因故障申请重启",
        fields={"host": "app-01", "operation": "reboot", "reason": "处置故障", "impact_ack": True, **window},
        actor=world.user(who),
        now=world.now,
        occasion=fault,
    )


def states(world: World, fault: Ticket) -> set[str]:
    return {world.clock(fault, code).state for code in HELD}


def test_the_wait_for_permission_is_no_time_of_the_providers(world: World, fault: Ticket) -> None:
    due = world.clock(fault, "incident.handle").due_at
    ticket = restart(world, fault)
    assert states(world, fault) == {"running"}

    ticket = world.later(minutes=5).take(ticket, "submit")
    assert states(world, fault) == {"paused"}
    assert world.clock(fault, "incident.progress").state == "running"
    pause = world.clock(fault, "incident.handle").pauses.get()
    assert (pause.reason, pause.started_at, pause.by) == ("waiting_agency", world.now, world.user("clerk"))

    world.later(minutes=40).take(ticket, "approve_restart")
    assert states(world, fault) == {"running"}
    assert world.clock(fault, "incident.handle").due_at == due + timedelta(minutes=40)


def test_the_faults_own_chain_says_what_rested_and_why(world: World, fault: Ticket) -> None:
    ticket = world.take(restart(world, fault), "submit")
    world.later(minutes=1).take(ticket, "approve_restart")
    asked, answered = world.audit(fault)[-2:]
    assert (asked.action, answered.action) == ("permission_asked", "permission_answered")
    assert asked.data["order"] == ticket.number
    assert {one["clock"] for one in asked.data["clocks"] if one["op"] == "pause"} == set(HELD)


@pytest.mark.parametrize(
    "way", ["refuse", "withdraw", "return_to_clerk discard", "return_to_clerk resubmit approve_restart"]
)
def test_refused_withdrawn_or_given_they_run_on(world: World, fault: Ticket, way: str) -> None:
    ticket = world.take(restart(world, fault), "submit")
    steps = way.split()
    for step in steps[:-1]:
        ticket = world.later(minutes=1).take(ticket, step)
        assert states(world, fault) == {"paused"}
    world.later(minutes=1).take(ticket, steps[-1])
    assert states(world, fault) == {"running"}


def test_by_telephone_they_rest_from_the_call_to_the_word(world: World, fault: Ticket) -> None:
    ticket = world.take(restart(world, fault, "desk"), "take_call")
    assert states(world, fault) == {"paused"}
    world.later(minutes=3).take(ticket, "note_call_back")
    assert states(world, fault) == {"running"}


def test_while_another_restart_is_still_asked_for_they_rest(world: World, fault: Ticket) -> None:
    first, second = (world.take(restart(world, fault), "submit") for _ in range(2))
    world.take(first, "approve_restart")
    assert states(world, fault) == {"paused"}
    world.take(second, "refuse")
    assert states(world, fault) == {"running"}


def test_what_was_located_meanwhile_stays_stopped(world: World, fault: Ticket) -> None:
    ticket = world.take(restart(world, fault), "submit")
    world.later(minutes=1).take(fault, "locate")
    world.later(minutes=1).take(ticket, "approve_restart")
    assert world.clock(fault, "incident.locate_key").state == "met"
    assert world.clock(fault, "incident.handle").state == "running"


def test_a_fault_that_is_over_is_left_alone(world: World, fault: Ticket) -> None:
    ticket = world.take(restart(world, fault), "submit")
    world.take(fault, "dismiss")
    assert world.take(ticket, "approve_restart").state == "verifying"
    with pytest.raises(Invalid, match="故障"):
        restart(world, world.fresh(fault))


def test_only_a_restart_of_the_same_system_is_asked_for_because_of_a_fault(world: World, fault: Ticket) -> None:
    other = world.contract.systems.exclude(pk=fault.system_id)[0]
    with pytest.raises(Invalid):
        restart(world, world.file("incident", "clerk", system=other) if other.pk == fault.pk else world.file("change"))
    ticket = restart(world, fault)
    assert Occasion.objects.get(ticket=ticket).of_id == fault.pk


def test_the_providers_own_question_that_is_taken_back_unanswered_rested_nothing(world: World, fault: Ticket) -> None:
    """Nobody gave permission and nobody was waited for: else a call that is dropped would buy time."""
    due = world.clock(fault, "incident.handle").due_at
    ticket = world.take(restart(world, fault, "desk"), "take_call")
    assert states(world, fault) == {"paused"}
    world.later(minutes=40).take(ticket, "drop_call")
    clock = world.clock(fault, "incident.handle")
    assert (clock.resting, clock.due_at) == (False, due)


def test_a_pause_by_a_claim_beside_it_keeps_the_wait_from_nothing(world: World, fault: Ticket) -> None:
    ticket = world.take(restart(world, fault), "submit")
    by = {"reason": "运营商光缆中断", "actor": world.user("lead"), "now": world.later(minutes=3).now}
    value = actions.Value(world.now - timedelta(minutes=3))
    claim = actions.claim_pause(fault, code="incident.handle", ground="third_party", value=value, **by)
    world.later(minutes=2).take(ticket, "approve_restart")
    actions.end_pause(claim.pk, actor=world.user("manager"), now=world.later(minutes=2).now)
    assert states(world, fault) == {"running"}


def test_a_call_that_nobody_answers_lapses_with_its_window_and_rested_nothing(world: World, fault: Ticket) -> None:
    due = world.clock(fault, "incident.handle").due_at
    ticket = world.take(restart(world, fault, "desk"), "take_call")
    world.later(hours=4, seconds=1)
    while sweep.fire_one(world.now):
        pass
    assert world.fresh(ticket).state == "cancelled"
    clock = world.clock(fault, "incident.handle")
    assert (clock.resting, clock.due_at, clock.breached_at) == (False, due, due)
    assert {"lead", "desk"} <= world.told(ticket, "step")
