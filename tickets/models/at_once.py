"""Writing many rows in one statement. What Django puts together for each cell takes longer than the database takes to
write it: PostgreSQL is handed all rows as one text of JSON and reads them by the types of the columns."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import GeneratedField, Model

M = TypeVar("M", bound=Model)


def update(rows: Sequence[Model], columns: Iterable[str]) -> None:
    """Write these columns of rows that are there, all of one table."""
    if not rows:
        return
    meta = rows[0]._meta
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in dict.fromkeys(columns))]
    table, (key, *written) = _quoted(meta.db_table), [_quoted(one.column) for one in fields]
    cells = ", ".join(f"{column} = v.{column}" for column in written)
    into = f"UPDATE {table} SET {cells} FROM v WHERE {table}.{key} = v.{key}"  # noqa: S608  # our own names
    with connection.cursor() as cursor:
        for given, values in _given(rows, fields):
            cursor.execute(f"WITH v AS ({given}) {into}", values)


def insert(rows: Iterable[M], *, unless: Sequence[str] = (), ignore: bool = False) -> list[M]:
    """Write new rows, all of one table, and note the id of each.

    unless: of a row that stands there with the same in these columns nothing is changed, and its id is noted. ignore:
    a row that clashes with one that stands there is left out, and no ids are noted.
    """
    listed = list(rows)
    if not listed:
        return listed
    manager = type(listed[0])._default_manager
    if connection.vendor != "postgresql":
        once: Any = {"update_conflicts": True, "unique_fields": unless, "update_fields": unless[-1:]} if unless else {}
        return manager.bulk_create(listed, ignore_conflicts=ignore, **once)
    fields = [one for one in listed[0]._meta.concrete_fields if not one.primary_key]
    fields = [one for one in fields if not isinstance(one, GeneratedField)]
    ids = _ids(listed, fields, [listed[0]._meta.get_field(name) for name in unless], ignore=ignore)
    for row, pk in zip(listed, ids, strict=True) if not ignore else ():
        row.pk, row._state.adding, row._state.db = pk, False, connection.alias
    return listed


def _ids(rows: Sequence[Model], fields: Sequence[Any], unless: Sequence[Any], *, ignore: bool) -> list[int]:
    clash = "ON CONFLICT DO NOTHING" if ignore else ""
    if unless:
        same, last = ", ".join(_quoted(one.column) for one in unless), _quoted(unless[-1].column)
        clash = f"ON CONFLICT ({same}) DO UPDATE SET {last} = EXCLUDED.{last}"
    columns, table = ", ".join(_quoted(one.column) for one in fields), _quoted(rows[0]._meta.db_table)
    with connection.cursor() as cursor:
        ((given, values),) = _given(rows, fields)
        cursor.execute(f"INSERT INTO {table} ({columns}) {given} {clash} RETURNING id", values)
        return [pk for (pk,) in cursor.fetchall()]


def _given(rows: Sequence[Model], fields: Sequence[Any]) -> Iterable[tuple[str, list[Any]]]:
    """The rows as a question, with its values: one on PostgreSQL, one for each part that SQLite takes in."""
    columns = [_quoted(one.column) for one in fields]
    if connection.vendor == "postgresql":
        typed = ", ".join(f"{name} {one.db_type(connection)}" for name, one in zip(columns, fields, strict=True))
        names = [(one.column, one.attname) for one in fields]
        plain = [{column: getattr(row, name) for column, name in names} for row in rows]
        text = json.dumps(plain, ensure_ascii=False, default=_plain)
        yield f"SELECT {', '.join(columns)} FROM json_to_recordset(%s::json) AS v ({typed})", [text]  # noqa: S608
        return
    size = connection.ops.bulk_batch_size(fields, rows)
    named = ", ".join(f"column{n} AS {name}" for n, name in enumerate(columns, start=1))
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(part))
        cells = (
            (one.get_db_prep_save(getattr(row, one.attname), connection=connection) for one in fields) for row in part
        )
        yield f"SELECT {named} FROM (VALUES {marks})", list(chain.from_iterable(cells))  # noqa: S608


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a batch")


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
