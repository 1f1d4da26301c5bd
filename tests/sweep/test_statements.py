"""What a batch asks of the database: so many statements and no more, however many clocks fire with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.actions.test_waking import EXPAND, OPENS, SCHEDULED, WINDOW
from tests.world import World
from tickets import actions, audit
from tickets.models import Alert, Deadline, Ticket, Turn

#: A batch of whatever is in it: its transaction, what its tickets have in common, and one statement for each sort of
#: rows that it writes.
MOST: Final = 28
FEW, MANY = 2, 3

Filed = Callable[[World], Ticket]


def fault(world: World) -> Ticket:
    return world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)


def demanded(world: World) -> Ticket:
    """Its clocks count days: people are reminded of the last ones."""
    return world.take(world.file("staff_replacement"), "submit", "issue_demand")


def waiting(world: World) -> Ticket:
    """The provider's clock rests until the window opens, and then it is their turn."""
    return world.take(world.file("change", interrupts=True, **WINDOW), *SCHEDULED.split())


def passed_on(world: World) -> Ticket:
    """The turn that changes is another's by their lead's word."""
    return world.take(waiting(world), "hand_over", who="manager", assignee="engineer")


@dataclass(frozen=True)
class Batch:
    """file: makes an order. over: what has happened to it when the batch is over."""

    file: Filed
    wait: timedelta
    over: Callable[[Ticket], bool]


def told(level: str) -> Callable[[Ticket], bool]:
    return lambda ticket: Alert.objects.filter(deadline__ticket=ticket, level=level, collapsed=False).exists()


def runs_again(ticket: Ticket) -> bool:
    clock = Deadline.objects.get(ticket=ticket, code=EXPAND)
    return clock.state == "running" and Turn.objects.filter(ticket=ticket, step="start_work").exists()


BATCHES: Final = {
    "warnings": Batch(fault, timedelta(minutes=2, seconds=30), told("half")),
    "breaches": Batch(fault, timedelta(minutes=5, seconds=1), told("breach")),
    "escalations": Batch(fault, timedelta(days=3), told("breach")),
    "reminders": Batch(demanded, timedelta(days=30), told("breach")),
    "clocks that move a turn": Batch(waiting, timedelta(), runs_again),
    "clocks that move the turn of whoever has it in hand": Batch(passed_on, timedelta(), runs_again),
}


@pytest.mark.parametrize("name", BATCHES)
def test_many_clocks_cost_as_many_statements_as_few(world: World, name: str) -> None:
    batch, spent = BATCHES[name], []
    filed = [[batch.file(world) for _ in range(number)] for number in (FEW, MANY)]
    world.at(world.now + batch.wait if batch.wait else OPENS)
    for tickets in filed:
        spent.append(statements(tickets, world))
        assert all(map(batch.over, tickets))
    assert max(spent) <= MOST
    assert spent[1] <= spent[0]
    assert [list(audit.verify()), list(audit.verify_rows())] == [[], []]


def statements(tickets: list[Ticket], world: World) -> int:
    due = list(Deadline.objects.filter(ticket__in=tickets, next_at__lte=world.now).values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as asked:
        assert actions.fire_all(due, world.now) >= len(tickets)
    return len(asked)
