"""The lamp of one clock and the lamps of a list are one rule, said to Python and to the database."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import actions, queries
from tickets.models import Deadline, Ticket

TICK = timedelta(microseconds=1)
COLOURS = ("green", "amber", "red", "grey")


@pytest.fixture
def clocks(world: World) -> list[Deadline]:
    """Running by minutes and by days, paused, cancelled, not begun, in time, stopped late, missed and running."""
    world.file("incident", reported_at=world.now.isoformat())
    world.take(world.file("incident"), "respond", "dismiss")
    world.take(world.file("restart"), "submit", "approve_restart", "verify")
    rested = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    world.take(rested, "suspend", who="lead", ground="waiting_agency")
    world.take(world.file("staff_replacement"), "submit", "issue_demand")
    late = world.file("incident")
    world.later(minutes=6).take(late, "respond")
    actions.fire(world.clock(late, "incident.locate_key").pk, world.later(minutes=10).now)
    return list(Deadline.objects.all())


def instants(clocks: list[Deadline]) -> Iterator[datetime]:
    """Each at which some lamp changes, the last before it and the first after it."""
    for turn in {at for clock in clocks for at in (clock.started_at, clock.amber_at, clock.due_at)}:
        yield from (turn - TICK, turn, turn + TICK)


def test_every_way_a_clock_can_stand_is_there(clocks: list[Deadline]) -> None:
    stands = {(clock.state, clock.open) for clock in clocks}
    assert stands >= {
        ("running", True),
        ("paused", True),
        ("breached", True),
        ("breached", False),
        ("met", False),
        ("cancelled", False),
    }
    assert {clock.unit.elapsed for clock in clocks if clock.open} == {True, False}


def test_list_and_clock_show_the_same_lamp_at_every_turn(clocks: list[Deadline]) -> None:
    for now in instants(clocks):
        for colour in COLOURS:
            listed = set(Deadline.objects.filter(queries.lamp(colour, now)).values_list("pk", flat=True))
            assert listed == {clock.pk for clock in clocks if clock.lamp(now) == colour}, (colour, now)


def test_the_list_of_overdue_tickets_holds_those_with_a_late_open_clock(world: World, clocks: list[Deadline]) -> None:
    for now in instants(clocks):
        listed = Ticket.objects.filter(queries.overdue(now))
        late = {clock.ticket_id for clock in clocks if clock.open and not clock.internal and clock.late(now)}
        assert set(listed.values_list("pk", flat=True)) == late, now
