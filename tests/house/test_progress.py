"""A long step says that it goes on, at least every ten seconds."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.settings import ROOT
from tickets.management.progress import PERIOD_SECONDS, remind, run, step


def test_it_speaks_again_until_the_step_has_ended() -> None:
    said: list[str] = []
    answers = iter([False, False, False, True])
    waits: list[float] = []

    def ended_within(seconds: float) -> bool:
        waits.append(seconds)
        return next(answers)

    remind("Installing", said.append, ended_within)
    assert said == ["Installing … 5 s", "Installing … 10 s", "Installing … 15 s"]
    assert waits == [PERIOD_SECONDS] * 4
    assert PERIOD_SECONDS <= 10


def test_it_speaks_at_once_and_no_more_when_the_step_has_ended() -> None:
    said: list[str] = []
    before = threading.active_count()
    with step("Migrating", said.append):
        assert said == ["Migrating …"]
    with pytest.raises(ValueError, match="broken"), step("Loading", said.append):
        raise ValueError("broken")
    assert threading.active_count() == before
    assert said == ["Migrating …", "Loading …"]


def test_a_command_keeps_its_status(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("Trying", sys.executable, "-c", "print('done'); raise SystemExit(3)") == 3
    assert capfd.readouterr().out == "Trying …\ndone\n"


@pytest.mark.process
@pytest.mark.usefixtures("at_a_terminal")
def test_ctrl_c_ends_the_command_without_a_traceback() -> None:
    """As a terminal does it: both processes of the group get the signal."""
    quiet = "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); print('ready', flush=True); signal.pause()"
    words = [sys.executable, "-m", "tickets.management.progress", "Trying", sys.executable, "-c", quiet]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, cwd=ROOT, text=True, process_group=0, **pipes) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert [process.stdout.readline() for _ in range(2)] == ["Trying …\n", "ready\n"]
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr.read() == ""


PIP_STANDS_IN = """#!/bin/sh
if [ "$2" = pip ]; then echo "pip: $*"; else exec {python} "$@"; fi
"""


@pytest.mark.process
def test_packages_are_installed_as_such_a_step(tmp_path: Path) -> None:
    """In an environment that stands already; its pip, which would ask the network, only says what it was asked."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PIP_STANDS_IN.format(python=sys.executable))
    python.chmod(0o755)
    (tmp_path / "tickets").symlink_to(ROOT / "tickets")
    installed = subprocess.run(
        [ROOT / ".ci" / "venv", "some.lock"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert installed.returncode == 0, installed.stderr
    first, second = installed.stdout.splitlines()
    assert first == "Installing some.lock …"
    assert second.startswith("pip: -m pip ")
    assert second.endswith("--require-hashes --no-deps -r some.lock")
