"""`./manage.py` as a shell meets it: any Python, no configuration, a reader that leaves, a database that fails."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from govcloud import __version__
from tests.processes import Installation, until
from tests.settings import ROOT

pytestmark = pytest.mark.process

MANAGE = ROOT / "manage.py"
#: Without the packages of its environment: `-S` leaves them out.
BARE_PYTHON = (sys.executable, "-S")
DUE = ("due", "2026-02-10", "5 days")
SIGPIPE_STATUS = 141
NEEDS_SECRET = "govcloud: SECRET_KEY is not set."


@pytest.fixture
def unconfigured(tmp_path: Path) -> dict[str, str]:
    """An environment that says nothing about the service but where its data would be."""
    return {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var"), "ENV_FILE": str(tmp_path / "none")}


def ran(*command: object, env: dict[str, str], **options: object) -> subprocess.CompletedProcess[str]:
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    words = [str(word) for word in command]
    return subprocess.run(words, env=env, text=True, timeout=60, check=False, **options)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the source as a clone has it, and no environment yet."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("accounts", "govcloud", "texts", "tickets"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "manage.py").write_bytes(MANAGE.read_bytes())
    return folder


def test_a_python_without_the_packages_finds_the_environment_beside_it(checkout, unconfigured) -> None:
    (checkout / ".venv").symlink_to(sys.prefix)
    answered = ran(*BARE_PYTHON, checkout / "manage.py", *DUE, env=unconfigured)
    assert answered.returncode == 0, answered.stderr
    assert "2026年2月24日" in answered.stdout


def test_without_an_environment_one_line_says_what_to_do(checkout, unconfigured) -> None:
    refused = ran(*BARE_PYTHON, checkout / "manage.py", *DUE, env=unconfigured)
    assert refused.returncode == 1
    assert refused.stderr == ("govcloud: the packages of the service are not installed: run `make run` once.\n")


def test_the_version_needs_neither_packages_nor_configuration(checkout, unconfigured) -> None:
    for word in ("version", "--version"):
        assert ran(*BARE_PYTHON, checkout / "manage.py", word, env=unconfigured).stdout == f"{__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "verify_audit"),
        (("--help",), "verify_audit"),
        (("help", "explain"), "NUMBER"),
        (("explain", "--help"), "NUMBER"),
        (DUE, "2026年2月24日"),
    ],
)
def test_help_and_the_date_law_need_no_configuration(unconfigured, words, said) -> None:
    answered = ran(sys.executable, MANAGE, *words, env=unconfigured)
    assert answered.returncode == 0, answered.stderr
    assert said in answered.stdout


def test_what_reads_data_still_asks_for_a_secret(unconfigured) -> None:
    refused = ran(sys.executable, MANAGE, "explain", "GD-2026-000001", env=unconfigured)
    assert refused.returncode == 1
    assert refused.stderr.startswith(NEEDS_SECRET)


def into_a_closed_pipe(*words: object, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run with a standard output whose reader has left already."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return ran(sys.executable, MANAGE, *words, env=env, stdout=writer)
    finally:
        os.close(writer)


def test_a_reader_that_leaves_is_no_error(unconfigured, tmp_path) -> None:
    batch = tmp_path / "batch.csv"
    batch.write_text("start,limit\n" + "2026-02-10,5 days\n" * 200)
    for words in (DUE, ("due", "--batch", batch, "--json"), ("version",), ("explain", "--help")):
        ended = into_a_closed_pipe(*words, env=unconfigured)
        assert (ended.returncode, ended.stderr) == (SIGPIPE_STATUS, ""), words


def test_an_audit_that_is_read_no_further_is_no_error(installation: Installation) -> None:
    for words in (("verify_audit",), ("verify_audit", "--export", "/dev/stdout")):
        ended = into_a_closed_pipe(*words, env=installation.environment())
        assert (ended.returncode, ended.stderr) == (SIGPIPE_STATUS, ""), words


@pytest.mark.usefixtures("at_a_terminal")
def test_ctrl_c_ends_a_command_without_a_word(unconfigured, tmp_path) -> None:
    fifo = tmp_path / "batch.csv"
    os.mkfifo(fifo)
    command = [sys.executable, MANAGE, "due", "--batch", fifo, "--json"]
    with subprocess.Popen(command, env=unconfigured, stderr=subprocess.PIPE, text=True) as process:
        writers: list[int] = []
        until(lambda: opened(fifo, writers))
        process.send_signal(signal.SIGINT)
        os.close(writers[0])  # a signal that comes just before the reading begins does not wake it: its end does
        assert process.wait(10) == 130
        assert process.stderr is not None
        assert process.stderr.read() == ""


def opened(fifo: Path, writers: list[int]) -> bool:
    """True once somebody reads; our end is then kept open, so that the reader waits."""
    try:
        writers.append(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


def test_a_database_that_is_not_migrated_is_told_in_one_line(unconfigured) -> None:
    refused = ran(sys.executable, MANAGE, "verify_audit", env=unconfigured | {"DEMO": "1"})
    assert refused.returncode == 1
    assert refused.stderr.startswith("govcloud: the database cannot be used: no such table")
    assert refused.stderr.count("\n") == 1
    asked = ran(sys.executable, MANAGE, "verify_audit", "--traceback", env=unconfigured | {"DEMO": "1"})
    assert "Traceback" in asked.stderr
