"""The database that release 0.1.0 left behind, row for row, and how it is put where an installation has it.

`0.1.0.jsonl.gz` holds JSON lines: first the release, the instant and the migrations that were applied; then for
each table one line that names its columns and one line a row, with the values as SQLite stores them. They go
in by plain SQL: no model of today has a say in what was written then. See README.md for how it was made.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

FILE = Path(__file__).parent / "0.1.0.jsonl.gz"
#: What people had handed in: the same small file each time.
PAPER = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@dataclass
class Table:
    """One table as the release knew it. Its name and its columns may be others today."""

    name: str
    columns: list[str]
    rows: list[list[Any]] = field(default_factory=list)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


@dataclass
class Kept:
    release: str
    at: datetime
    migrations: list[tuple[str, str]]
    tables: dict[str, Table] = field(default_factory=dict)


@cache
def kept() -> Kept:
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        head = json.loads(next(lines))
        found = Kept(
            head["release"], datetime.fromisoformat(head["kept_at"]), [(app, name) for app, name in head["migrations"]]
        )
        for line in map(json.loads, lines):
            if isinstance(line, dict):
                table = found.tables[line["table"]] = Table(line["table"], line["columns"])
            else:
                table.rows.append(line)
    return found


def build_as_then() -> None:
    """An empty database with the schema of the release, third parties' tables included."""
    executor = MigrationExecutor(connection)
    executor.loader.replace_migrations = False  # that release had run some of those that are one now
    executor.loader.build_graph()
    executor.migrate(kept().migrations)


def put_in() -> None:
    """All rows, in one transaction: no foreign key is looked at before the last is there."""
    with transaction.atomic():
        for table in kept().tables.values():
            _insert(table)
    if connection.vendor == "postgresql":
        _count_on()


def _insert(table: Table) -> None:
    quote = connection.ops.quote_name
    columns, marks = ", ".join(map(quote, table.columns)), ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})",  # noqa: S608  # names of our own file
            [[_value(value) for value in row] for row in table.rows],
        )


def _value(value: Any) -> Any:
    """PostgreSQL reads the text of a number, an instant or a truth value by the type of its column."""
    return value if value is None or connection.vendor == "sqlite" else str(value)


def _count_on() -> None:
    """As after so many inserts: PostgreSQL's sequences do not see ids that were given by hand."""
    with connection.cursor() as cursor:
        for table in kept().tables:
            for sequence in connection.introspection.get_sequences(cursor, table):
                column, name = sequence["column"], connection.ops.quote_name(table)
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, %s), max({column})) FROM {name}",  # noqa: S608
                    [table, column],
                )


def put_files(folder: Path) -> None:
    """What the attachments' rows name, below `folder`."""
    for row in kept().tables["tickets_attachment"]:
        assert row["sha256"] == sha256(PAPER).hexdigest()
        file = folder / row["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(PAPER)
