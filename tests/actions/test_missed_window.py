"""窗口已过: what cannot be done any more is nobody's delay. The agency names a new window, by a clock of its own."""

from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import actions
from tickets.models import Ticket

READY = "submit approve record_filing accept submit_readiness sign_agency sign_provider sign_supervisor release"
SWITCH = "go_live.switch"


def window(world: World, hours: int) -> dict[str, str]:
    starts = world.now + timedelta(hours=hours)
    return {"window_start": starts.isoformat(), "window_end": (starts + timedelta(hours=2)).isoformat()}


def ends(ticket: Ticket) -> datetime:
    return datetime.fromisoformat(ticket.fields["window_end"])


@pytest.fixture
def ready(world: World) -> Ticket:
    return world.take(world.file("go_live", **window(world, 3)), *READY.split())


@pytest.fixture
def interrupting(world: World) -> Ticket:
    said = {"term": "temporary", "end_date": "2026-04-30", "interrupts": True, **window(world, 3)}
    return world.take(world.file("change", **said), *["submit", "approve", "record_filing", "accept"])


def missed(world: World, ticket: Ticket) -> Ticket:
    world.at(ends(ticket) + timedelta(seconds=1))
    assert actions.lapse(ticket.pk, world.now)
    return world.fresh(ticket)


def test_going_live_is_due_by_the_end_of_the_window_and_begins_with_it(world: World, ready: Ticket) -> None:
    clock = world.clock(ready, SWITCH)
    assert (clock.started_at, clock.due_at) == (datetime.fromisoformat(ready.fields["window_start"]), ends(ready))
    assert clock.lamp(world.now) == "grey"

    ticket = world.at(ends(ready)).take(ready, "switch_on")
    assert world.clock(ticket, SWITCH).state == "met"


def test_a_window_that_passes_unused_is_a_breach_of_the_provider_and_then_the_agencys_turn(
    world: World, ready: Ticket
) -> None:
    ticket = missed(world, ready)

    assert ticket.state == "window_missed"
    assert (world.clock(ticket, SWITCH).state, world.clock(ticket, SWITCH).breached_at) == ("breached", ends(ready))
    assert (world.clock(ticket, "common.correct").party, ticket.machine.movers(ticket.state)) == ("agency", {"agency"})
    assert world.told(ticket, "your_move") >= {"clerk"}

    ticket = world.take(ticket, "name_window", **window(world, 24))
    ticket = world.take(ticket, "approve_window")
    clock = world.clock(ticket, SWITCH)
    assert (ticket.state, clock.round, clock.state, clock.due_at) == ("scheduled", 2, "running", ends(ticket))


def test_an_old_window_that_is_kept_after_its_end_starts_no_clock_against_the_provider(
    world: World, ready: Ticket
) -> None:
    ticket = missed(world, ready)
    ticket = world.take(ticket, "name_window", **window(world, 24))
    ticket = world.take(ticket, "keep_window")
    assert world.clock(ticket, SWITCH).round == 1
    assert actions.lapse(ticket.pk, world.now)
    assert world.fresh(ticket).state == "window_missed"


def test_the_seven_days_do_not_run_while_the_agency_names_a_new_window(world: World, interrupting: Ticket) -> None:
    ticket = missed(world, interrupting)

    assert ticket.state == "window_missed"
    assert world.clock(ticket, "change.expand").state == "paused"
    due = world.clock(ticket, "change.expand").due_at
    ticket = world.later(days=4).take(ticket, "name_window", **window(world, 1))
    ticket = world.take(ticket, "approve_window")
    world.at(datetime.fromisoformat(ticket.fields["window_start"]))
    ticket = world.take(ticket, "start_work")
    assert world.clock(ticket, "change.expand").due_at > due


def test_another_window_asked_for_in_time_is_waited_for_instead_of_the_old_one(
    world: World, interrupting: Ticket
) -> None:
    ticket = world.take(interrupting, "reschedule", **window(world, 48))

    world.later(hours=4)  # the old window is open now
    actions.perform(ticket, "keep_window", actor=world.user("lead"), now=world.now, comment="维持原窗口")
    rests = world.clock(ticket, "change.expand").pauses.order_by("started_at", "id")
    assert [rest.reason for rest in rests] == ["awaiting_filing", "window_not_open", "waiting_agency"]


def test_a_window_is_not_needed_where_nothing_is_interrupted(world: World) -> None:
    said = {"term": "temporary", "end_date": "2026-04-30", **window(world, 3)}
    ticket = world.take(world.file("change", **said), *["submit", "approve", "record_filing", "accept"])
    world.at(ends(ticket) + timedelta(seconds=1))
    assert not actions.lapse(ticket.pk, world.now)
    assert world.take(ticket, "start_work").state == "implementing"
