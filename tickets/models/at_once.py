"""Writing many rows in one statement. `bulk_update` puts together a condition for each row and column, which takes
longer than the database takes to write them."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Model


def update(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Write these columns of rows that are there, all of one table: one statement for as many as it takes in."""
    if not rows:
        return
    meta = rows[0]._meta
    assert meta.pk is not None  # noqa: S101  # every table has one
    fields = [meta.pk, *(meta.get_field(name) for name in dict.fromkeys(columns))]
    size = connection.ops.bulk_batch_size(fields, rows)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            cursor.execute(_statement(meta.db_table, fields, len(part)), list(_values(part, fields)))


def _statement(table: str, fields: Sequence[Any], rows: int) -> str:
    quoted = connection.ops.quote_name
    names = [f"c{n}" for n in range(len(fields))]
    given = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * rows)
    cells = [f"{quoted(one.column)} = {_typed(f'v.{name}', one)}" for one, name in zip(fields, names, strict=True)]
    own, written = f"{quoted(table)}.{cells[0]}", ", ".join(cells[1:])
    return f"WITH v ({', '.join(names)}) AS (VALUES {given}) UPDATE {quoted(table)} SET {written} FROM v WHERE {own}"  # noqa: S608  # our own names


def _typed(cell: str, field: Any) -> str:
    """What stands in VALUES has no type of its own on PostgreSQL; SQLite takes each as it comes."""
    return f"{cell}::{field.db_type(connection)}" if connection.vendor == "postgresql" else cell


def _values(rows: Sequence[Model], fields: Sequence[Any]) -> Iterator[Any]:
    return chain.from_iterable(
        (one.get_db_prep_save(getattr(row, one.attname), connection=connection) for one in fields) for row in rows
    )
