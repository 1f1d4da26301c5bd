"""How many clocks fire in a second, of many that are due at one instant among those of 1,000,000 tickets.

`make bench SIZES="10000"` takes other sizes, DUE another number of clocks. As in `bench_tickets` it needs PostgreSQL,
or SIZES for SQLite. Beside the rate it tells what the sweep costs with nothing due, and how soon a fresh breach is told
while stale reminders wait.
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from time import perf_counter
from typing import Final

from django.db import OperationalError, connection
from django.db.models import Max, Model

from tests.bench.bench_tickets import SIZES, database
from tests.bench.door import taken
from tests.bench.many_tickets import AGENCIES, OWN_SHARE, Home, Original, Plan, count_on, take
from tests.bench.pages import spent
from tests.world import World
from tickets import clock, sweep
from tickets.management.demo.contracts import DEMO, KEY_SYSTEM
from tickets.models import Breach, Contract, Deadline, System, Ticket

DUE: Final = int(os.environ.get("DUE", "20000"))
USUAL: Final = (1_000_000,)
RESPOND: Final = "incident.respond"
#: Within so many minutes an incident must be answered; a second later it is found late.
MINUTES: Final = 5
IDLE_PROBES: Final = 200


def main() -> None:
    if connection.vendor != "postgresql" and not SIZES:
        print("firing: skipped, no PostgreSQL in TEST_DATABASE_URL (SIZES=5000 tries SQLite)")
        return
    try:
        for size in SIZES or USUAL:
            with database(size):
                measured()
    except OperationalError as error:
        print(f"firing: skipped, PostgreSQL is not reachable: {error}".splitlines()[0])


def measured() -> None:
    """All that is told of one database."""
    demo = Contract.objects.get(number=DEMO)
    world = World(demo, System.objects.get(contract=demo, code=KEY_SYSTEM), clock.now())
    caught_up = sum(fired(world.now))
    print(f"\n{Deadline.objects.count():,} clocks, {connection.vendor}; {caught_up} were due before", flush=True)
    show_idle(world.now)
    for processes in (1, 2) if connection.vendor == "postgresql" else (1,):
        show_rate(world, processes)
    show_fresh(world)


def fired(now: datetime) -> Iterator[int]:
    """How many at a time until nothing is due."""
    return iter(lambda: sweep.fire_one(now), 0)


def show_idle(now: datetime) -> None:
    probes = sorted(taken(lambda: sweep.fire_one(now)) for _ in range(IDLE_PROBES))
    statements = spent(lambda: sweep.fire_one(now))
    print(f"nothing due: {statements} statements, p50 {probes[len(probes) // 2]:.2f} ms (≤ 0.3)", flush=True)


def show_rate(world: World, processes: int) -> None:
    now = plant(world, DUE) + timedelta(seconds=1)
    due = Deadline.objects.filter(next_at__lte=now).count()
    seconds, longest = at_once(processes, now)
    found = due - Deadline.objects.filter(next_at__lte=now).count()
    world.later(minutes=MINUTES + 1)
    told = f"{found:,} due at one instant, {processes} processes: {found / seconds:,.0f} clocks a second"
    print(f"{told}{longest and f', longest batch {longest:.0f} ms'}", flush=True)


def show_fresh(world: World) -> None:
    """One that falls due while all the others wait is told by the first batch."""
    plant(world, DUE)
    fresh = world.later(seconds=2) and report(world)
    due = world.clock(fresh, RESPOND).due_at + timedelta(seconds=1)
    ms = taken(lambda: sweep.fire_one(due))
    told = Breach.objects.filter(deadline__ticket=fresh).exists()
    print(f"{DUE:,} waiting: a fresh breach is {'told after' if told else 'NOT told within'} {ms:.0f} ms", flush=True)
    for _ in fired(due):
        pass
    world.later(minutes=MINUTES + 1)


def at_once(processes: int, now: datetime) -> tuple[float, float]:
    """The seconds that so many processes take until nothing is due; the milliseconds of the longest batch of one."""
    if processes == 1:
        began = perf_counter()
        longest = max(_timed(now))
        return perf_counter() - began, longest
    connection.close()
    forking = get_context("fork")
    start = forking.Barrier(processes + 1)
    workers = [forking.Process(target=_sweeps, args=(start, now)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    start.wait()
    began = perf_counter()
    for worker in workers:
        worker.join()
    return perf_counter() - began, 0


def _timed(now: datetime) -> Iterator[float]:
    """The milliseconds of each batch."""
    more = [1]
    while more[0]:
        yield taken(lambda: more.__setitem__(0, sweep.fire_one(now)))


def _sweeps(start: Barrier, now: datetime) -> None:
    connection.ensure_connection()
    start.wait()
    for _ in fired(now):
        pass


def plant(world: World, number: int) -> datetime:
    """So many copies of an incident that was reported now, under all contracts: when the first of its clocks is due."""
    original = Original.of(report(world))
    names = [*OWN_SHARE, *(f"BENCH-{place:02}" for place in range(AGENCIES))]
    homes = [Home.of(Contract.objects.get(number=name)) for name in names]
    last = Ticket.objects.aggregate(ticket=Max("id"), clock=Max("deadlines__id"))
    first = last["ticket"] + 1
    plan = Plan([original], homes, world.now, first, last["clock"] + 1, prefix=f"Z{first}")
    take(_copies(plan, number))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            count_on(cursor)
            cursor.execute("ANALYZE")
    return world.clock(original.ticket, RESPOND).due_at


def report(world: World) -> Ticket:
    return world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)


def _copies(plan: Plan, number: int) -> Iterator[tuple[type[Model], str]]:
    for n in range(number):
        yield from plan.copy(n, plan.originals[0], plan.homes[n % len(plan.homes)], timedelta())


if __name__ == "__main__":
    main()
