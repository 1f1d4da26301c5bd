"""The threads of every sweeping process: one fires what is due, one for each channel delivers, one makes large files.

Apart, so that a slow mail server never makes a breach late.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from threading import Event
from uuid import uuid4

from django.conf import settings

from tickets import clock, leaps, signs, sweep
from tickets.models import WorkerHeartbeat
from tickets.outbox import leases, watch
from tickets.outbox.channels import in_use
from tickets.outbox.lanes import ChannelLane
from tickets.pages.exports.making import write_one
from tickets.tasks.loop import Loop

#: So many rows in a row are delivered or written before others get their turn.
BATCH = 500
HEARTBEAT = timedelta(seconds=3)
#: A message in hand has this long to arrive, which is more than it is given at all; see `ending.LATEST_SECONDS`.
PATIENCE_SECONDS = 12.0
#: For what was cut off to be given back, and for long work to come to a row's end.
CUT_SECONDS = 1.0
RESCUE = timedelta(seconds=30)


class Sweeper:
    """Fires, delivers, rescues, and records a heartbeat. `role` is what operators read."""

    def __init__(self, role: str) -> None:
        longest = WorkerHeartbeat._meta.get_field("role").max_length
        self._heartbeat = WorkerHeartbeat(id=uuid4(), role=signs.role_here(role)[:longest])
        self._role = role
        self._told = False
        self._rescued_at: datetime | None = None
        self._stopping = Event()
        self._lanes = [
            Loop(f"lane of {channel.name}", partial(drain, ChannelLane(channel, self._goes_on))) for channel in in_use()
        ]
        apart = Loop("periodic work", lambda: sweep.run_apart(clock.now()))
        writer = Loop("exports", write_exports)
        self._short = [Loop("sweeper", self._fire), *self._lanes]
        self._long = [apart, writer]

    def start(self) -> None:
        for loop in (*self._short, *self._long):
            loop.start()

    def stop(self, patience: float = PATIENCE_SECONDS) -> None:
        """All finish the row or the message in hand, within `patience` seconds; then what is being sent is cut off and
        given back. A row that is cut off is rolled back."""
        self._stopping.set()
        for loop in (*self._short, *self._long):
            loop.stop()
        _join(self._short, patience)
        watch.cut_all()
        _join((*self._lanes, *self._long), CUT_SECONDS)

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

    def nudge(self) -> None:
        """Deliver at once."""
        for loop in self._lanes:
            loop.nudge()

    def _fire(self) -> bool:
        """One piece of all that is due, which takes a moment, and a sign of life: whether there was any."""
        now = clock.now()
        fired = sweep.fire_one(now)
        self._beat(now)
        return bool(fired)

    def _beat(self, now: datetime) -> None:
        self._tell_of_leap(now)
        # A clock that was set back is no reason to rest.
        if self._heartbeat.swept_at is None or abs(now - self._heartbeat.swept_at) >= HEARTBEAT:
            sweep.heartbeat(self._heartbeat, now)
            signs.give(settings.VAR_DIR, self._role)
        if self._rescued_at is None or abs(now - self._rescued_at) >= RESCUE:
            leases.give_up(now)
            self._rescued_at = now

    def _tell_of_leap(self, now: datetime) -> None:
        """Once, when it begins."""
        if leaps.GUARD.held and not self._told:
            sweep.tell_of_leap(now)
        self._told = leaps.GUARD.held


def _join(loops: Iterable[Loop], seconds: float) -> None:
    """All of them together take no longer."""
    until = time.monotonic() + seconds
    for loop in loops:
        loop.join(max(0.0, until - time.monotonic()))


def drain(lane: ChannelLane) -> None:
    while lane.goes_on() and lane.deliver(clock.now()):
        pass


def write_exports() -> None:
    while batch(write_one):
        pass


def batch(one: Callable[[datetime], int]) -> int:
    """Call `one` until it has nothing left to do, at most BATCH times; how much it did."""
    return sum(islice(iter(lambda: one(clock.now()), 0), BATCH))
