"""Writing many rows in one statement. What Django puts together for each cell takes longer than the database takes to
write it: PostgreSQL is handed all rows as one text of JSON and reads them by the types of the columns. What is alike in
all of them is sent once, and what several rows share, such as the words of a message to many, once as well."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import GeneratedField, JSONField, Model

M = TypeVar("M", bound=Model)
INSTANTS = (date, datetime, time)


def update(rows: Sequence[Model], columns: Iterable[str]) -> None:
    """Write these columns of rows that are there, all of one table."""
    if not rows:
        return
    meta = rows[0]._meta
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in dict.fromkeys(columns))]
    table, (key, *written) = _quoted(meta.db_table), [_quoted(one.column) for one in fields]
    cells = ", ".join(f"{column} = v.{column}" for column in written)
    with connection.cursor() as cursor:
        for given, values in _given(rows, fields):
            cursor.execute(f"UPDATE {table} SET {cells} FROM ({given}) AS v WHERE {table}.{key} = v.{key}", values)  # noqa: S608  # our own names


def insert(rows: Iterable[M], *, unless: Sequence[str] = (), ignore: bool = False) -> list[M]:
    """Write new rows, all of one table, and note the id of each; one that brings its id keeps it.

    unless: of a row that stands there with the same in these columns nothing is changed, and its id is noted. ignore:
    a row that clashes with one that stands there is left out, and no ids are noted.
    """
    listed = list(rows)
    if not listed:
        return listed
    if connection.vendor != "postgresql":
        manager = type(listed[0])._default_manager
        once: Any = {"update_conflicts": True, "unique_fields": unless, "update_fields": unless[-1:]} if unless else {}
        return manager.bulk_create(listed, ignore_conflicts=ignore, **once)
    key = listed[0]._meta.pk.attname
    for part in (
        [one for one in listed if vars(one)[key] is None],
        [one for one in listed if vars(one)[key] is not None],
    ):
        if part:
            _insert(part, unless, ignore=ignore)
    return listed


def _insert(rows: Sequence[Model], unless: Sequence[str], *, ignore: bool) -> None:
    meta, fresh = rows[0]._meta, rows[0].pk is None
    fields: list[Any] = [one for one in meta.concrete_fields if not isinstance(one, GeneratedField)]
    fields = [one for one in fields if not (fresh and one.primary_key)]
    same: list[Any] = [meta.get_field(name) for name in unless]
    found = _stored(rows, fields, same, ignore=ignore)
    if ignore:
        return
    if same:  # whatever stood there before stands in no order
        of = {tuple(keys): pk for pk, *keys in found}
        names = [one.attname for one in same]
        ids = [of[tuple([vars(row)[name] for name in names])] for row in rows]
    else:  # the ids were taken in the order of the rows, and come back in any
        ids = sorted(pk for (pk,) in found) if fresh else [row.pk for row in rows]
    key, alias = meta.pk.attname, connection.alias
    for row, pk in zip(rows, ids, strict=True):
        vars(row)[key], state = pk, row._state
        state.adding, state.db = False, alias


def _stored(
    rows: Sequence[Model], fields: Sequence[Any], same: Sequence[Any], *, ignore: bool
) -> list[tuple[Any, ...]]:
    """(id, what is the same) of each row that was written, or stood there."""
    clash = "ON CONFLICT DO NOTHING" if ignore else ""
    if same:
        names, last = ", ".join(_quoted(one.column) for one in same), _quoted(same[-1].column)
        clash = f"ON CONFLICT ({names}) DO UPDATE SET {last} = EXCLUDED.{last}"
    meta, columns = rows[0]._meta, ", ".join(_quoted(one.column) for one in fields)
    back = ", ".join(_quoted(one.column) for one in (meta.pk, *same))
    with connection.cursor() as cursor:
        ((given, values),) = _given(rows, fields)
        into = f"INSERT INTO {_quoted(meta.db_table)} ({columns}) {given} ORDER BY v.place {clash}"
        cursor.execute(into if ignore else f"{into} RETURNING {back}", values)
        return [] if ignore else cursor.fetchall()


def _given(rows: Sequence[Model], fields: Sequence[Any]) -> Iterable[tuple[str, list[Any]]]:
    """The rows as a question, with its values: one on PostgreSQL, one for each part that SQLite takes in."""
    if connection.vendor == "postgresql":
        yield _as_json(rows, fields)
        return
    columns = [_quoted(one.column) for one in fields]
    size = connection.ops.bulk_batch_size(fields, rows)
    named = ", ".join(f"column{n} AS {name}" for n, name in enumerate(columns, start=1))
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(part))
        cells = (
            (one.get_db_prep_save(getattr(row, one.attname), connection=connection) for one in fields) for row in part
        )
        yield f"SELECT {named} FROM (VALUES {marks})", list(chain.from_iterable(cells))  # noqa: S608


def _as_json(rows: Sequence[Model], fields: Sequence[Any]) -> tuple[str, list[Any]]:
    """What differs from row to row as one text, under short names; what does not, beside it."""
    chosen, values, typed, sent, held = [], [], [], {}, [vars(row) for row in rows]  # no descriptor between
    for n, one in enumerate(fields):
        cells = [row[one.attname] for row in held]
        kind, name = _kind(one), _quoted(one.column)
        if _alike(one, cells):
            chosen.append(f"%s::{kind} AS {name}")
            values.append(one.get_db_prep_save(cells[0], connection=connection))
        elif isinstance(one, JSONField) and (shared := _shared(cells)):
            chosen.append(f"%s::jsonb -> v.c{n} AS {name}")
            values.append(_text([cells[at] for at in shared.values()]))
            place = {known: at for at, known in enumerate(shared)}
            sent[f"c{n}"] = [place[id(cell)] for cell in cells]
            typed.append((f"c{n}", "integer"))
        else:
            chosen.append(f"v.c{n} AS {name}")
            sent[f"c{n}"] = cells
            typed.append((f"c{n}", kind))
    source = "generate_series(1, %s) AS v (place)"
    values.append(len(rows))
    if sent:
        names, kinds = ", ".join(sent), ", ".join(map(" ".join, typed))
        source = f"ROWS FROM (json_to_recordset(%s::json) AS ({kinds})) WITH ORDINALITY AS v ({names}, place)"
        values[-1] = _text([dict(zip(sent, row, strict=True)) for row in zip(*sent.values(), strict=True)])
    return f"SELECT {', '.join(chosen)} FROM {source}", values  # noqa: S608  # our own names


def _alike(field: Any, cells: Sequence[object]) -> bool:
    """Of JSON only the same object: 1 and true count as equal here and are not in there."""
    first = cells[0]
    return all(cell is first for cell in cells) if isinstance(field, JSONField) else cells.count(first) == len(cells)


def _shared(cells: Sequence[object]) -> dict[int, int]:
    """Of values that many rows have in common each with the first of these; nothing where that saves nothing."""
    if None in cells:
        return {}
    found: dict[int, int] = {}
    for at, cell in enumerate(cells):
        found.setdefault(id(cell), at)
    return found if 2 * len(found) <= len(cells) else {}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, INSTANTS):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a batch")


@cache
def _kind(field: Any) -> str:
    """The type of its column on PostgreSQL, without a length: what is cast to that is cut, where what is written is
    refused."""
    kind: str = field.db_type(connection).partition("(")[0]
    return kind


@cache
def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
