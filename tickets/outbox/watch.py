"""A connection with one time limit for all that is done with it: to find the host, to connect, to talk.

The timeout of a socket begins anew with every byte that comes in: a server that drips one a second would hold its
caller for as long as it likes.
"""

import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from types import TracebackType
from typing import Any, Final, Self

#: Of the limit, for one attempt to connect to one address.
CONNECT_SECONDS: Final = 3.0
#: A timeout of 0 would mean not to wait at all.
SHORTEST: Final = 0.001

Found = list[tuple[Any, Any, int, str, Any]]


@dataclass(eq=False)
class Watch:
    """Cuts its connections after `seconds`, whatever their other end does; both of TLS too, which takes a socket over:
    what is cut is a double of it."""

    seconds: float
    #: Whether the time was up before all was done.
    cut: bool = False
    _until: float = field(init=False)
    _held: list[tuple[Timer, socket.socket]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._until = time.monotonic() + self.seconds

    def __enter__(self) -> Self:
        _open.add(self)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        _open.discard(self)
        for timer, double in self._held:
            timer.cancel()
            double.close()

    @property
    def left(self) -> float:
        """Seconds; never quite none."""
        return max(SHORTEST, self._until - time.monotonic())

    def connect(self, where: tuple[str, int], *_others: Any) -> socket.socket:
        """In the place of `socket.create_connection`. Raises OSError; TimeoutError where the time is up."""
        failed: OSError = TimeoutError()
        for family, kind, protocol, _name, place in _found(where, self.left):
            if self.left <= SHORTEST:
                break
            try:
                return self._watched(socket.socket(family, kind, protocol), place)
            except OSError as error:
                failed = error
        raise failed

    def cut_off(self) -> None:
        """Now, from any thread. Whoever waits on a connection of it finds it ended."""
        for _timer, double in list(self._held):
            self._cut(double)

    def _watched(self, connection: socket.socket, place: Any) -> socket.socket:
        try:
            connection.settimeout(min(self.left, CONNECT_SECONDS))
            connection.connect(place)
        except OSError:
            connection.close()
            raise
        connection.settimeout(self.left)
        double = connection.dup()
        timer = Timer(self.left, self._cut, [double])
        timer.daemon = True
        self._held.append((timer, double))
        timer.start()
        return connection

    def _cut(self, connection: socket.socket) -> None:
        self.cut = True
        with suppress(OSError):  # it has ended by itself
            connection.shutdown(socket.SHUT_RDWR)


#: All under which something is being sent in this process.
_open: set[Watch] = set()


def cut_all() -> None:
    """The process ends: nobody waits for what is being sent any longer."""
    for watch in list(_open):
        watch.cut_off()


def _found(where: tuple[str, int], seconds: float) -> Found:
    """The addresses of a host. Nothing ends a question to a name server that is silent, so that one is left to itself.
    Raises OSError."""
    said: SimpleQueue[Found | OSError] = SimpleQueue()
    Thread(target=_look_up, args=(where, said), name="name look-up", daemon=True).start()
    try:
        answer = said.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _look_up(where: tuple[str, int], said: SimpleQueue[Found | OSError]) -> None:
    try:
        said.put(socket.getaddrinfo(*where, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        said.put(error if isinstance(error, OSError) else OSError("no host has such a name"))
