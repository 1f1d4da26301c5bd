"""The rows of PostgreSQL, each table by COPY, all of one instant. The tables themselves are made by the migrations.

Not by `pg_dump`: a container of the service and many a machine have none, and one that is older or newer than the
server refuses or writes what the other cannot read. COPY is the server's own, over the connection that is there; and
the migrations, which a backup names one by one, make the same tables, constraints and triggers on any server.
"""

import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction
from psycopg import sql

from tickets.operating.backups.left_out import LEFT_OUT
from tickets.operating.backups.manifest import CHUNK, SavedTable

#: A page that takes half a minute is stuck; a backup of a city is not.
LIMITS: Final = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
#: Deflate at its quickest makes a seventh of it already.
LEVEL: Final = 1
COLUMNS: Final = """
    SELECT table_name::text, array_agg(column_name::text ORDER BY ordinal_position)
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_generated = 'NEVER' GROUP BY 1
"""
#: Statements that take a reference or an index down, and that put it up again. An index under a constraint stays.
REFERENCES: Final = """
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""
INDEXES: Final = """
    SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@contextmanager
def snapshot(folder: Path) -> Iterator[dict[str, SavedTable]]:
    """One file a table below `folder`. Until the block ends the one connection reads the same instant."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        _without_limits(cursor)
        columns = _columns(cursor)
        yield {name: _save(cursor, folder, name, columns[name]) for name in sorted(columns.keys() - LEFT_OUT)}


def _without_limits(cursor: Any) -> None:
    for limit in LIMITS:
        cursor.execute(f"SET LOCAL {limit} = 0")


def _columns(cursor: Any) -> dict[str, list[str]]:
    """Table -> its columns, without those that the database itself makes of others."""
    tables = connection.introspection.table_names(cursor)
    cursor.execute(COLUMNS)
    return {name: columns for name, columns in cursor.fetchall() if name in tables}


def _save(cursor: Any, folder: Path, table: str, columns: list[str]) -> SavedTable:
    with (
        gzip.open(_file(folder, table), "wb", compresslevel=LEVEL) as packed,
        io.BufferedWriter(packed, CHUNK) as file,  # type: ignore[arg-type]  # a stream of bytes as any other
        cursor.copy(_copying("COPY {} ({}) TO STDOUT", table, columns)) as rows,
    ):
        for row in rows:
            file.write(row)
    return SavedTable(rows=cursor.rowcount, columns=columns, last_id=_last_id(cursor, table))


def _file(folder: Path, table: str) -> Path:
    return folder / f"{table}.copy.gz"


def _copying(statement: str, table: str, columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))


def _last_id(cursor: Any, table: str) -> int | None:
    """The last that its sequence gave: a row that is gone leaves its id to nobody else."""
    for sequence in connection.introspection.get_sequences(cursor, table):
        cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s))", [table, sequence["column"]])
        (last,) = cursor.fetchone()
        return int(last) if last is not None else None
    return None


@contextmanager
def loading(folder: Path, tables: Mapping[str, SavedTable]) -> Iterator[None]:
    """All that the database held makes way for the backup, in one transaction that takes in what the block writes:
    whatever ends the process, all or nothing is there. References and indexes are made anew behind the rows, each in
    one reading: row by row it takes twice as long, and keeps millions of checks in PostgreSQL's memory."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        _without_limits(cursor)
        there = sorted(_columns(cursor))
        to_put_up = [*_taken_down(cursor, REFERENCES), *_taken_down(cursor, INDEXES)]
        _each(cursor, "ALTER TABLE {} DISABLE TRIGGER USER", there)
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, there))))
        for name, table in tables.items():
            _load(cursor, folder, name, table)
        _each(cursor, "ALTER TABLE {} ENABLE TRIGGER USER", there)
        for statement in reversed(to_put_up):
            cursor.execute(statement)
        yield


def _taken_down(cursor: Any, query: str) -> list[str]:
    """What puts them up again."""
    cursor.execute(query)
    found: list[tuple[str, str]] = cursor.fetchall()
    for down, _up in found:
        cursor.execute(down)
    return [up for _down, up in found]


def _each(cursor: Any, statement: str, tables: Iterable[str]) -> None:
    for table in tables:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(table)))


def _load(cursor: Any, folder: Path, name: str, table: SavedTable) -> None:
    with (
        gzip.open(_file(folder, name), "rb") as file,
        cursor.copy(_copying("COPY {} ({}) FROM STDIN", name, table.columns)) as rows,
    ):
        while chunk := file.read(CHUNK):
            rows.write(chunk)
    for sequence in connection.introspection.get_sequences(cursor, name) if table.last_id is not None else ():
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [name, sequence["column"], table.last_id])


def others() -> int:
    """How many other connections there are to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])
