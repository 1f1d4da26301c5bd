"""An installation that went from release to release has the schema of one that was made today."""

from contextlib import closing
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.databases import POSTGRES

TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    " UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


def schema(of: BaseDatabaseWrapper) -> dict[str, Any]:
    """Tables with their columns, keys, indexes and checks; triggers and functions."""
    with of.cursor() as cursor:
        found: dict[str, Any] = {name: table(of, cursor, name) for name in of.introspection.table_names(cursor)}
        cursor.execute(TRIGGERS[of.vendor])
        return found | {"triggers": sorted((name, " ".join(text.split())) for name, text in cursor.fetchall())}


def table(of: BaseDatabaseWrapper, cursor: Any, name: str) -> tuple[dict[str, Any], list[str]]:
    """What the database names itself, a foreign key or its index, is told by what it is."""
    columns = {
        one.name: (one.type_code, one.internal_size, one.null_ok, one.default)
        for one in of.introspection.get_table_description(cursor, name)
    }
    told = of.introspection.get_constraints(cursor, name)
    return columns, sorted(repr(sorted(one.items())) for one in told.values())


def made_today(address: str) -> BaseDatabaseWrapper:
    other = connection.copy()
    other.settings_dict["NAME"] = address.rsplit("/", 1)[1] if POSTGRES else address.removeprefix("sqlite:///")
    return other


def test_it_is_the_same_however_it_came_about(upgraded: None, db: None, django_db_setup: str) -> None:
    grown = schema(connection)
    with closing(made_today(django_db_setup)) as other:
        made = schema(other)
    assert grown.keys() == made.keys()
    assert {name: (one, made[name]) for name, one in grown.items() if one != made[name]} == {}
