"""A server that falls silent: takes connections, passes everything on, and from a moment on says nothing more.

It closes nothing either, so whoever talks to it learns of it by a limit of their own alone: a black hole.
"""

import socket
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Self


@dataclass
class SilentServer:
    """Before `at`, a host and a port; nowhere: silent from the first. `called`: somebody has connected."""

    at: tuple[str, int] | None = None
    silent: Event = field(default_factory=Event)
    called: Event = field(default_factory=Event)
    _sockets: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._sockets.append(self._listening)
        Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                caller, _whence = self._listening.accept()
                self._sockets.append(caller)
                self.called.set()
                if self.at and not self.silent.is_set():
                    behind = socket.create_connection(self.at)
                    self._sockets.append(behind)
                    Thread(target=self._pass, args=(caller, behind), daemon=True).start()
                    Thread(target=self._pass, args=(behind, caller), daemon=True).start()

    def _pass(self, whence: socket.socket, where: socket.socket) -> None:
        with suppress(OSError):
            while said := whence.recv(65536):
                if self.silent.is_set():
                    return
                where.sendall(said)
        if not self.silent.is_set():
            with suppress(OSError):
                where.shutdown(socket.SHUT_RDWR)
