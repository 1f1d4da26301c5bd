"""Rows as lines with gaps: one line of a table's COPY, in which ids, instants and names are still to be put."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Field, GeneratedField, JSONField, Model

from tickets.audit import ROWS, keys
from tickets.audit.chain import canonical, content
from tickets.models import AuditEntry, Deadline, Ticket

#: Those whose ids are given; the others count for themselves.
NUMBERED: tuple[type[Model], ...] = (Ticket, Deadline)
#: Stand in the text of an entry where chain and hash before are still to come.
CHAIN, PREVIOUS = "@chain@", "@previous@"


def filled(model: type[Model]) -> "list[Field[Any, Any]]":
    """The fields of which a line has a cell."""
    given = (f for f in model._meta.concrete_fields if not isinstance(f, GeneratedField))
    return [f for f in given if not f.primary_key or issubclass(model, NUMBERED)]


def columns(model: type[Model]) -> list[str]:
    return [f'"{field.column}"' for field in filled(model)]


class Sheet:
    """The lines of one ticket. `instants` are those that its copies move, by place: the gap `w3` is the fourth."""

    NULL = "\\N"

    def __init__(self) -> None:
        self.lines: list[tuple[type[Model], str]] = []
        self.instants: list[datetime] = []

    def add(self, row: Model, **gaps: str) -> None:
        """gaps: field -> the name of what comes there; "": nothing does."""
        model: type[Model] = type(row)._meta.concrete_model
        cells = [self._cell(row, field, gaps) for field in filled(model)]
        self.lines.append((model, "\t".join(cells)))

    def add_entry(self, entry: AuditEntry, n: int) -> "Hashed":
        """The nth entry of the chain."""
        entry.data = {name: value for name, value in entry.data.items() if name != ROWS}  # they tell of other rows
        self.add(entry, ticket="ticket", previous=f"p{n}", hash=f"h{n}")
        return Hashed.of(entry, int(self._instant(entry.at).removeprefix("w")))

    def _cell(self, row: Model, field: "Field[Any, Any]", gaps: dict[str, str]) -> str:
        if field.name in gaps:
            return f"%({gaps[field.name]})s" if gaps[field.name] else self.NULL
        value = getattr(row, field.attname)
        if value is None:
            return self.NULL
        if isinstance(field, DateTimeField) and value.year < 9000:
            return f"%({self._instant(value)})s"
        return _escaped(_written(field, value)).replace("%", "%%")

    def _instant(self, at: datetime) -> str:
        if at not in self.instants:
            self.instants.append(at)
        return f"w{self.instants.index(at)}"


@dataclass(frozen=True, slots=True)
class Hashed:
    """An entry as it is hashed, in the pieces between which instant, chain and hash before go. at: its instant."""

    keyed_by: str
    at: int
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, entry: AuditEntry, at: int) -> "Hashed":
        entry.previous = PREVIOUS
        said = content(entry, CHAIN)
        text, pieces = canonical(said), []
        for gap in (said["at"], CHAIN, PREVIOUS):
            piece, _gap, text = text.partition(gap)
            pieces.append(piece)
        return cls(entry.keyed_by, at, (*pieces, text))

    def hash(self, at: datetime, chain: str, previous: str) -> str:
        before, after, last, end = self.pieces
        instant = f"{at.isoformat(timespec='microseconds')}+00:00"
        text = f"{before}{instant}{after}{chain}{last}{previous}{end}"
        return keys.digest(self.keyed_by, text.encode())


def chained(entries: list[Hashed], chain: str, instants: list[datetime]) -> dict[str, object]:
    """The gaps of a chain: what each entry stands upon, its hash, length and head."""
    gaps: dict[str, object] = {"length": len(entries)}
    head = ""
    for n, entry in enumerate(entries):
        gaps[f"p{n}"], head = head, entry.hash(instants[entry.at], chain, head)
        gaps[f"h{n}"] = head
    return gaps | {"head": head}


def naive(at: datetime) -> datetime:
    """In UTC without saying so, as both databases take it."""
    return at.astimezone(UTC).replace(tzinfo=None)


def _written(field: "Field[Any, Any]", value: object) -> str:
    if isinstance(field, JSONField):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(int(value))
    return str(naive(value) if isinstance(value, datetime) else value)


def _escaped(text: str) -> str:
    if connection.vendor != "postgresql":
        return text.replace("\t", " ")
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
