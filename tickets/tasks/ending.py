"""The end of a process comes, whatever Redis, a mail server or the database do."""

import logging
import os
import select
import signal
import threading
from contextlib import suppress
from typing import Final

from billiard import active_children

log = logging.getLogger(__name__)

#: So long after it was told to, a process is gone; those who run it wait for 20 to 30 s.
LATEST_SECONDS: Final = 17.0


def end_within(seconds: float = LATEST_SECONDS) -> None:
    """From a thread, for the main one may hang. Nothing is lost by it: what is in hand is a transaction that is not
    committed, or a lease that runs out."""
    threading.Thread(target=_end, args=(seconds,), name="end", daemon=True).start()


def _end(seconds: float) -> None:
    select.select([], [], [], seconds)  # which a faked clock does not hold up
    log.warning("something did not answer for %d s: the process ends without it", seconds)
    for child in active_children():  # of a worker's pool: it would go on with what it has in hand
        with suppress(ProcessLookupError):
            os.kill(child.pid or 0, signal.SIGKILL)
    os._exit(0)
