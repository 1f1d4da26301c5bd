"""The firing table: DUE clocks that are due at one instant among those of 1,000,000 tickets, three each.

`make bench SIZES="10000"` takes other sizes, DUE another number of clocks, EMBEDDED another of those on SQLite. It
needs PostgreSQL, and BENCH_KEEP keeps its database, as in `bench_tickets`. Beside what is fired stands what is merely
claimed. FIRING names some of the rows, such as "rate idle".
"""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from statistics import median
from typing import Final

from django.db import OperationalError, connection

from tests.bench import bench_sending, bursts, embedded, firing
from tests.bench.bench_tickets import SIZES, database
from tests.bench.bursts import FOUND, MINUTES
from tests.bench.door import taken
from tests.bench.firing import Spent
from tests.bench.pages import spent
from tests.bench.sweeping import SWEEP, Bench, share
from tickets import clock, sweep
from tickets.models import Deadline, Delivery, Ticket

DUE: Final = int(os.environ.get("DUE", "20000"))
USUAL: Final = (1_000_000,)
IDLE_PROBES: Final = 200
#: Clocks that fall due one by one, and in how many seconds.
SPREAD, SECONDS = 400, 35
#: So many fresh ones fall due while the stale wait.
FRESH: Final = 20
WAITING: Final = 10_000
WIDE: Final = 52

#: What was measured, as it is printed; the target; the figure.
Line = tuple[str, str, str]


def main() -> None:
    if connection.vendor != "postgresql":
        print("firing: skipped, no PostgreSQL in TEST_DATABASE_URL")
        return
    wanted = os.environ.get("FIRING", "").split() or [*ROWS]
    try:
        for size in SIZES or USUAL:
            with database(size):
                show(size, (line for name in wanted for line in ROWS[name]()))
    except OperationalError as error:
        print(f"firing: skipped, PostgreSQL is not reachable: {error}".splitlines()[0])


def show(size: int, lines: Iterable[Line]) -> None:
    """Each as soon as it is known."""
    print(f"\n{DUE:,} due at one instant among {Deadline.objects.count():,} clocks of {size:,} tickets and more")
    print(f"{'':{WIDE}}  {'target':>10}  {'figure':>12}")
    for what, target, figure in lines:
        print(f"{what:{WIDE}}  {target:>10}  {figure:>12}", flush=True)


def idle() -> Iterator[Line]:
    now = clock.now()
    while sweep.fire_one(now):
        pass
    probes = [taken(lambda: sweep.fire_one(now)) for _ in range(IDLE_PROBES)]
    yield "an idle sweep, p50", "≤ 0.3 ms", f"{median(probes):.2f} ms"
    yield "its statements", "", f"{spent(lambda: sweep.fire_one(now))}"


def rate() -> Iterator[Line]:
    """The claim loop, one process and two, each with clocks of its own."""
    (limit,) = _burst(1, firing.claimed)
    yield "claims alone, one process", "", f"{limit.clocks / limit.seconds:,.0f}/s"
    (one,) = _burst(1, firing.fired)
    yield "fired, one process", "≥ 1,500/s", f"{one.clocks / one.seconds:,.0f}/s"
    yield "the longest batch", "≤ 200 ms", f"{one.longest * 1000:.0f} ms"
    yield "clocks a batch", "", f"{one.clocks / one.batches:.0f}"
    yield "statements a batch, a clock", "", f"{one.statements / one.batches:.1f}, {one.a_clock(one.statements):.2f}"
    yield "Python a clock", "", f"{one.a_clock(one.python) * 1000:.2f} ms"
    yield "PostgreSQL a clock", "", f"{one.a_clock(one.database) * 1000:.2f} ms" if one.database else "elsewhere"
    both = _burst(2, firing.fired)
    seconds = max(each.seconds for each in both)
    yield "fired, two processes", "≥ 2,200/s", f"{sum(each.clocks for each in both) / seconds:,.0f}/s"


def _burst(processes: int, work: Callable[..., list[Spent]]) -> list[Spent]:
    """`DUE` clocks that are due at one instant; nothing of them is left to do afterwards."""
    world = bursts.here().later(hours=-1)  # what is left of it is nothing that falls due from now on
    first = Ticket.objects.latest("id").pk + 1
    while sweep.fire_one(world.now):
        pass
    found = bursts.plant(world, DUE, each=bursts.fall_due_together(world)) + FOUND
    done = work(processes, found)
    bursts.quiet_from(first)
    return done


def late() -> Iterator[Line]:
    """By a process as it is started, with the grace of a second that an act in time is given."""
    bench = Bench([SWEEP])
    with bench.running():
        told = bench.late(bench.plant(SPREAD, every=SECONDS / SPREAD))
    what = f"{SPREAD} over {SECONDS} s: told after its hour"
    yield f"{what}, p50", "≤ 1.2 s", f"{share(told, 0.5):.2f} s"
    yield f"{what}, p99", "≤ 2 s", f"{share(told, 0.99):.2f} s"
    each = bursts.fall_due_together(bench.world.at(clock.now() - timedelta(minutes=MINUTES)))
    with bench.running():
        bench.plant(DUE // each, since=timedelta(minutes=MINUTES))
        told = bench.late(bench.plant(FRESH, every=0.1, lead=timedelta(seconds=3)))
    yield f"a fresh breach among {DUE:,} stale ones", "≤ 5 s", f"{told[-1]:.2f} s"


def sending() -> Iterator[Line]:
    waiting = Delivery.objects.filter(state="pending", channel=bench_sending.NULL.name).count()
    if waiting < WAITING:
        bench_sending.plant(WAITING - waiting, clock.now())
    marked, own = bench_sending.marked(clock.now())
    what = f"deliveries claimed and marked, {max(waiting, WAITING):,} waiting"
    yield what, f"≥ {bench_sending.LEAST}/s", f"{marked:,.0f}/s"
    yield "Python a delivery", "", f"{own:.2f} ms"


def on_sqlite() -> Iterator[Line]:
    clocks, half, slowest = embedded.fired_and_waited()
    yield "embedded, SQLite", "≥ 300/s", f"{clocks:,.0f}/s"
    yield f"{embedded.CLIENTS} programs meanwhile, p50", "", f"{half * 1000:.0f} ms"
    yield "the slowest of their requests", "≤ 500 ms", f"{slowest * 1000:.0f} ms"


ROWS: Final[dict[str, Callable[[], Iterator[Line]]]] = {
    "idle": idle,
    "rate": rate,
    "sending": sending,
    "late": late,
    "embedded": on_sqlite,
}

if __name__ == "__main__":
    main()
