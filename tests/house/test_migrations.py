"""The schema can be taken back to nothing; its steps have names."""

import re
import sqlite3
from contextlib import closing

import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader

from tests.databases import POSTGRES
from tests.processes import Installation
from tests.settings import ROOT

OURS = ("accounts", "tickets")
PREFIXES = tuple(f"{app}_" for app in OURS)


def names() -> list[tuple[str, str]]:
    return sorted(key for key in MigrationLoader(None).disk_migrations if key[0] in OURS)


@pytest.mark.parametrize(("app", "name"), names())
def test_a_migration_says_what_it_does(app: str, name: str) -> None:
    assert "_auto_" not in name


@pytest.mark.parametrize(("app", "name"), names())
def test_a_migration_imports_no_living_code(app: str, name: str) -> None:
    """It must mean the same in ten years; a proxy's `bases` would name its machine by default."""
    text = (ROOT / app / "migrations" / f"{name}.py").read_text()
    assert re.findall(r"^(?:from|import) (?:accounts|govcloud|tickets)\.(?!migrations)\S*", text, re.MULTILINE) == []


def left_over(address: str) -> list[str]:
    """What is ours in that database: tables by their names, and any trigger or function, for nobody else makes some."""
    if not POSTGRES:
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as found:
            rows = found.execute("SELECT type, name FROM sqlite_master").fetchall()
        return [name for sort, name in rows if sort == "trigger" or name.startswith(PREFIXES)]
    with psycopg.connect(address) as found:
        tables = found.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        triggers = found.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal").fetchall()
        functions = found.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace").fetchall()
    return [name for (name,) in tables if name.startswith(PREFIXES)] + [name for (name,) in triggers + functions]


@pytest.mark.process
def test_the_schema_goes_back_to_nothing_and_leaves_nothing_behind(installation: Installation) -> None:
    """So it comes again as in a new database, as the tests' own does, with its triggers (`tests/audit`)."""
    assert len(left_over(installation.database)) > len(OURS)
    back = installation.run("migrate", "accounts", "zero")
    assert back.returncode == 0, back.stderr
    assert left_over(installation.database) == []
