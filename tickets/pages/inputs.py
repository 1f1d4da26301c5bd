"""The fields of the machines as controls of a form, by type; and what was typed, as `actions` takes it.

What was typed is kept word for word, right or wrong: a refused form comes back as it was sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tickets.datelaw.types import ZONE
from tickets.lifecycle.fields import Field
from tickets.pages import wording

#: Blank rows offered below those filled in.
SPARE_ROWS = 3
MOST_ROWS = 200
PREFIX = "f-"


@dataclass(frozen=True, slots=True)
class InputOption:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """One control. `widget`: line, text, number, date, time, tick, tiles, select or rows."""

    id: str
    name: str
    label: str
    widget: str
    value: str = ""
    required: bool = False
    #: When a field that may be left empty must be filled in after all.
    needed: str = ""
    hint: str = ""
    errors: tuple[str, ...] = ()
    options: tuple[InputOption, ...] = ()
    most: int | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple["Input", ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What depends on the ticket: catalogue lines and people, each (value, label), and grounds of a suspension."""

    lines: Sequence[tuple[str, str]] = ()
    people: Sequence[tuple[str, str]] = ()
    #: The grounds on which one of the ticket's clocks may be suspended now.
    grounds: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """Raw values by field name, and the sentences of the refusal about them."""

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Further blank rows of a table, asked for by the button below it.
    spare: int = SPARE_ROWS


def read(fields: Iterable[Field[Any]], post: QueryDict) -> dict[str, Any]:
    """What was typed into these fields, raw. Empty rows of a table are left out."""
    return {
        one.name: _read_rows(one, post) if one.type == "rows" else post.get(PREFIX + one.name, "")
        for one in fields
    }


def _read_rows(declared: Any, post: QueryDict) -> list[dict[str, str]]:
    columns = [column.name for column in declared.columns]
    rows = (
        {name: post.get(f"{PREFIX}{declared.name}-{number}-{name}", "").strip() for name in columns}
        for number in range(MOST_ROWS)
    )
    return [row for row in rows if any(row.values())]


def stored(fields: Iterable[Field[Any]], values: Mapping[str, Any]) -> dict[str, Any]:
    """A stored form as the controls show it."""
    return {one.name: _shown(one, values.get(one.name)) for one in fields}


def _shown(declared: Any, value: Any) -> Any:
    if value is None:
        return [] if declared.type == "rows" else ""
    if declared.type == "time":
        return f"{datetime.fromisoformat(value).astimezone(ZONE):%Y-%m-%dT%H:%M}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if declared.type == "rows":
        return [{name: str(cell) for name, cell in row.items()} for row in value]
    return str(value)


def controls(fields: Iterable[Field[Any]], typed: Typed, offer: Offer, *, form: str) -> list[Input]:
    """`form` makes ids differ where one page carries several forms."""
    return [_control(one, typed, offer, form) for one in fields]


def _control(declared: Any, typed: Typed, offer: Offer, form: str) -> Input:
    value = typed.values.get(declared.name, "")
    return Input(
        id=f"{form}-{declared.name}",
        name=PREFIX + declared.name,
        label=str(declared.label),
        widget=declared.widget,
        value=value if isinstance(value, str) else "",
        required=declared.required,
        needed="" if declared.required else declared.needed_when,
        hint=declared.advice,
        errors=tuple(typed.errors.get(declared.name, ())),
        options=_options(declared, str(value), offer),
        most=declared.max_length if declared.type in ("text", "user") else None,
        columns=tuple(str(one.label) for one in declared.columns) if declared.type == "rows" else (),
        rows=_rows(declared, value, typed.spare, offer, form) if declared.type == "rows" else (),
    )


def _options(declared: Any, value: str, offer: Offer) -> tuple[InputOption, ...]:
    if declared.type == "bool":
        pairs: Iterable[tuple[str, str]] = (("true", _("Yes")), ("false", _("No")))
    elif declared.type == "user":
        pairs = offer.people
    else:
        codes = offer.grounds if declared.name == "ground" else declared.choices
        pairs = [(one, wording.choice(declared.name, one)) for one in codes]
    return tuple(InputOption(code, label, code == value) for code, label in pairs)


def _rows(declared: Any, value: Any, spare: int, offer: Offer, form: str) -> tuple[tuple[Input, ...], ...]:
    filled: list[Mapping[str, str]] = list(value) if isinstance(value, list) else []
    shown = (filled + [{}] * spare)[:MOST_ROWS]
    return tuple(
        tuple(_cell(declared, column, number, row, offer, form) for column in declared.columns)
        for number, row in enumerate(shown)
    )


def _cell(declared: Any, column: Any, number: int, row: Mapping[str, str], offer: Offer, form: str) -> Input:
    value = str(row.get(column.name, ""))
    pairs = (
        offer.lines
        if column.name == "line"
        else [(one, wording.choice(column.name, one)) for one in column.choices]
    )
    return Input(
        id=f"{form}-{declared.name}-{number}-{column.name}",
        name=f"{PREFIX}{declared.name}-{number}-{column.name}",
        label=_("Row %(row)d: %(column)s") % {"row": number + 1, "column": str(column.label)},
        widget="select" if pairs else ("number" if column.type == "int" else "line"),
        value=value,
        options=tuple(InputOption(code, label, code == value) for code, label in pairs),
        most=column.max_length if column.type == "text" else None,
    )
