"""A thread that does one piece of work twice a second, and at once when nudged; errors are logged."""

import logging
import random
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.db import connection

log = logging.getLogger(__name__)

#: Half a second: with the second of grace that an act in time is given, a breach is told within two.
PERIOD_SECONDS = 0.5
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.2, 5.0


class Loop(threading.Thread):
    """Calls `work` twice a second until `stop`, and again at once where it says that more is waiting. `work` commits by
    itself and may raise whatever it likes.

    It waits with `select` on a socket: under a faked or stepped clock `Event.wait` and `time.sleep` may never
    come back. A byte on the socket is the nudge, and with `_stopping` set it is the stop.
    """

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._ear, self._mouth = socket.socketpair()
        self._ear.setblocking(False)
        self._mouth.setblocking(False)
        self._stopping = False
        self._failures = 0

    def nudge(self) -> None:
        """Work at once. Any thread may call it; a full socket already holds a nudge."""
        with suppress(OSError):
            self._mouth.send(b".")

    def stop(self) -> None:
        """End after the piece of work in hand; `join` waits for that."""
        self._stopping = True
        self.nudge()

    def run(self) -> None:
        self._wait(random.uniform(0, PERIOD_SECONDS))  # noqa: S311  # ten workers shall not look at the same instant
        while not self._stopping:
            began = time.monotonic()
            wait = self._attempt()
            self._wait(wait - (time.monotonic() - began))
        connection.close()
        self._ear.close()
        self._mouth.close()

    def _attempt(self) -> float:
        """One piece of work; answers the seconds until the next. An outage is told once, and its end once."""
        try:
            more = self._work()
        except Exception as error:  # noqa: BLE001  # whatever it was, tomorrow's deadlines need this thread
            if not self._failures:
                log.error("%s cannot work and tries on: %s: %s", self.name, type(error).__name__, error)
            self._failures += 1
            connection.close()  # a broken connection would fail for ever
            wait = min(FIRST_WAIT_SECONDS * 2.0 ** min(self._failures - 1, 10), LONGEST_WAIT_SECONDS)
            return random.uniform(wait / 2, wait)  # noqa: S311  # all workers come back from one outage
        if self._failures:
            log.warning("%s works again after %d failed attempts", self.name, self._failures)
            self._failures = 0
        return 0.0 if more else PERIOD_SECONDS

    def _wait(self, seconds: float) -> None:
        if self._stopping:
            return
        with selectors.DefaultSelector() as heard:  # which takes a socket of any number; select.select takes 1,024
            heard.register(self._ear, selectors.EVENT_READ)
            ready = heard.select(max(0.0, seconds))
        with suppress(BlockingIOError):
            while ready and self._ear.recv(4096):
                pass  # all nudges so far are one
