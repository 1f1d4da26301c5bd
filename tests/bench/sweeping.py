"""Processes of the service that fire, on the bench's database, and how late people are told by them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from tests.bench import bursts
from tests.bench.bench_tickets import url
from tests.bench.bursts import MINUTES, RESPOND
from tests.settings import ROOT, VAR
from tickets import clock
from tickets.models import Breach, Deadline, Delivery

REDIS: Final = os.environ.get("TEST_REDIS_URL", "")
SWEEP: Final = [sys.executable, "manage.py", "sweep"]
#: Until a process has started.
LEAD: Final = timedelta(seconds=12)
PATIENCE: Final = 120


class Bench:
    """Processes that fire, and clocks for them."""

    def __init__(self, commands: list[list[str]]) -> None:
        self.world = bursts.here()
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
        return bursts.plant(self.world, number, every=every)

    def late(self, since: datetime) -> list[float]:
        """How late each was told that fell due since then, in seconds, sorted; waits for all."""
        fresh = Deadline.objects.filter(code=RESPOND, due_at__gte=since)
        wait(lambda: not fresh.filter(breached_at=None).exists())
        told = Breach.objects.filter(deadline__in=fresh).annotate(late=F("told_at") - F("deadline__due_at"))
        return sorted(late.total_seconds() for late in told.values_list("late", flat=True))


def share(late: list[float], part: float) -> float:
    """The seconds within which so many of all were told."""
    return late[min(len(late) - 1, int(len(late) * part))]


def wait(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            sys.exit(f"did not happen within {PATIENCE} s; the processes' words stand in {VAR}")
        time.sleep(0.2)
