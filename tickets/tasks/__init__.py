"""What Celery's pool carries out. A sweep finds it and hands it over; called plainly, each does it where it is called.

A message may be lost, late or doubled without harm: the rows say what is left to do, and whoever does it takes them
first. What comes too late is dropped, for by then the sweep has found it anew.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from celery import shared_task
from django.db import connection

from tickets import clock, outbox, sweep
from tickets.pages.exports.making import write_one
from tickets.sweep.one_by_one import TROUBLE
from tickets.tasks.publisher import Publisher

LATEST: Final = sweep.LEASE.total_seconds()
#: Seconds: within half an hour a file or a night's check has come to its end, or is told that it has to; then the
#: process that is at it ends. What it had leased is done anew.
LIMITS: Final[dict[str, Any]] = {"soft_time_limit": 1800, "time_limit": 1830}


def _nobody() -> None:
    """A child of the worker: its parent has the lanes, and finds the rows by itself."""


@contextmanager
def _connection_of_its_own() -> Iterator[None]:
    """A thread of the pool keeps its connection to the database; a broken one would fail for ever."""
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _deliver_all(channel: str) -> None:
    while sweep.deliver_from(channel, clock.now()):
        pass


#: Set by a worker at its start. look: its sweep looks at once; drain: has its lane of a channel deliver.
look: Callable[[], None] = _nobody
drain: Callable[[str], object] = _deliver_all


@shared_task(expires=LATEST)
def fire(ids: list[int]) -> None:
    """Fire clocks that a sweep has leased. Where the database is at fault they are due again."""
    with suppress(*TROUBLE), _connection_of_its_own():
        if sweep.fire_leased(ids, clock.now()):
            look()


@shared_task(expires=LATEST)
def deliver(channel: str) -> None:
    """Deliver what is due in a channel."""
    with _connection_of_its_own():
        drain(channel)


@shared_task(expires=LATEST, **LIMITS)
def write_export() -> None:
    """Make the file that has waited longest."""
    with _connection_of_its_own():
        write_one(clock.now())


@shared_task(expires=LATEST, **LIMITS)
def run_apart(name: str) -> None:
    """Do one periodic task that takes long."""
    with _connection_of_its_own():
        sweep.run_apart_named(name, clock.now())


def publish_nudges() -> None:
    """From here on a queued notice wakes the workers through the broker. Called once at the start."""
    outbox.wake = Publisher(_deliver_anywhere).mark


def _deliver_anywhere() -> None:
    for channel in sweep.channel_names():
        deliver.apply_async((channel,), retry=False)
