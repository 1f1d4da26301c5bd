"""A release that adds a clause, a field with a guard, a state and a kind takes over a running installation."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.processes import Installation
from tests.upgrade import growth

pytestmark = pytest.mark.process


@pytest.fixture
def running(installation: Installation, tmp_path: Path) -> Installation:
    """An installation of this release with tickets in flight, on code of its own."""
    installation.code = growth.copy_of_the_code(tmp_path)
    ended(installation.run("collectstatic", "--no-input"))
    office(installation, "at_work")
    return installation


def office(running: Installation, stage: str) -> None:
    """One stage of `tests.upgrade.office`, on the code as it stands and under the installation's own keys."""
    left = str(running.folder / "left.json")
    ended(running.process("-m", "tests.upgrade.office", stage, left, ALLOWED_HOSTS="testserver"))


def ended(process: subprocess.CompletedProcess[str], status: int = 0) -> str:
    assert process.returncode == status, process.stdout + process.stderr
    return process.stdout + process.stderr


def migration(code: Path) -> str:
    (written,) = (code / "tickets" / "migrations").glob("*_grown.py")
    return written.read_text()


def test_a_running_installation_grows_with_the_code(running: Installation) -> None:
    growth.grow(running.code)
    ended(running.process("-m", "govcloud.messages"))
    ended(running.run("makemigrations", "tickets", "--name", "grown"))
    written = migration(running.code)
    assert "lifecycle" not in written
    assert set(re.findall(r"name='(ticket_\w+)'", written)) == {
        "ticket_kind_known",
        "ticket_state_of_inspection",
        "ticket_state_of_restart",
    }
    ended(running.run("makemigrations", "--check", "--dry-run"))
    ended(running.run("migrate", "--verbosity", "0"))

    said = ended(running.run("check"), 1)
    for number in ("DEMO", "FW2025091703", "ZX2026-0031"):
        assert re.search(rf"{number} 缺少 restart\.aftercare.*manage\.py load_contract", said)
    office(running, "upgraded")

    growth.grow_contracts(running.code)
    ended(running.run("load_contract", "tickets/policy/contracts/FW2025091703.toml"))
    office(running, "brought_up_to_date")
    ended(running.run("check"))
    ended(running.run("verify_audit"))
