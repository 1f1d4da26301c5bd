"""What was once typed, in words: choices by their labels, instants in Beijing time, tables line by line."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tickets.lifecycle.fields import Field
from tickets.pages import wording
from tickets.pages.moments import full


def field_words(
    fields: Iterable[Field], values: Mapping[str, Any], lines: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """(label, words) of each field that was filled in. `lines`: catalogue code -> name."""
    for one in fields:
        value = values.get(one.name)
        if value not in (None, "", []):
            yield wording.field(one.name), _words(one, value, lines or {})


def _words(declared: Field, value: Any, lines: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    match declared.type:
        case "enum":
            return wording.choice(declared.name, str(value))
        case "time":
            return full(datetime.fromisoformat(value))
        case "money":
            return f"¥{value}"
        case "rows":
            return "\n".join(_row(declared, row, lines) for row in value)
    return str(value)


def _row(declared: Field, row: Mapping[str, Any], lines: Mapping[str, str]) -> str:
    if "line" in row:
        return f"{lines.get(row['line'], row['line'])}：{row['quantity']:+d}"
    cells = (_cell(column, row.get(column.name)) for column in declared.columns)
    return " · ".join(cell for cell in cells if cell)


def _cell(column: Field, value: Any) -> str:
    if not value:
        return ""
    return wording.choice(column.name, str(value)) if column.type == "enum" else str(value)
