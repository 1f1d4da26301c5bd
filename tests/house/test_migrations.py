"""The schema can be built, taken back to nothing, and built again; its steps have names."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.audit.test_append_only import STATEMENTS, fill, refused
from tests.settings import ROOT

OURS = ("accounts", "tickets")


def names() -> list[tuple[str, str]]:
    return sorted(key for key in MigrationLoader(None).disk_migrations if key[0] in OURS)


def tables() -> set[str]:
    found = connection.introspection.table_names()
    return {name for name in found if name.startswith(tuple(f"{app}_" for app in OURS))}


@pytest.mark.parametrize(("app", "name"), names())
def test_a_migration_says_what_it_does(app: str, name: str) -> None:
    assert "_auto_" not in name


@pytest.mark.parametrize(("app", "name"), names())
def test_a_migration_imports_no_living_code(app: str, name: str) -> None:
    """It must mean the same in ten years; a proxy's `bases` would name its machine by default."""
    text = (ROOT / app / "migrations" / f"{name}.py").read_text()
    assert re.findall(r"^(?:from|import) (?:accounts|govcloud|tickets)\.(?!migrations)\S*", text, re.MULTILINE) == []


@pytest.mark.django_db(transaction=True)
def test_the_schema_goes_back_to_nothing_and_comes_again_and_its_triggers_with_it() -> None:
    """Both by one way there and back, for it is long."""
    before = tables()
    try:
        for app in reversed(OURS):
            call_command("migrate", app, "zero", verbosity=0)
        assert tables() == set()
    finally:
        call_command("migrate", verbosity=0)
    assert tables() == before
    fill()
    assert all(refused(statement) for statement in STATEMENTS)
