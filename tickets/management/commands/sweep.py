import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.translation import gettext as _

from tickets import clock, outbox, sweep
from tickets.outbox import leases
from tickets.pages.exports.making import write_one
from tickets.tasks.sweeper import Sweeper, batch


class Command(BaseCommand):
    help = "Fires due deadlines and delivers notices. Any number may run at once, beside workers or without."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="end when nothing is left to do")

    def handle(self, *, until_idle: bool, **_options: Any) -> None:
        if not until_idle:
            sweep_for_ever()
            return
        try:
            fired, delivered = until_nothing_is_left()
        except OperationalError as error:
            raise CommandError(str(error).splitlines()[0]) from None
        counts = {"fired": fired, "delivered": delivered}
        self.stdout.write(_("Done: %(fired)d due, %(delivered)d delivered.") % counts)


def sweep_for_ever() -> None:
    """Until SIGINT or SIGTERM; the row in hand is finished."""
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: asked.set())
    sweeper = Sweeper("sweep")
    outbox.wake = sweeper.nudge
    sweeper.start()
    while not asked.is_set():
        signal.pause()
    sweeper.stop()


def until_nothing_is_left() -> tuple[int, int]:
    """How many pieces fell due, and how many notices went out. Firing queues notices, so it comes first."""
    fired = _all(sweep.fire_one)
    leases.give_up(clock.now())
    _all(sweep.run_apart)
    _all(write_one)
    return fired, sum(_all(partial(sweep.deliver_from, channel)) for channel in sweep.channel_names())


def _all(one: Callable[[datetime], bool]) -> int:
    return sum(iter(lambda: batch(one), 0))
