"""Who fires better: the sweep's own threads (`manage.py sweep`) or Celery's pool, by the same code?

Both run as processes of their own on a database and a Redis of their own: how late people are told, of clocks that fall
due one by one, alone and behind a backlog; how many fire in a second; what a kill -9 costs. Needs PostgreSQL and
TEST_REDIS_URL. DUE is the size of the burst, SPREAD the clocks that fall due one by one, SIZES the tickets beside them.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Final

from django.db import OperationalError, connection
from django.db.models import F, Max

from tests.bench.bench_firing import MINUTES, RESPOND, report
from tests.bench.bench_tickets import SIZES, database, url
from tests.bench.many_tickets import AGENCIES, CLOCKS, OWN_SHARE, Home, Original, Plan, count_on, take
from tests.house.test_compose import SERVICES
from tests.settings import ROOT, VAR
from tests.world import World
from tickets import clock
from tickets.management.demo.contracts import DEMO, KEY_SYSTEM
from tickets.models import Breach, Contract, Deadline, Delivery, System, Ticket

REDIS: Final = os.environ.get("TEST_REDIS_URL", "")
DUE: Final = int(os.environ.get("DUE", "10000"))
SPREAD: Final = int(os.environ.get("SPREAD", "400"))
#: Clocks that are overdue when the others fall due.
OVERDUE: Final = 700
SECONDS: Final = 35
SWEEP: Final = [sys.executable, "manage.py", "sweep"]
#: Two processes each.
COMMANDS: Final = {
    "threads of the sweep": [SWEEP, SWEEP],
    "Celery's pool": [shlex.split(SERVICES[name]["command"]) for name in ("worker-1", "worker-2")],
}
#: Until a process has started.
LEAD: Final = timedelta(seconds=12)
PATIENCE: Final = 120


def main() -> None:
    if connection.vendor != "postgresql" or not REDIS:
        print("pool: skipped, no PostgreSQL in TEST_DATABASE_URL or no Redis in TEST_REDIS_URL")
        return
    try:
        with database(*(SIZES or [2_000])[:1]):
            for name, commands in COMMANDS.items():
                print(f"\n{name}", flush=True)
                measured(Bench(commands))
    except OperationalError as error:
        print(f"pool: skipped, PostgreSQL is not reachable: {error}".splitlines()[0])


def measured(bench: "Bench") -> None:
    """All that is told of one way to fire."""
    with bench.running():
        first = bench.plant(SPREAD, every=SECONDS / SPREAD)
        show(f"{SPREAD} clocks over {SECONDS} s", bench.late(first))
    with bench.running():
        first = bench.plant(SPREAD // 4, every=SECONDS / SPREAD)
        wait(lambda: clock.now() >= first)
        bench.plant(OVERDUE // CLOCKS, since=timedelta(hours=1))
        show(f"{SPREAD // 4} over {SECONDS / 4:.0f} s behind {OVERDUE} that are overdue", bench.late(first))
    bench.show_rate()
    bench.show_kill()


def show(what: str, late: list[float]) -> None:
    half, most = late[len(late) // 2], late[len(late) * 99 // 100]
    print(f"{what}: told after p50 {half:.2f} s, p99 {most:.2f} s, at most {late[-1]:.2f} s", flush=True)


class Bench:
    """Processes that fire, and clocks for them."""

    def __init__(self, commands: list[list[str]]) -> None:
        demo = Contract.objects.get(number=DEMO)
        self.world = World(demo, System.objects.get(contract=demo, code=KEY_SYSTEM), clock.now())
        self.commands, self.processes = commands, list[subprocess.Popen[bytes]]()

    def start(self, command: list[str]) -> None:
        settled = {"DATABASE_URL": url(), "REDIS_URL": REDIS, "VAR_DIR": str(VAR), "EMAIL_URL": "dummymail://"}
        environment = {**os.environ, **settled, "DJANGO_SETTINGS_MODULE": "govcloud.settings"}
        log = (VAR / f"pool-{len(self.processes)}.log").open("w")
        self.processes.append(
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        )

    @contextmanager
    def running(self) -> Iterator[None]:
        """Processes that sweep, with nothing to do yet; ended and forgotten afterwards."""
        Deadline.objects.filter(next_at__isnull=False).update(next_at=None)
        Delivery.objects.filter(state="pending").delete()
        for command in self.commands:
            self.start(command)
        time.sleep(LEAD.total_seconds() / 2)
        try:
            yield
        finally:
            for one in self.processes:
                one.terminate()
            for one in self.processes:
                with suppress(subprocess.TimeoutExpired):
                    one.wait(30)
            self.processes.clear()

    def plant(
        self, number: int, *, every: float = 0.0, since: timedelta = timedelta(), lead: timedelta = LEAD
    ) -> datetime:
        """So many faults that nobody answers, whose first clock falls due `lead` from now, or fell due `since`, and
        then one after another: when the first does."""
        self.world.now = clock.now() - timedelta(minutes=MINUTES) + lead - since
        original = Original.of(report(self.world))
        names = [*OWN_SHARE, *(f"BENCH-{place:02}" for place in range(AGENCIES))]
        homes = [Home.of(Contract.objects.get(number=name)) for name in names]
        last = Ticket.objects.aggregate(ticket=Max("id"), clock=Max("deadlines__id"))
        first = last["ticket"] + 1
        plan = Plan([original], homes, self.world.now, first, last["clock"] + 1, prefix=f"Z{first}")
        take(
            line
            for n in range(number)
            for line in plan.copy(n, original, homes[n % len(homes)], timedelta(seconds=-every * n))
        )
        with connection.cursor() as cursor:
            count_on(cursor)
            cursor.execute("ANALYZE")
        return self.world.clock(original.ticket, RESPOND).due_at

    def late(self, since: datetime) -> list[float]:
        """How late each was told that fell due since then, in seconds, sorted; waits for all."""
        fresh = Deadline.objects.filter(code=RESPOND, due_at__gte=since)
        wait(lambda: not fresh.filter(breached_at=None).exists())
        told = Breach.objects.filter(deadline__in=fresh).annotate(late=F("told_at") - F("deadline__due_at"))
        return sorted(late.total_seconds() for late in told.values_list("late", flat=True))

    def show_rate(self) -> None:
        with self.running():
            late = self.late(self.plant(DUE))
        print(f"{DUE:,} due at one instant, and their mail: {DUE / (late[-1] - 1):,.0f} a second", flush=True)

    def show_kill(self) -> None:
        """One of the two, that which fires, is killed in the middle of a burst."""
        with self.running():
            due = self.plant(DUE // 4)
            wait(lambda: Breach.objects.filter(deadline__code=RESPOND, deadline__due_at__gte=due).count() > DUE // 20)
            self.processes[0].send_signal(signal.SIGKILL)
            killed = clock.now()
            self.late(due)
            last = Breach.objects.aggregate(last=Max("told_at"))["last"]
        print(
            f"one of two killed in a burst: the last is told {(last - killed).total_seconds():.1f} s later", flush=True
        )


def wait(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            sys.exit(f"did not happen within {PATIENCE} s; the processes' words stand in {VAR}")
        time.sleep(0.2)


if __name__ == "__main__":
    main()
