"""A database of its own, made for one rehearsal and thrown away: a child process on a new file, which knows no address
of the live one, sends nothing, and refuses to play anywhere else."""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from tickets import sqlite
from tickets.policy.types import ContractTerms
from tickets.rehearsal.script import ScriptEvent

#: Where the live service's data, keys and channels are: none of it reaches the child.
LIVE: Final = (
    "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE", "SECRET_KEY_FILE", "AUDIT_KEY", "AUDIT_KEY_FILE", "SEAL_URL",
    "MEDIA_ROOT", "EMAIL_URL_FILE", "HTTPS", "SITE_URL", "DEBUG",
)  # fmt: skip
PLAN, OUTCOME, FILE = "plan.pickle", "outcome.pickle", "rehearsal.sqlite3"
#: On the settings of the connection: its database may be played in.
MARK: Final = "REHEARSAL"
MANAGE: Final = Path(settings.BASE_DIR) / "manage.py"


class ScratchError(Exception):
    """The child could not play; its own words are on the error output."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the child is told: everything that it plays."""

    terms: ContractTerms
    script: tuple[ScriptEvent, ...]
    first: date | None = None
    last: date | None = None


def rehearsed(plan: Plan) -> Mapping[str, Any]:
    """Play it in a child process; what it came to. Raises ScratchError."""
    with TemporaryDirectory(prefix="govcloud-rehearsal-") as name, _left_by_the_door():
        folder = Path(name)
        (folder / PLAN).write_bytes(pickle.dumps(plan))
        child = subprocess.run(  # noqa: S603  # this very program
            [sys.executable, str(MANAGE), "rehearse", "--scratch", name], env=environment(folder), check=False
        )
        if child.returncode or not (folder / OUTCOME).exists():
            raise ScratchError
        found: Mapping[str, Any] = pickle.loads((folder / OUTCOME).read_bytes())  # noqa: S301  # the child's own
        return found


@contextmanager
def _left_by_the_door() -> Iterator[None]:
    """TERM ends it as Ctrl-C does, so that the folder goes with it."""
    before = signal.signal(signal.SIGTERM, _leave) if threading.current_thread() is threading.main_thread() else None
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _leave(signum: int, _frame: object) -> None:
    raise SystemExit(128 + signum)


def environment(folder: Path) -> dict[str, str]:
    """Of the child: a demo with a file, keys and uploads of its own, whose mail goes nowhere."""
    kept = {name: value for name, value in os.environ.items() if name not in LIVE}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "govcloud.settings", "ENV_FILE": str(folder / "none.env"), "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / FILE}", "EMAIL_URL": "memorymail://", "SECRET_KEY": token_hex(32),
        "ALLOWED_HOSTS": "localhost", "DEMO": "1", "LOG_LEVEL": "ERROR",
    }  # fmt: skip


def check() -> None:
    """Raises ScratchError in any database but one that was made for a rehearsal, or for a test of one."""
    if not connection.settings_dict.get(MARK):
        raise ScratchError(_("A rehearsal is played in a database of its own, never in this one."))


def is_own(folder: Path) -> bool:
    """Whether this process works on the file of that folder and on nothing else."""
    found = connection.settings_dict
    return found["ENGINE"] == sqlite.ENGINE and Path(found["NAME"]) == folder / FILE


def made(folder: Path) -> Plan:
    """The tables, and the plan. Nothing of it outlives the folder, so that nothing waits for the disk. Raises
    ScratchError on any other database."""
    if not is_own(folder):
        check()
    connection.settings_dict[MARK] = True
    connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
    connection.close()
    call_command("migrate", verbosity=0)
    plan: Plan = pickle.loads((folder / PLAN).read_bytes())  # noqa: S301  # the parent's own
    return plan


def hand_over(folder: Path, found: Mapping[str, Any]) -> None:
    (folder / OUTCOME).write_bytes(pickle.dumps(found))
