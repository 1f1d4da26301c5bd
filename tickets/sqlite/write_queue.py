"""Who writes next: first come, first served among the threads of this process.

SQLite has no queue: whoever asks in the moment when the lock is free has it, and under a backlog of due clocks the
others ask in vain until they are told that the database is locked.
"""

import os
from collections import defaultdict, deque
from threading import Event, Lock


class WriteQueue:
    """A lock that is handed to whoever has waited longest."""

    def __init__(self) -> None:
        self._own, self._waiting, self._held = Lock(), deque[Event](), False

    def enter(self, seconds: float) -> bool:
        """Whether the turn came within so many seconds."""
        turn = Event()
        with self._own:
            if not self._held:
                self._held = True
                return True
            self._waiting.append(turn)
        return turn.wait(seconds) or self._came_late(turn)

    def _came_late(self, turn: Event) -> bool:
        """In the moment in which the patience ended; else nobody hands it over any more."""
        with self._own:
            if not turn.is_set():
                self._waiting.remove(turn)
            return turn.is_set()

    def leave(self) -> None:
        """To whoever is next."""
        with self._own:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


_QUEUES: defaultdict[str, WriteQueue] = defaultdict(WriteQueue)
# Whoever was writing at a fork does not write in the child, and would never hand its turn over there.
os.register_at_fork(after_in_child=_QUEUES.clear)


def queue_of(database: str) -> WriteQueue:
    """The one of a database file."""
    return _QUEUES[database]
