"""Where the clocks of a fault begin: at the report or the alarm for the first round, later rounds when they start."""

from datetime import timedelta
from typing import Any

from tests.world import World

REPORTED = timedelta(minutes=3)
ALARMED = timedelta(minutes=4)


def test_the_first_round_begins_with_the_alarm_if_that_came_first(world: World) -> None:
    times = {"reported_at": world.now - REPORTED, "alarm_at": world.now - ALARMED}
    typed: dict[str, Any] = {name: at.isoformat() for name, at in times.items()}
    ticket = world.file("incident", **typed)
    assert world.clock(ticket, "incident.respond").started_at == times["alarm_at"]


def test_help_called_to_the_site_later_has_its_hour_from_the_call(world: World) -> None:
    ticket = world.file("incident")
    ticket = world.later(minutes=20).take(ticket, "call_on_site")
    assert world.clock(ticket, "incident.onsite").started_at == world.now


def test_a_reopened_fault_begins_anew_at_the_reopening(world: World) -> None:
    ticket = world.take(world.file("incident"), "respond", "locate", "recover", "submit_report", "confirm")
    ticket = world.later(days=2).take(ticket, "reopen")
    begun = {world.clock(ticket, code).started_at for code in ("incident.respond", "incident.handle")}
    assert begun == {world.now}
    assert world.clock(ticket, "incident.respond").due_at == world.now + timedelta(minutes=5)
