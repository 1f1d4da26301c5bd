"""Processes that fire until nothing is due, and what each of them spent on it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

from django.db import connection, transaction

from tickets import garbage, sweep
from tickets.models import Deadline
from tickets.sweep import clocks

#: A batch of the claim loop.
CLAIMED: Final = 100
TICK: Final = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Spent:
    """By one process. Seconds but for the counts; `database`: of the PostgreSQL process that served it, where that runs
    on this machine."""

    clocks: int = 0
    batches: int = 0
    statements: int = 0
    seconds: float = 0.0
    longest: float = 0.0
    python: float = 0.0
    database: float = 0.0

    def a_clock(self, what: float) -> float:
        return what / max(1, self.clocks)


def fired(processes: int, now: datetime) -> list[Spent]:
    """By so many processes at once."""
    return _at_once(processes, lambda: sweep.fire_one(now))


def claimed(processes: int, now: datetime) -> list[Spent]:
    """The same clocks taken as firing takes them, and nothing done with them: no firing is quicker. They are free again
    afterwards."""
    found = _at_once(processes, lambda: _claim(now))
    Deadline.objects.filter(next_at__lte=now, tries=0).update(try_after=None)
    return found


def _claim(now: datetime) -> int:
    with transaction.atomic():
        free = Deadline.objects.filter(pk__in=list(islice(clocks._due(now), CLAIMED)))
        mine = list(free.select_for_update(skip_locked=True).values_list("pk", flat=True))
        return Deadline.objects.filter(pk__in=mine).update(try_after=now + clocks.LEASE)


def _at_once(processes: int, piece: Callable[[], int]) -> list[Spent]:
    """SQLite's one writer stays in this process."""
    if connection.vendor != "postgresql":
        with garbage.rarely_collected():
            return [_work(piece)]
    connection.close()
    forking = get_context("fork")
    start = forking.Barrier(processes)
    ends = [forking.Pipe(duplex=False) for _ in range(processes)]
    workers = [forking.Process(target=_worker, args=(start, end, piece)) for _heard, end in ends]
    for worker in workers:
        worker.start()
    found: list[Spent] = [heard.recv() for heard, _end in ends]
    for worker in workers:
        worker.join()
    return found


def _worker(start: Barrier, end: Connection, piece: Callable[[], int]) -> None:
    garbage.collect_rarely()
    connection.ensure_connection()
    start.wait()
    end.send(_work(piece))
    connection.close()


def _work(piece: Callable[[], int]) -> Spent:
    spent = Spent()

    def counted(execute: Callable[..., Any], *asked: Any) -> Any:
        spent.statements += 1
        return execute(*asked)

    with connection.execute_wrapper(counted):
        began, own, served = perf_counter(), process_time(), _served()
        for seconds, number in _timed(piece):
            spent.clocks += number
            spent.batches += 1
            spent.longest = max(spent.longest, seconds)
        spent.seconds = perf_counter() - began
        spent.python, spent.database = process_time() - own, _served() - served
    return spent


def _timed(piece: Callable[[], int]) -> Iterator[tuple[float, int]]:
    while True:
        began = perf_counter()
        if not (number := piece()):
            return
        yield perf_counter() - began, number


def _served() -> float:
    """Seconds of a processor that the server's process has spent on this connection; 0 where it cannot be seen."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ((pid,),) = cursor.fetchall()
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) * TICK if "postgres" in Path(f"/proc/{pid}/comm").read_text() else 0.0
