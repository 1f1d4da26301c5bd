"""A receiver outside in the tests' own process: keeps what arrives, answers as told, or not at all."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """`answer`: status, text and more headers. `drips`: it sends its head byte by byte and never comes to an end."""

    port: int = 0
    arrived: list[Request] = field(default_factory=list)
    answer: tuple[int, str, dict[str, str]] = (200, "{}", {})
    drips: bool = False
    over: Event = field(default_factory=Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def allow(self, settings: Any, channel: str, **more: str) -> None:
        """Put the channel in use, towards this receiver alone."""
        prefix = f"CHANNEL_{channel.upper()}"
        settings.CHANNEL_SETTINGS = {
            **settings.CHANNEL_SETTINGS,
            f"{prefix}_HOSTS": self.host,
            f"{prefix}_PLAIN": "1",
            **{f"{prefix}_{name}": value for name, value in more.items()},
        }


class Handler(BaseHTTPRequestHandler):
    receiver: ClassVar[Receiver]

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        heads = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.arrived.append(Request(self.command, self.path, heads, body))
        if self.receiver.drips:
            self._drip()
            return
        status, text, more = self.receiver.answer
        self.send_response(status)
        for name, value in {"Content-Length": str(len(text.encode())), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST  # noqa: N815  # the name that the server looks for

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while not self.receiver.over.wait(0.02):
                self.wfile.write(b"x")
                self.wfile.flush()
        except OSError:
            return

    def log_message(self, *_args: Any) -> None:
        """Tests keep silent."""


@contextmanager
def web_received() -> Iterator[Receiver]:
    found = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"receiver": found}))
    found.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with web_received() as found:
        yield found
