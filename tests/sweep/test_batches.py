"""What is due fires by the batch: at once, whole, the gravest and newest first, and nobody's failure is another's."""

import gc
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tests.sweep.test_clocks import Poison
from tests.world import World
from tickets import actions, audit, clock, garbage, sweep
from tickets.actions import by_time, turns
from tickets.actions.act import Act
from tickets.actions.together import together
from tickets.models import Breach, Deadline, Notice, Ticket, Turn, WorkerHeartbeat
from tickets.sweep import clocks
from tickets.sweep.one_by_one import MOST_TROUBLE
from tickets.sweep.pace import LEAST, MOST, Pace
from tickets.tasks.loop import Loop
from tickets.tasks.sweeper import Sweeper

RESPOND = "incident.respond"
#: An incident is found unanswered after so long.
LATE = timedelta(minutes=5, seconds=1)


@pytest.fixture
def alone(own_pace: Pace, monkeypatch: pytest.MonkeyPatch) -> None:
    """One clock a batch, so that their order shows."""
    own_pace.size = 1
    monkeypatch.setattr(own_pace, "took", lambda *_took: None)


@pytest.fixture
def two(world: World, reported: Callable[[], Ticket]) -> list[Ticket]:
    return [reported(), reported()]


def missed() -> set[int]:
    return set(Breach.objects.filter(deadline__code=RESPOND).values_list("deadline__ticket", flat=True))


def respond(world: World, ticket: Ticket) -> Deadline:
    return world.clock(ticket, RESPOND)


