"""The service as processes, each test on data of its own: what a stub inside one process cannot show."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.databases import copied
from tests.settings import ROOT

REDIS = os.environ.get("TEST_REDIS_URL", "")
STEP_SECONDS = 0.05


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(happened: Callable[[], bool], seconds: float = 20.0) -> None:
    """Look again and again; fails when it has not happened after `seconds`."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"did not happen within {seconds} s: {happened}"
        time.sleep(STEP_SECONDS)


@dataclass
class Installation:
    """One installation: a folder, a database, a port, the code, and the processes that were started on it."""

    folder: Path
    database: str
    port: int = field(default_factory=free_port)
    code: Path = ROOT
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "govcloud.settings",
            "ENV_FILE": str(self.folder / "none.env"),
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.database,
            "DEMO": "1",
            "MFA_REQUIRED": "0",  # no program of a test has an authenticator app
            "PORT": str(self.port),
            **more,
        }

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A management command, to its end."""
        return self.process("manage.py", *command, **environment)

    def process(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Python with these arguments, to its end."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.code,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=280,  # the longest, all migrations taken back, is done in a third of it
        )

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        """A process that stays; its output goes to a file named after its number, see `printed`."""
        settled = self.environment(**environment)
        with (self.folder / f"{len(self.started)}.log").open("w") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=settled, stdout=log, stderr=subprocess.STDOUT, text=True)
        self.started.append(process)
        return process

    def serve(self, **environment: str) -> subprocess.Popen[str]:
        process = self.start(sys.executable, "manage.py", "serve", **environment)
        until(lambda: self.get("/healthz")[0] == 200 or process.poll() is not None)
        return process

    def printed(self, process: subprocess.Popen[str]) -> str:
        return (self.folder / f"{self.started.index(process)}.log").read_text()

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; status 0 while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait(10)


def stopped(process: subprocess.Popen[str], number: signal.Signals, seconds: float = 5.0) -> int:
    """Send a signal; the exit status, which must come within `seconds`."""
    process.send_signal(number)
    return process.wait(seconds)


@pytest.fixture
def at_a_terminal() -> Iterator[None]:
    """A shell without job control hands its background down deaf to Ctrl-C; a command at a terminal hears it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def built(django_db_setup: str) -> str:
    """The address of a migrated database that is only copied: copying is quicker than migrating."""
    return django_db_setup


@pytest.fixture
def installation(db: None, built: str, tmp_path: Path) -> Iterator[Installation]:
    """A fresh installation in demo mode, without broker; its processes end with the test.

    db: the tests' own database, of which `built` is a copy, is made only for tests that ask for it.
    """
    with copied(built, tmp_path) as address:
        installed = Installation(tmp_path, address)
        yield installed
        installed.end()
