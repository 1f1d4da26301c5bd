"""A mail server in the tests' own process: takes mail, or behaves as badly as told."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import pytest

#: takes; drips: its greeting comes byte by byte and never ends; silent: says nothing; busy: greets and refuses with
#: 421; half_closes: takes the whole message, and ends the connection instead of saying so; waits: takes mail, from
#: when it is `over` on.
MANNERS = ("takes", "drips", "silent", "busy", "half_closes", "waits")
#: A byte of a greeting that drips.
DRIP_SECONDS = 0.02


@dataclass
class MailServer:
    """`taken`: the messages in full, as they came. `full`: the address whose box takes no more for now."""

    port: int = 0
    manner: str = "takes"
    full: str = ""
    calls: int = 0
    taken: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    #: Set at each call, and at each message.
    called: Event = field(default_factory=Event)

    def be_used(self, settings: Any, seconds: float = 10) -> None:
        settings.EMAIL_BACKEND = "tickets.outbox.smtp.BoundedSmtp"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", self.port
        settings.EMAIL_TIMEOUT = seconds

    def message_ids(self) -> list[str]:
        heads = [line for text in self.taken for line in text.splitlines() if line.lower().startswith("message-id:")]
        return [head.partition(":")[2].strip() for head in heads]

    def answer(self, connection: socket.socket) -> None:
        self.calls += 1
        self.called.set()
        with connection, suppress(OSError):
            if self.manner == "drips":
                while not self.over.wait(DRIP_SECONDS):
                    connection.sendall(b"2")
            elif self.manner == "silent":
                self.over.wait()
            elif self.manner == "busy":
                connection.sendall(b"421 try later\r\n")
            else:
                if self.manner == "waits":
                    self.over.wait()
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        connection.sendall(b"220 ready\r\n")
        lines = connection.makefile("r", newline="\r\n", encoding="utf-8", errors="replace")
        for line in lines:
            word = line[:4].upper().strip()
            if word == "QUIT":
                connection.sendall(b"221 bye\r\n")
                return
            if word != "DATA":
                full = word == "RCPT" and self.full and self.full in line
                connection.sendall(b"452 box full\r\n" if full else b"250 ok\r\n")
                continue
            connection.sendall(b"354 go on\r\n")
            self.taken.append("".join(iter(lines.readline, ".\r\n")))
            if self.manner == "half_closes":
                return
            connection.sendall(b"250 taken\r\n")


@contextmanager
def mail_taken() -> Iterator[MailServer]:
    found = MailServer()
    listening = socket.create_server(("127.0.0.1", 0))
    found.port = listening.getsockname()[1]

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, _whence = listening.accept()
                Thread(target=found.answer, args=(connection,), daemon=True).start()

    thread = Thread(target=listen, daemon=True)
    thread.start()
    yield found
    found.over.set()
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with mail_taken() as found:
        yield found
