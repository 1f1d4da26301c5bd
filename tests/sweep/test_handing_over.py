"""What a sweep hands to Celery's pool: leased for a moment, not lost with its message, done here where none answers."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import chain
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError

from tests.silent import SilentServer
from tests.sweep.test_batches import LATE, Poison, missed, respond
from tests.world import World
from tickets import leaps, sweep
from tickets.models import PeriodicTask, Ticket
from tickets.sweep import clocks, periodic
from tickets.sweep.one_by_one import MOST_TROUBLE, Troubles
from tickets.sweep.pace import Pace
from tickets.tasks import broker
from tickets.tasks.broker import Broker

Report = Callable[[], Ticket]


@pytest.fixture(autouse=True)
def in_company(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_solitude", clocks.Solitude())


@pytest.fixture
def given(world: World) -> Callable[..., list[int]]:
    """What a sweep hands over, in order; nobody takes it."""

    def found(**later: float) -> list[int]:
        batches: list[list[int]] = []
        sweep.fire_one(world.later(**later).now, batches.append)
        return list(chain.from_iterable(batches))

    return found


def test_what_is_handed_over_is_left_to_whoever_takes_it(world: World, reported: Report, given) -> None:
    ticket = reported()
    batch = given(seconds=LATE.total_seconds())
    assert batch[0] == respond(world, ticket).pk
    assert given(seconds=4) == []
    assert not clocks.put_off().exists()
    assert clocks.fire_leased(batch, world.now) == len(batch)
    assert missed() == {ticket.pk}


def test_a_lost_message_costs_five_seconds(world: World, reported: Report, given) -> None:
    """Redis was emptied, or a worker died over it: the sweep itself fires it then, whoever else should have."""
    ticket = reported()
    assert given(seconds=LATE.total_seconds())
    assert given(seconds=clocks.LEASE.total_seconds()) == []
    assert missed() == {ticket.pk}


def test_whoever_finds_that_nobody_takes_its_messages_fires_by_itself_for_a_while(
    world: World, reported: Report, given
) -> None:
    """The only worker of the clocks was killed in a burst: what was left took its lease, four batches at a time."""
    first = reported()
    world.later(seconds=8)
    second = reported()
    assert given(seconds=LATE.total_seconds() - 8)
    assert given(seconds=clocks.LEASE.total_seconds()) == []
    assert given(seconds=3) == []
    assert missed() == {first.pk, second.pk}
    third = reported()
    assert given(seconds=(LATE + clocks.ALONE).total_seconds())[0] == respond(world, third).pk


def test_a_host_whose_clock_leapt_leaves_what_it_has_in_hand_to_others(world: World, reported: Report, given) -> None:
    """Given back at once it would be handed to the same host for ever."""
    ticket = reported()
    batch = given(hours=1)
    for seen in (world.now, world.now + timedelta(hours=1)):
        leaps.GUARD.saw(seen)
    assert clocks.fire_leased(batch, world.now) == 0
    leaps.GUARD.saw(world.now)
    assert given(milliseconds=1) == []
    assert given(seconds=clocks.LEASE.total_seconds()) == []
    assert missed() == {ticket.pk}


def test_a_clock_that_meets_with_trouble_each_time_takes_no_batch_along(
    world: World, reported: Report, given, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given back, the whole batch was leased anew, as large as before."""
    sick, others = reported(), {reported().pk, reported().pk}
    row = respond(world, sick)
    monkeypatch.setattr(clocks, "_troubles", Troubles())
    monkeypatch.setattr(clocks.actions, "fire_all", Poison(row.pk, OperationalError("statement timeout")))
    batch = given(seconds=LATE.total_seconds())
    for _ in range(MOST_TROUBLE):
        with suppress(OperationalError):
            clocks.fire_leased(batch, world.now)
        batch = given(milliseconds=1) or batch
    assert missed() == others
    assert [one.pk for one in clocks.put_off()] == [row.pk]


def test_a_fresh_breach_waits_for_no_more_than_what_is_in_hand(
    world: World, reported: Report, own_pace: Pace, given
) -> None:
    own_pace.size = 1
    for _ in range(clocks.IN_HAND + 3):
        reported()
    assert len(given(seconds=LATE.total_seconds())) == clocks.IN_HAND
    fresh = reported()
    assert given(seconds=1) == []
    for pk in list(clocks._handed_over().values_list("pk", flat=True)):
        clocks.fire_leased([pk], world.now)
    assert given(seconds=LATE.total_seconds())[0] == respond(world, fresh).pk


def task(outcome: Exception | None) -> Any:
    """A task whose publishing ends like this; called plainly it says what it was given."""
    done: list[Any] = []

    def publish(given: tuple[Any, ...], **_options: Any) -> None:
        if outcome:
            raise outcome

    class Plain(SimpleNamespace):
        def __call__(self, *given: Any) -> None:
            done.extend(given)

    return Plain(apply_async=publish, done=done)


@pytest.mark.parametrize(
    ("answers", "outcome", "here"), [(True, None, []), (True, OSError("gone"), [7]), (False, None, [7])]
)
def test_what_cannot_be_published_is_done_here(answers: bool, outcome: Exception | None, here: list[int]) -> None:
    one, work = Broker("redis://127.0.0.1:1/0"), task(outcome)
    one.answers = answers
    one.give(work, 7)
    assert work.done == here
    assert one.answers is (answers and outcome is None)


def test_a_broker_that_is_silent_is_found_out_within_its_limit() -> None:
    with SilentServer() as server:
        one = Broker(f"redis://127.0.0.1:{server.port}/0")
        one.answers, began = True, time.monotonic()
        one.ask()
    assert not one.answers
    assert time.monotonic() - began < 10 * broker.SECONDS  # the machine may be busy with something else


def test_long_work_that_was_killed_is_done_within_the_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day's check that was cut off waited for the next day."""

    def cut_off(_now: Any) -> None:
        raise SystemExit

    sweep.due_apart(world.now)
    world.later(days=1)
    monkeypatch.setitem(periodic.APART, "verify", periodic.Daily(periodic.APART["verify"].at, cut_off))
    assert "verify" in sweep.due_apart(world.now)
    with pytest.raises(SystemExit):
        sweep.run_apart_named("verify", world.now)
    assert "verify" not in sweep.due_apart(world.now)
    assert "verify" in sweep.due_apart(world.later(hours=1).now)
    monkeypatch.undo()
    assert sweep.run_apart_named("verify", world.now)
    row = PeriodicTask.objects.get(name="verify")
    assert (row.done_at, row.due_at) == (world.now, periodic.APART["verify"].after(world.now))
