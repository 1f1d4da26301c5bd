"""The clock guard: holds alerts while a clock that leapt forward by itself cannot be trusted."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

log = logging.getLogger(__name__)

LEAP = timedelta(seconds=5)
AGREEMENT = timedelta(seconds=60)


def _uptime() -> float:
    """Seconds that only ever run forward, a suspended machine's sleep included where the system counts it."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ClockGuard:
    """Compares the clock of the deadlines with the machine's running time.

    A leap of more than 5 s forward holds all alerts until both have agreed for 60 s. The first reading after
    a start never holds: an outage is not a leap. A leap backward holds nothing: rows are chosen by their state.
    """

    def __init__(self, uptime: Callable[[], float] = _uptime) -> None:
        self._uptime = uptime
        self._last: tuple[datetime, float] | None = None
        self._held_since: float | None = None

    def holds(self, now: datetime) -> bool:
        ran = self._uptime()
        if self._last is not None:
            then, before = self._last
            leap = (now - then) - timedelta(seconds=ran - before)
            if leap > LEAP:
                log.error("the clock leapt forward by %s; firing waits until it has run true for %s", leap, AGREEMENT)
                self._held_since = ran
        self._last = (now, ran)
        if self._held_since is not None and ran - self._held_since >= AGREEMENT.total_seconds():
            self._held_since = None
        return self._held_since is not None
