"""What every sweeping process looks for: what is due by time, what waits in each channel, files, tasks that take long.

What it finds it hands to Celery's pool, or does itself where there is none; each sort in a thread of its own, so that a
slow mail server never makes a breach late.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from threading import Event
from uuid import uuid4

from django.conf import settings

from tickets import clock, exports, garbage, leaps, signs, sweep, tasks
from tickets.models import WorkerHeartbeat
from tickets.outbox import leases, watch
from tickets.outbox.channels import in_use
from tickets.tasks.broker import Broker
from tickets.tasks.loop import Loop
from tickets.tasks.sole_sender import SoleSender

#: So many rows in a row are done before others get their turn.
BATCH = 500
HEARTBEAT = timedelta(seconds=3)
#: A message in hand has this long to arrive, which is more than it is given at all; see `ending.LATEST_SECONDS`.
PATIENCE_SECONDS = 12.0
#: For what was cut off to be given back, and for long work to come to a row's end.
CUT_SECONDS = 1.0
#: The queue of files and of tasks that take long.
LONG = "long"
RESCUE = timedelta(seconds=30)


class Sweeper:
    """Finds, hands over or does, rescues, and records a heartbeat. `role` is what operators read; `broker`: before
    Celery's pool, where there is one."""

    def __init__(self, role: str, broker: Broker | None = None) -> None:
        longest = WorkerHeartbeat._meta.get_field("role").max_length
        self._heartbeat = WorkerHeartbeat(id=uuid4(), role=signs.role_here(role)[:longest])
        self._role = role
        self._told = False
        self._rescued_at: datetime | None = None
        self._stopping = Event()
        self._broker = broker or Broker()
        self._lanes = {channel.name: SoleSender(channel, self._goes_on) for channel in in_use()}
        self._clocks = Loop("sweeper", self._fire)
        self._senders = [Loop(f"lane of {name}", partial(self._send, lane)) for name, lane in self._lanes.items()]
        self._short = [self._clocks, *self._senders]
        self._long = [Loop("periodic work", self._run_apart), Loop("exports", self._write)]
        if broker:
            self._long.append(Loop("broker", broker.ask))

    def start(self) -> None:
        garbage.collect_rarely()
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
        _join((*self._senders, *self._long), CUT_SECONDS)

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

    def nudge(self) -> None:
        """Deliver at once."""
        for loop in self._senders:
            loop.nudge()

    def look(self) -> None:
        """For clocks, at once."""
        self._clocks.nudge()

    def drain(self, channel: str) -> None:
        """Deliver here what is due in a channel."""
        if channel in self._lanes:
            self._lanes[channel].drain()

    def _fire(self) -> bool:
        """One piece of all that is due, which takes a moment, and a sign of life: whether there was any."""
        now = clock.now()
        give = partial(self._broker.give, tasks.fire) if self._broker.answers else None
        fired = sweep.fire_one(now, give)
        self._beat(now)
        return bool(fired)

    def _send(self, lane: SoleSender) -> bool:
        waits = lane.waits(clock.now(), sweep.LEASE) if self._broker.answers else None
        if waits is None:
            return lane.drain()
        if waits:
            self._broker.give(tasks.deliver, lane.channel.name)
        return False

    def _write(self) -> None:
        if exports.unmade(clock.now()).exists() and self._broker.takes_more(LONG):
            self._broker.give(tasks.write_export)

    def _run_apart(self) -> None:
        for name in sweep.due_apart(clock.now()):
            if self._broker.takes_more(LONG):
                self._broker.give(tasks.run_apart, name)

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


def batch(one: Callable[[datetime], int]) -> int:
    """Call `one` until it has nothing left to do, at most BATCH times; how much it did."""
    return sum(islice(iter(lambda: one(clock.now()), 0), BATCH))
