"""A flush that the append-only tables let through. Production SQL has no such switch."""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from django.db import connection

WITH_TRIGGERS = """
    SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND pg_table_is_visible(pg_class.oid)
"""
CHECK_NOW, CHECK_LATER = "SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"
#: What `migrate` writes of its own accord stays: the flush would have it written again after every test.
OF_MIGRATE = {"auth_permission", "django_content_type"}
SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def lift_and_restore(tables: Collection[str]) -> tuple[list[str], list[str]]:
    """The statements that take every trigger of ours on these tables away, and those that bring it back."""
    if connection.vendor == "postgresql":
        guarded = [connection.ops.quote_name(table) for (table,) in rows(WITH_TRIGGERS) if table in tables]
        # What waits for the commit is checked now: a table on which something waits is not altered.
        return (
            [CHECK_NOW, *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded), CHECK_LATER],
            [CHECK_NOW, *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded)],
        )
    found = rows(SQLITE_TRIGGERS)
    return [f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _ in found], [sql for _, sql in found]


def filled(tables: Iterable[str]) -> list[str]:
    """Those in which anything stands."""
    asked = [f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(one)})" for one in tables]  # noqa: S608
    return [name for (name,) in rows(" UNION ALL ".join(asked))]


class LiftedFlush:
    """Stands before `sql_flush` of every connection; all statements run in one transaction.

    Rows are deleted where there are any: PostgreSQL truncates by making each of sixty tables anew, with its indexes.

    Every: while a browser's event loop runs, Django opens a second connection in the same thread.
    """

    def __init__(self) -> None:
        self.operations: Any = type(connection.ops)
        self.plain = self.operations.sql_flush

    def __get__(self, operations: object, owner: type) -> Callable[..., list[str]]:
        return partial(self, operations)

    def __call__(self, operations: object, style: Any, tables: Iterable[str], **options: Any) -> list[str]:
        tables = filled(sorted(set(tables) - OF_MIGRATE))
        if not tables:
            return []
        lift, restore = lift_and_restore(tables)
        return [*lift, *(f"DELETE FROM {connection.ops.quote_name(one)}" for one in tables), *restore]  # noqa: S608
