"""In production a web process tells the workers that a notice waits.

Publishing can block for seconds when Redis is gone, so no request does it. A lost mark costs a second: workers look.
"""

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress

log = logging.getLogger(__name__)


class Publisher:
    """`mark()` returns at once whatever the broker does. The thread starts with the first, after any fork."""

    def __init__(self, publish: Callable[[], object]) -> None:
        self._publish = publish
        self._marks: queue.Queue[None] = queue.Queue(maxsize=1)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def mark(self) -> None:
        with suppress(queue.Full):  # one mark already says it
            self._marks.put_nowait(None)
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        silent = False
        while True:
            self._marks.get()
            try:
                self._publish()
                silent = False
            except Exception as error:  # noqa: BLE001  # the sweep delivers without us
                if not silent:
                    log.warning("the broker cannot be reached; workers find notices by themselves: %s", error)
                silent = True
