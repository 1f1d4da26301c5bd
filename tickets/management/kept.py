"""What `make run` keeps in var/, so that commands typed beside it find the demo. It never holds a secret.
The settings read it: no Django here."""

import os
from pathlib import Path
from typing import Any

import environ

NAME = "demo.env"


def keep(folder: Path, database: dict[str, Any], *, demo: bool) -> None:
    """Say that `database` (as in DATABASES) is the demo's; of anything else nothing is kept."""
    file = folder / NAME
    secret = database["PASSWORD"] or "password" in database["OPTIONS"] or os.environ.get("DATABASE_URL_FILE")
    if secret or not demo:
        file.unlink(missing_ok=True)
        return
    address = os.environ.get("DATABASE_URL")
    file.write_text("DEMO=1\n" + (f"DATABASE_URL={address}\n" if address else ""))


def read(folder: Path) -> None:
    """Into the environment, for the demo's own database and where nothing else says how to run."""
    file = folder / NAME
    names = ("DEMO", "SECRET_KEY", "SECRET_KEY_FILE", "DATABASE_URL_FILE")
    if any(map(os.environ.get, names)) or not file.exists():
        return
    database = os.environ.get("DATABASE_URL")
    if not database or f"DATABASE_URL={database}" in file.read_text().splitlines():
        environ.Env.read_env(str(file))
