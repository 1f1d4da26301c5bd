"""A database of its own, made for one rehearsal and thrown away: a child process on a new file, which knows no address
of the live one, sends nothing, and refuses to play anywhere else."""

import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tickets.policy.types import ContractTerms
from tickets.rehearsal.script import ScriptEvent

#: Where the live service's data, keys and channels are: none of it reaches the child.
LIVE: Final = (
    "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE", "SECRET_KEY_FILE", "AUDIT_KEY", "AUDIT_KEY_FILE", "SEAL_URL",
    "MEDIA_ROOT", "EMAIL_URL_FILE", "HTTPS", "SITE_URL", "DEBUG",
)  # fmt: skip
PLAN, OUTCOME, FILE = "plan.pickle", "outcome.pickle", "rehearsal.sqlite3"
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
    with TemporaryDirectory(prefix="govcloud-rehearsal-") as name:
        folder = Path(name)
        (folder / PLAN).write_bytes(pickle.dumps(plan))
        child = subprocess.run(  # noqa: S603  # this very program
            [sys.executable, str(MANAGE), "rehearse", "--scratch", name], env=environment(folder), check=False
        )
        if child.returncode or not (folder / OUTCOME).exists():
            raise ScratchError
        found: Mapping[str, Any] = pickle.loads((folder / OUTCOME).read_bytes())  # noqa: S301  # the child's own
        return found


def environment(folder: Path) -> dict[str, str]:
    """Of the child: a demo with a file, keys and uploads of its own, whose mail goes nowhere."""
    kept = {name: value for name, value in os.environ.items() if name not in LIVE}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "govcloud.settings", "ENV_FILE": str(folder / "none.env"), "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / FILE}", "EMAIL_URL": "memorymail://", "SECRET_KEY": token_hex(32),
        "ALLOWED_HOSTS": "localhost", "DEMO": "1", "LOG_LEVEL": "ERROR",
    }  # fmt: skip


def is_own(folder: Path) -> bool:
    """Whether this process works on the file of that folder and on nothing else."""
    found = connection.settings_dict
    return found["ENGINE"] == "django.db.backends.sqlite3" and Path(found["NAME"]) == folder / FILE


def made(folder: Path) -> Plan:
    """The tables, and the plan. Nothing of it outlives the folder, so that nothing waits for the disk."""
    connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
    connection.close()
    call_command("migrate", verbosity=0)
    plan: Plan = pickle.loads((folder / PLAN).read_bytes())  # noqa: S301  # the parent's own
    return plan


def hand_over(folder: Path, found: Mapping[str, Any]) -> None:
    (folder / OUTCOME).write_bytes(pickle.dumps(found))
