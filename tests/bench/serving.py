"""Two web processes on a port of their own, and a browser's part in a request: one connection, gzip accepted."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from time import perf_counter, sleep
from urllib.parse import quote

from tests.settings import ROOT

PROCESSES = 2


@contextmanager
def served(application: str, database_url: str, settings: str) -> Iterator["Served"]:
    """`application` under gunicorn, as the container starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--preload",
        "--worker-class", "gthread", "--workers", str(PROCESSES), "--threads", "4", "--no-control-socket",
        "--keep-alive", "75", "--log-level", "warning",
    ]  # fmt: skip
    environment = {**os.environ, "TEST_DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": settings}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(port, process)
        yield Served(port)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        sleep(0.1)
    raise SystemExit("the web processes did not start")


class Served:
    """Where they listen. `get` answers milliseconds and bytes over the wire."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("localhost", port, timeout=120)

    def get(self, path: str, cookie: str = "") -> tuple[float, int]:
        headers = {"Accept-Encoding": "gzip"} | ({"Cookie": cookie} if cookie else {})
        began = perf_counter()
        self.connection.request("GET", quote(path, safe="/?&=%"), headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        taken = (perf_counter() - began) * 1000
        if answer.status not in (200, 204, 302):
            raise SystemExit(f"{path}: {answer.status}")
        return taken, len(body)
