"""The one sender of a channel in this process, whoever calls it: a thread of Celery's pool, or the sweep's own."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from tickets import clock
from tickets.outbox import leases
from tickets.outbox.channel import Channel
from tickets.outbox.lanes import ChannelLane

#: So long it delivers at a stretch: then its thread is free for other work.
STRETCH_SECONDS: Final = 5.0


class SoleSender:
    def __init__(self, channel: Channel, goes_on: Callable[[], bool]) -> None:
        self.channel, self._goes_on = channel, goes_on
        self._sender = ChannelLane(channel, goes_on)
        self._at_it = Lock()

    def drain(self) -> bool:
        """Deliver what is due. Whether more is; False, too, where somebody is at it already."""
        if not self._at_it.acquire(blocking=False):
            return False
        try:
            return self._stretch()
        finally:
            self._at_it.release()

    def _stretch(self) -> bool:
        until = time.monotonic() + STRETCH_SECONDS
        while self._goes_on() and time.monotonic() < until:
            if not self._sender.deliver(clock.now()):
                return False
        return self._goes_on()

    def waits(self, now: datetime, longest: timedelta) -> bool | None:
        """Whether something is due that a thread of the pool can send. None: it is for this process itself, since
        somebody is out of reach, whom it looks for, or since nobody took what is due for so long."""
        if self._sender.circuits or self._sender.busy:
            return None
        waited = leases.waits(self.channel, now)
        return None if waited is not None and waited > longest else waited is not None
