"""An installation that went from release to release has the schema of one that was made today."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from tests.databases import POSTGRES, copied, file_or_name
from tests.upgrade.conftest import named

#: What stands in the database, in its own words: of each table, and of whatever watches over it.
SQLITE = "SELECT tbl_name, sql FROM sqlite_master WHERE sql <> '' AND type "
TABLES, TRIGGERS = (
    (
        """SELECT table_name, concat_ws(' ', column_name, data_type, character_maximum_length, numeric_precision,
            numeric_scale, is_nullable, column_default, is_identity)
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT conrelid::regclass::text, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT tablename, regexp_replace(indexdef, 'INDEX \\S+ ', 'INDEX ')
        FROM pg_indexes WHERE schemaname = 'public'""",
        """SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    )
    if POSTGRES
    else (f"{SQLITE} IN ('table', 'index')", f"{SQLITE} = 'trigger'")
)
Schema = dict[str, list[str]]


def schema(of: BaseDatabaseWrapper) -> Schema:
    """Tables with their columns, keys, indexes and checks, whatever their order; triggers and functions."""
    found: Schema = {}
    with of.cursor() as cursor:
        cursor.execute(TABLES)
        for name, text in cursor.fetchall():
            found.setdefault(name, []).extend(parts(text))
        cursor.execute(TRIGGERS)
        found["triggers"] = [f"{name}: {' '.join(text.split())}" for name, text in cursor.fetchall()]
    return {name: sorted(told) for name, told in found.items()}


def parts(text: str) -> Iterator[str]:
    """What stands between the commas of a table; of an index all but its name, which may be the database's own."""
    sort, _, what = text.partition(" ON ")
    if sort.startswith(("CREATE INDEX", "CREATE UNIQUE INDEX")):
        yield f"{sort.rpartition(' ')[0]} ON {what}"
    elif not text.startswith("CREATE TABLE"):
        yield text
    else:
        within, deep = "", 0
        for sign in text[text.index("(") + 1 : text.rindex(")")]:
            deep += {"(": 1, ")": -1}.get(sign, 0)
            if sign == "," and not deep:
                yield within.strip()
                within = ""
            else:
                within += sign
        yield within.strip()


def made_today(address: str) -> Schema:
    other = connection.copy()
    other.settings_dict["NAME"] = file_or_name(address)
    with closing(other):
        return schema(other)


def differences(one: Schema, other: Schema) -> dict[str, set[str]]:
    assert len(one) > 50
    return {
        name: {*one.get(name, ())} ^ {*other.get(name, ())} for name in one | other if one.get(name) != other.get(name)
    }


@pytest.fixture(scope="module")
def one_by_one(
    django_db_setup: str, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Schema:
    """What many steps at once had made is taken back, and made again by each of the steps."""
    with (
        django_db_blocker.unblock(),
        copied(django_db_setup, tmp_path_factory.mktemp("steps")) as address,
        named(file_or_name(address)),
    ):
        MigrationExecutor(connection).migrate([("tickets", "0001_squashed_0053")])
        each = MigrationExecutor(connection)
        each.loader.replace_migrations = False
        each.loader.build_graph()
        each.migrate([key for key in each.loader.graph.leaf_nodes("tickets") if key not in each.loader.replacements])
        return schema(connection)


def test_it_is_the_same_however_it_came_about(upgraded: None, db: None, django_db_setup: str) -> None:
    assert differences(schema(connection), made_today(django_db_setup)) == {}


def test_it_is_the_same_whether_steps_were_taken_at_once_or_each_by_itself(
    one_by_one: Schema, db: None, django_db_setup: str
) -> None:
    assert differences(one_by_one, made_today(django_db_setup)) == {}
