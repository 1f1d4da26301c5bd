"""The two threads of every sweeping process: one fires what is due, one delivers.

Two, so that a slow mail server never makes a breach late."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from socket import gethostname
from uuid import uuid4

from tickets import clock, sweep
from tickets.models import Node
from tickets.tasks.loop import Loop

#: After so many rows in a row the clock is read anew and the heartbeat gets its turn.
BATCH = 500
HEARTBEAT = timedelta(seconds=3)
RESCUE = timedelta(seconds=30)
#: Without a heartbeat for so long a process counts as gone.
SILENT = timedelta(seconds=10)


def role_here(role: str) -> str:
    """What a node row is called: the role and this machine, as `worker@3f9c21ab0d11`."""
    return f"{role}@{gethostname()}"[: Node._meta.get_field("role").max_length]


class Sweeper:
    """Fires, delivers, rescues, and shows by its node row that it lives. `role` is what operators read."""

    def __init__(self, role: str) -> None:
        self.node = Node(id=uuid4(), role=role_here(role))
        self.firing = Loop("sweeper", self._fire)
        self.delivering = Loop("dispatcher", self._deliver)
        self._rescued_at: datetime | None = None

    def start(self) -> None:
        self.firing.start()
        self.delivering.start()

    def stop(self, patience: float = 2.0) -> None:
        """Both finish the row in hand; `patience` is seconds for each. A row cut off is rolled back."""
        self.firing.stop(patience)
        self.delivering.stop(patience)

    def nudge(self) -> None:
        """Something was queued: deliver now."""
        self.delivering.nudge()

    def _fire(self) -> None:
        while batch(sweep.fire_one) == BATCH:
            self._beat()
        self._beat()

    def _deliver(self) -> None:
        now = clock.now()
        if self._rescued_at is None or now - self._rescued_at >= RESCUE:
            sweep.rescue(now)
            self._rescued_at = now
        while batch(sweep.deliver_one) == BATCH:
            pass

    def _beat(self) -> None:
        now = clock.now()
        if self.node.swept_at is None or now - self.node.swept_at >= HEARTBEAT:
            sweep.heartbeat(self.node, now)


def batch(one: Callable[[datetime], bool]) -> int:
    """Call `one` until it has nothing left to do, at most BATCH times, all at one reading of the clock."""
    now = clock.now()
    return sum(1 for _ in islice(iter(lambda: one(now), False), BATCH))