def test_three_cost_as_many_statements_as_two_and_the_audit_tells_each_whole(
    world: World, reported: Callable[[], Ticket]
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            clocks.fire_deadlines(world.now + LATE)
        return len(asked)

    two = [reported(), reported()]
    for_two = statements()
    three = [world.later(hours=1) and reported(), reported(), reported()]
    while clocks.fire_deadlines(world.now):  # what else became due of the two
        pass
    for_three = statements()
    assert missed() == {one.pk for one in (*two, *three)}
    assert for_three <= for_two
    for ticket in three:
        assert {"desk", "manager", "lead", "auditor"} <= world.told(ticket, "breach")
        assert [entry.action for entry in world.audit(ticket)[:2]] == ["open", "clock"]
    assert list(audit.verify()) == []
    assert list(audit.verify_rows()) == []


def test_each_clock_of_one_ticket_is_an_entry_of_its_audit(world: World, reported: Callable[[], Ticket]) -> None:
    ticket = reported()
    while clocks.fire_deadlines(world.now + timedelta(hours=1)):
        pass
    told = [{one["clock"] for one in entry.data["clocks"]} for entry in world.audit(ticket)[1:]]
    assert [RESPOND] in map(list, told)
    assert all(len(one) == 1 for one in told)
    assert list(audit.verify()) == []


def test_all_that_is_due_of_one_ticket_fires_with_one_batch_and_alone_what_failed_with_the_others(
    world: World, reported: Callable[[], Ticket]
) -> None:
    ticket, now = reported(), world.now + timedelta(hours=1)
    first, second = respond(world, ticket), world.clock(ticket, "incident.handle")
    assert actions.fire(first.pk, now)
    assert not Breach.objects.filter(deadline=second).exists()
    another = reported()
    mine = [respond(world, another).pk, world.clock(another, "incident.handle").pk]
    Deadline.objects.filter(pk=mine[1]).update(tries=1, try_after=now + timedelta(minutes=1))
    assert actions.fire_all([second.pk, mine[0]], now) >= 2
    found = set(Breach.objects.values_list("deadline", flat=True))
    assert {first.pk, second.pk, mine[0]} <= found
    assert mine[1] not in found
    assert [list(audit.verify()), list(audit.verify_rows())] == [[], []]


def test_of_several_clocks_of_one_ticket_what_is_still_due_fires(
    world: World, reported: Callable[[], Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another sweep was quicker with the one, and held up the others."""
    ticket, now = reported(), world.now + timedelta(hours=1)
    first, second = respond(world, ticket), world.clock(ticket, "incident.handle")

    def quicker(tickets: Collection[int], action: str, now: datetime) -> AbstractContextManager[list[Act]]:
        monkeypatch.setattr(by_time, "together", together)
        assert actions.fire(first.pk, now)
        return together(tickets, action, now)

    monkeypatch.setattr(by_time, "together", quicker)
    assert actions.fire_all([first.pk, second.pk], now) >= 1
    assert set(Breach.objects.values_list("deadline", flat=True)) >= {first.pk, second.pk}
    assert list(audit.verify_rows()) == []


def test_a_batch_of_which_others_hold_every_ticket_fires_nothing_and_fails_nothing(world: World) -> None:
    nobodys = 2**40
    with together({nobodys, nobodys + 1}, "clock", world.now) as acts:
        assert acts == []
    assert actions.fire_all([nobodys], world.now) == actions.fire_all([], world.now) == 0


def test_a_clock_that_is_only_told_of_draws_no_turn_anew(world: World, reported: Callable[[], Ticket]) -> None:
    ticket = reported()
    before = list(Turn.objects.filter(ticket=ticket).order_by("pk").values())
    clocks.fire_deadlines(world.now + LATE)
    assert missed() == {ticket.pk}
    assert list(Turn.objects.filter(ticket=ticket).order_by("pk").values()) == before


def test_a_decision_that_was_passed_on_stays_with_its_taker_where_a_batch_draws_turns(world: World) -> None:
    tickets = [world.take(world.file("restart"), "submit") for _ in range(2)]
    taker = world.user("lead2")
    actions.pass_on(tickets[0], taker.username, "出差", actor=world.user("lead"), now=world.now)
    with together({one.pk for one in tickets}, "clock", world.now) as acts:
        turns.bring(act.ticket for act in acts)
        held = [{one.holder_id for one in act.turns if one.role == "agency_lead"} for act in acts]
    assert held == [{taker.pk}, {None}]


@pytest.mark.usefixtures("alone")
def test_a_breach_is_told_before_warnings_and_a_fresh_one_before_a_stale(
    world: World, reported: Callable[[], Ticket]
) -> None:
    stale = reported()
    fresh = world.later(minutes=3) and reported()
    warned = world.later(minutes=2) and reported()
    now = world.now + timedelta(minutes=3, seconds=2)
    told = []
    while clocks.fire_deadlines(now):
        told.append(Notice.objects.latest("id").ticket_id)
    assert told[:2] == [fresh.pk, stale.pk]
    assert warned.pk in told[2:]


@pytest.mark.parametrize("error", [OperationalError("deadlock detected"), InterfaceError("connection is closed")])
def test_trouble_of_the_database_is_no_clock_s_fault_and_is_tried_again_at_once(
    world: World, two: list[Ticket], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    now = world.now + LATE
    poison = Poison(respond(world, two[0]).pk, error, times=1)
    monkeypatch.setattr(clocks.actions, "fire_all", poison)
    with pytest.raises(type(error)):
        sweep.fire_one(now)
    assert not clocks.put_off().exists()
    while sweep.fire_one(now):
        pass
    assert missed() == {one.pk for one in two}


def test_a_clock_that_meets_with_trouble_each_time_holds_up_no_other(
    world: World, two: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    now, row = world.now + LATE, respond(world, two[0])
    poison = Poison(row.pk, OperationalError("canceling statement due to statement timeout"))
    monkeypatch.setattr(clocks.actions, "fire_all", poison)
    for _ in range(2 * MOST_TROUBLE):
        try:
            clocks.fire_deadlines(now)
        except OperationalError:
            continue
    assert missed() == {two[1].pk}
    assert [one.pk for one in clocks.put_off()] == [row.pk]


def test_a_clock_that_another_sweep_fired_is_put_off_no_more(world: World, reported: Callable[[], Ticket]) -> None:
    row = respond(world, reported())
    Deadline.objects.filter(pk=row.pk).update(tries=1, try_after=world.now, error="OperationalError: cut")
    assert actions.fire(row.pk, world.now + LATE)
    row.refresh_from_db()
    assert (row.tries, row.try_after, row.error) == (0, None, "")


@pytest.fixture
def sweeper(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sweeper]:
    """One whose threads never start, at the world's hour."""
    for reading in ("_database_clock", "_process_clock"):
        monkeypatch.setattr(clock, reading, lambda: world.now)
    one = Sweeper("test")
    yield one
    for loop in (*one._short, *one._long):
        loop._ear.close()
        loop._mouth.close()


@pytest.mark.usefixtures("alone")
def test_a_sweep_shows_that_it_lives_in_the_middle_of_a_backlog(
    world: World, two: list[Ticket], sweeper: Sweeper
) -> None:
    world.now += LATE
    seen: list[datetime] = []
    while sweeper._fire():
        seen.append(WorkerHeartbeat.objects.get().swept_at)
        world.later(seconds=4)
        if len(seen) == len(two):
            break
    assert seen == [world.now - timedelta(seconds=4 * n) for n in (2, 1)]


def test_nothing_due_costs_one_statement(world: World, django_assert_num_queries) -> None:
    while sweep.fire_one(world.now):
        pass
    with django_assert_num_queries(1):
        assert not sweep.fire_one(world.now)


@pytest.mark.parametrize(
    ("number", "seconds", "then"),
    [(25, 0.025, 50), (25, 0.05, 50), (25, 0.25, LEAST), (3, 0.001, 25), (1, 10.0, LEAST)],
)
def test_a_batch_is_as_large_as_fits_into_a_moment(number: int, seconds: float, then: int) -> None:
    pace = Pace()
    pace.took(number, seconds)
    assert pace.size == then


def test_after_a_failure_it_begins_with_one_and_grows(own_pace: Pace) -> None:
    own_pace.failed()
    sizes = []
    for _ in range(9):
        sizes.append(own_pace.size)
        own_pace.took(own_pace.size, 0.0)
    assert sizes == [1, 2, 4, 8, 16, 32, 64, 128, MOST]


def test_what_sweeps_looks_for_cycles_among_its_rows_no_more_often_than_it_must(
    sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Loop, "start", lambda _loop: None)
    with garbage.rarely_collected():
        gc.set_threshold(700, 10, 10)
        sweeper.start()
        assert gc.get_threshold() == (garbage.RARELY, 10, 10)
        assert gc.get_freeze_count()
