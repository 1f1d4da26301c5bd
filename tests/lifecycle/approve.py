"""Renew the approved tables: `python -m tests.lifecycle.approve`. Read the difference before a commit."""

import os
from pathlib import Path

import django

APPROVED = Path(__file__).parent / "approved"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.lifecycle.table import table
    from tickets.lifecycle import KINDS

    for kind, machine in KINDS.items():
        (APPROVED / f"{kind}.txt").write_text(table(machine), encoding="utf-8")


if __name__ == "__main__":
    main()
