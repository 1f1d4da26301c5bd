import signal
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from tickets import clock, outbox, sweep
from tickets.outbox import leases
from tickets.pages.exports.making import write_one
from tickets.tasks.ending import end_within
from tickets.tasks.sweeper import Sweeper, batch


class Command(BaseCommand):
    help = "Fires due deadlines and delivers notices. Any number may run at once, beside workers or without."
    requires_system_checks = WITHOUT_PAGES

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
    """Until SIGINT or SIGTERM; the row or the message in hand is finished."""
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # in every thread: they are waited for here alone
    sweeper = Sweeper("sweep")
    outbox.wake = sweeper.nudge
    sweeper.start()
    signal.sigwait(ends)
    end_within()
    sweeper.stop()


def until_nothing_is_left() -> tuple[int, int]:
    """How many pieces fell due, and how many notices went out. Firing queues notices, so it comes first."""
    fired = _all(sweep.fire_one)
    leases.give_up(clock.now())
    _all(sweep.run_apart)
    _all(write_one)
    return fired, sum(_all(partial(sweep.deliver_from, channel)) for channel in sweep.channel_names())


def _all(one: Callable[[datetime], int]) -> int:
    return sum(iter(lambda: batch(one), 0))
