"""Summer time, the turn of the year: a limit of minutes is so many minutes, and numbers begin anew once.

How the date law counts months, leap days and holidays is told in `tests/datelaw`.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import sweep
from tickets.datelaw.types import ZONE
from tickets.models import Breach, Deadline, Ticket

LIMIT, GRACE = timedelta(minutes=5), timedelta(seconds=1)
#: Zone of the machine, and an instant within five minutes before its clocks are put forward or back.
TURNS = [
    ("Europe/Berlin", "2026-03-29T00:58:00+00:00"),
    ("Europe/Berlin", "2026-10-25T00:58:00+00:00"),
    ("America/New_York", "2026-11-01T05:57:30+00:00"),
    ("Australia/Lord_Howe", "2026-04-04T14:59:00+00:00"),
]


@pytest.fixture
def machine_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


def sweep_all(now: datetime) -> None:
    while sweep.fire_one(now):
        pass


@pytest.mark.parametrize(("zone", "before"), TURNS)
def test_a_limit_of_minutes_runs_through_the_turn_of_the_clocks_where_the_machine_stands(
    world: World, machine_in: pytest.MonkeyPatch, zone: str, before: str
) -> None:
    machine_in.setenv("TZ", zone)
    time.tzset()
    world.at(datetime.fromisoformat(before))
    fault = world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)
    respond = world.clock(fault, "incident.respond")
    assert respond.due_at == world.now + LIMIT
    sweep_all(respond.due_at + GRACE - timedelta(milliseconds=1))
    assert not Breach.objects.filter(deadline=respond).exists()
    sweep_all(respond.due_at + GRACE)
    sweep_all(respond.due_at + timedelta(hours=2))
    assert Breach.objects.get(deadline=respond).occurred_at == respond.due_at
    assert Deadline.objects.get(pk=respond.pk).due_at == respond.due_at


def test_numbers_begin_anew_at_midnight_in_shanghai_and_once(world: World) -> None:
    midnight = datetime(2027, 1, 1, tzinfo=ZONE)
    for seconds in (-2, -0.001, 0, 0.001, 3600, 9 * 3600):  # by UTC the year is still the old one for eight hours
        world.at(midnight + timedelta(seconds=seconds))
        world.file("incident")
    numbers = list(Ticket.objects.order_by("id").values_list("number", flat=True))
    assert numbers[:2] == ["GD-2026-000001", "GD-2026-000002"]
    assert numbers[2:] == [f"GD-2027-{n:06}" for n in range(1, 5)]


def test_a_clock_that_runs_over_new_year_and_a_clock_set_back_over_it_keep_their_instants(world: World) -> None:
    """Somebody files just after midnight, then the clock goes back by a second: no number of the old year is given
    twice."""
    midnight = datetime(2027, 1, 1, tzinfo=ZONE)
    late = world.at(midnight - timedelta(minutes=1)).file("incident", reported_at=world.now.isoformat(), alarm_at=None)
    due = world.clock(late, "incident.respond").due_at
    world.at(midnight).file("incident")
    world.at(midnight - timedelta(seconds=1)).file("incident")
    world.at(midnight + timedelta(seconds=1)).file("incident")
    numbers = set(Ticket.objects.values_list("number", flat=True))
    assert numbers == {"GD-2026-000001", "GD-2026-000002", "GD-2027-000001", "GD-2027-000002"}
    sweep_all(due + GRACE)
    assert Breach.objects.get(deadline__ticket=late).occurred_at == due == midnight + timedelta(minutes=4)
