"""Faults that nobody answers, by the thousand: what falls due while it is measured."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Max, Model

from tests.bench.many_tickets import AGENCIES, OWN_SHARE, Home, Original, Plan, count_on, take
from tests.world import World
from tickets import clock
from tickets.management.demo.contracts import DEMO, KEY_SYSTEM
from tickets.models import Contract, Deadline, System, Ticket

RESPOND: Final = "incident.respond"
#: Within so many minutes an incident must be answered; a second later it is found late.
MINUTES: Final = 5
FOUND: Final = timedelta(seconds=1)


def here() -> World:
    """The demo as it stands in the bench's database, now."""
    demo = Contract.objects.get(number=DEMO)
    return World(demo, System.objects.get(contract=demo, code=KEY_SYSTEM), clock.now())


def report(world: World) -> Ticket:
    return world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)


def plant(world: World, clocks: int, *, each: int = 1, every: float = 0.0) -> datetime:
    """Copies of an incident that is reported now, under all contracts, until so many clocks fall due with the first of
    theirs; with `every` as many copies, one after another by so many seconds. When the first is due."""
    original = Original.of(report(world))
    due = world.clock(original.ticket, RESPOND).due_at
    number = clocks // each
    names = [*OWN_SHARE, *(f"BENCH-{place:02}" for place in range(AGENCIES))]
    homes = [Home.of(Contract.objects.get(number=name)) for name in names]
    last = Ticket.objects.aggregate(ticket=Max("id"), clock=Max("deadlines__id"))
    first = last["ticket"] + 1
    plan = Plan([original], homes, world.now, first, last["clock"] + 1, prefix=f"Z{first}")
    take(_copies(plan, number, every))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            count_on(cursor)
            cursor.execute("ANALYZE")
    return due


def _copies(plan: Plan, number: int, every: float) -> Iterator[tuple[type[Model], str]]:
    for n in range(number):
        yield from plan.copy(n, plan.originals[0], plan.homes[n % len(plan.homes)], timedelta(seconds=-every * n))


def fall_due_together(world: World) -> int:
    """How many clocks of one such fault have something due at the instant at which the first is found late."""
    ticket = report(world)
    found = world.clock(ticket, RESPOND).due_at + FOUND
    number = Deadline.objects.filter(ticket=ticket, next_at__lte=found).count()
    quiet_from(ticket.pk)
    return number


def quiet_from(ticket: int) -> None:
    """Of this ticket, and of those that came after it, nothing falls due any more."""
    Deadline.objects.filter(ticket__gte=ticket, next_at__isnull=False).update(next_at=None)
