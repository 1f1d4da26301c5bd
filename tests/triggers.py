"""A flush that the append-only tables let through. Production SQL has no such switch."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection

WITH_TRIGGERS = """
    SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND pg_table_is_visible(pg_class.oid)
"""
SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def lift_and_restore() -> tuple[list[str], list[str]]:
    """The statements that take every trigger of ours away, and those that bring it back."""
    if connection.vendor == "postgresql":
        tables = [connection.ops.quote_name(table) for (table,) in rows(WITH_TRIGGERS)]
        return (
            # What waits for the commit is checked now: a table on which something waits is not altered.
            ["SET CONSTRAINTS ALL IMMEDIATE", *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)],
            [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables],
        )
    found = rows(SQLITE_TRIGGERS)
    return [f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _ in found], [sql for _, sql in found]


class LiftedFlush:
    """Stands before `sql_flush` of every connection; all statements run in one transaction.

    Every: while a browser's event loop runs, Django opens a second connection in the same thread.
    """

    def __init__(self) -> None:
        self.operations: Any = type(connection.ops)
        self.plain = self.operations.sql_flush

    def __get__(self, operations: object, owner: type) -> Callable[..., list[str]]:
        return partial(self, operations)

    def __call__(self, operations: object, *arguments: Any, **options: Any) -> list[str]:
        flush: list[str] = self.plain(operations, *arguments, **options)
        if not flush:
            return flush
        lift, restore = lift_and_restore()
        return [*lift, *flush, *restore]
