"""Who fires better: the sweep's own threads (`manage.py sweep`) or Celery's pool, by the same code?

Both run as processes of their own on a database and a Redis of their own: how late people are told, of clocks that fall
due one by one, alone and behind a backlog; how many fire in a second; what a kill -9 costs. Needs PostgreSQL and
TEST_REDIS_URL. DUE is the size of the burst, SPREAD the clocks that fall due one by one, SIZES the tickets beside them.
"""

import os
import shlex
import signal
from datetime import timedelta
from typing import Final

from django.db import OperationalError, connection
from django.db.models import Max

from tests.bench.bench_tickets import SIZES, database
from tests.bench.bursts import RESPOND
from tests.bench.many_tickets import CLOCKS
from tests.bench.sweeping import REDIS, SWEEP, Bench, share, wait
from tests.house.test_compose import SERVICES
from tickets import clock
from tickets.models import Breach

DUE: Final = int(os.environ.get("DUE", "10000"))
SPREAD: Final = int(os.environ.get("SPREAD", "400"))
#: Clocks that are overdue when the others fall due.
OVERDUE: Final = 700
SECONDS: Final = 35
#: Two processes each.
COMMANDS: Final = {
    "threads of the sweep": [SWEEP, SWEEP],
    "Celery's pool": [shlex.split(SERVICES[name]["command"]) for name in ("worker-1", "worker-2")],
}


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


def measured(bench: Bench) -> None:
    """All that is told of one way to fire."""
    with bench.running():
        first = bench.plant(SPREAD, every=SECONDS / SPREAD)
        show(f"{SPREAD} clocks over {SECONDS} s", bench.late(first))
    with bench.running():
        first = bench.plant(SPREAD // 4, every=SECONDS / SPREAD)
        wait(lambda: clock.now() >= first)
        bench.plant(OVERDUE // CLOCKS, since=timedelta(hours=1))
        show(f"{SPREAD // 4} over {SECONDS / 4:.0f} s behind {OVERDUE} that are overdue", bench.late(first))
    show_rate(bench)
    show_kill(bench)


def show(what: str, late: list[float]) -> None:
    half, most = share(late, 0.5), share(late, 0.99)
    print(f"{what}: told after p50 {half:.2f} s, p99 {most:.2f} s, at most {late[-1]:.2f} s", flush=True)


def show_rate(bench: Bench) -> None:
    with bench.running():
        late = bench.late(bench.plant(DUE))
    print(f"{DUE:,} due at one instant, and their mail: {DUE / (late[-1] - 1):,.0f} a second", flush=True)


def show_kill(bench: Bench) -> None:
    """One of the two, that which fires, is killed in the middle of a burst."""
    with bench.running():
        due = bench.plant(DUE // 4)
        wait(lambda: Breach.objects.filter(deadline__code=RESPOND, deadline__due_at__gte=due).count() > DUE // 20)
        bench.processes[0].send_signal(signal.SIGKILL)
        killed = clock.now()
        bench.late(due)
        last = Breach.objects.aggregate(last=Max("told_at"))["last"]
    print(f"one of two killed in a burst: the last is told {(last - killed).total_seconds():.1f} s later", flush=True)


if __name__ == "__main__":
    main()
