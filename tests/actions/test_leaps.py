"""Under a clock that cannot be trusted nothing is judged: acts are refused with a sentence, and nothing is lost."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from tests.api.conftest import Api
from tests.pages.conftest import Visitor
from tests.world import World
from tickets import actions, audit, clock, leaps, sweep
from tickets.errors import Unavailable
from tickets.models import Breach, Notice, Ticket, WorkerHeartbeat
from tickets.tasks.sweeper import Sweeper


class Machine:
    """A running time and the clock beside it, as one process sees them."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.ran = world, 1000.0
        monkeypatch.setattr(clock, "running_time", lambda: self.ran)
        monkeypatch.setattr(leaps, "GUARD", leaps.ClockGuard(lambda: self.ran))
        for reading in ("_database_clock", "_process_clock"):
            monkeypatch.setattr(clock, reading, lambda: world.now)
        clock.now()

    def passes(self, seconds: float, *, leap: float = 0) -> None:
        self.ran += seconds
        self.world.later(seconds=seconds + leap)
        clock.now()


@pytest.fixture
def machine(world: World, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(world, monkeypatch)


@pytest.fixture
def sweeper() -> Iterator[Sweeper]:
    """One whose threads never start."""
    one = Sweeper("test")
    yield one
    for loop in (*one._short, *one._long):
        loop._ear.close()
        loop._mouth.close()


def test_an_answer_in_time_is_not_made_late_by_a_clock_that_leapt(world: World, machine: Machine) -> None:
    fault = world.file("incident")
    machine.passes(120, leap=7200)
    with pytest.raises(Unavailable):
        world.take(fault, "respond")
    with pytest.raises(Unavailable):
        world.file("incident")
    assert not Breach.objects.exists()
    machine.passes(1, leap=-7200)
    world.take(fault, "respond")
    assert world.clock(fault, "incident.respond").state == "met"


def test_the_sweep_waits_and_the_administrators_are_told_once(world: World, machine: Machine, sweeper: Sweeper) -> None:
    world.file("incident")
    machine.passes(1, leap=7200)
    assert not sweep.run_apart(world.now)
    for _ in range(3):
        sweeper._fire()
    assert not Breach.objects.exists()
    assert Notice.objects.filter(event="clock_held", recipient__username="sysadmin").count() == 1


def test_over_rest_it_is_a_503_that_says_when_to_come_again(world: World, machine: Machine) -> None:
    api = Api(world, lambda _instant: None)
    fault = world.file("incident")
    machine.passes(1, leap=7200)
    answer = api.client("desk").post(f"/api/v1/tickets/{fault.number}/actions/respond/", {}, format="json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.json()["code"] == "unavailable"
    assert "7200秒" in answer.json()["message"]


def test_a_page_keeps_what_was_typed(world: World, machine: Machine) -> None:
    ticket = world.file("restart")
    visitor = Visitor(world, lambda _instant: None)
    machine.passes(1, leap=7200)
    client: Client = visitor.client("clerk")
    typed = {"comment": "请尽快重启", "version": ticket.version}
    answer = client.post(f"/tickets/{ticket.number}/act/submit/", typed)
    assert answer.status_code == 503
    assert "暂不可信" in answer.content.decode()
    assert "请尽快重启" in answer.content.decode()


def test_an_entry_just_before_the_last_one_takes_its_instant(world: World) -> None:
    ticket = world.file("restart")
    actions.comment(ticket, "先", actor=world.user("clerk"), now=world.now + timedelta(seconds=40))
    actions.comment(ticket, "后", actor=world.user("clerk"), now=world.now)
    first, second = world.audit(ticket)[-2:]
    assert second.at == first.at == world.now + timedelta(seconds=40)
    assert [str(fault) for fault in audit.verify_rows()] == []


def test_an_entry_further_back_is_refused_and_the_sweep_puts_no_clock_off(world: World) -> None:
    fault = world.file("incident")
    actions.comment(fault, "时钟快了", actor=world.user("clerk"), now=world.now + timedelta(hours=1))
    with pytest.raises(Unavailable):
        world.take(fault, "respond")
    assert not sweep.fire_one(world.now + timedelta(minutes=10))
    row = world.clock(fault, "incident.respond")
    assert (row.tries, row.try_after, row.error) == (0, None, "")


def test_a_heartbeat_goes_on_when_the_clock_was_set_back(world: World, machine: Machine, sweeper: Sweeper) -> None:
    sweeper._fire()
    machine.passes(5, leap=-3600)
    sweeper._fire()
    assert WorkerHeartbeat.objects.get().swept_at == world.now


def test_a_worker_that_swept_in_the_future_is_no_sign_of_life(client: Client, world: World, machine: Machine) -> None:
    ahead = world.now + timedelta(hours=1)
    WorkerHeartbeat.objects.create(id=uuid4(), role="worker", started_at=ahead, swept_at=ahead)
    assert "clock was set back" in client.get("/readyz").json()["checks"]["sweep"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite the process's clock is the one that is read")
def test_on_postgresql_the_database_clock_is_the_one_that_is_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "_process_clock", lambda: world.now + timedelta(days=9))
    assert abs(clock.now() - clock._database_clock()) < timedelta(seconds=30)
    assert not leaps.GUARD.held
    assert Ticket.objects.count() == 0
