"""What was once typed, in words: choices by their labels, instants in Beijing time, tables line by line."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tickets.lifecycle.fields import Field
from tickets.pages import wording
from tickets.pages.moments import full


def field_words(
    fields: Iterable[Field[Any]], values: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """(label, words) of each field that was filled in. `names`: catalogue lines and people by code."""
    for one in fields:
        value = values.get(one.name)
        if value not in (None, "", []):
            yield str(one.label), _words(one, value, names)


def _words(declared: Any, value: Any, names: Mapping[str, str]) -> str:
    wordings: dict[str, Callable[[], str]] = {
        "bool": lambda: _("Yes") if value else _("No"),
        "true": lambda: _("Yes") if value else _("No"),
        "enum": lambda: wording.choice(declared.name, str(value)),
        "time": lambda: full(datetime.fromisoformat(value)),
        "user": lambda: names.get(value, str(value)),
        "money": lambda: f"¥{Decimal(value):,.2f}",
        "rows": lambda: "\n".join(_row(declared, row, names) for row in value),
    }
    return wordings.get(declared.type, lambda: str(value))()


def _row(declared: Any, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if "line" in row:
        return wording.pair(names.get(row["line"], row["line"]), f"{row['quantity']:+,d}")
    cells = (_cell(column, row.get(column.name)) for column in declared.columns)
    return " · ".join(cell for cell in cells if cell)


def _cell(column: Any, value: Any) -> str:
    if not value:
        return ""
    return wording.choice(column.name, str(value)) if column.type == "enum" else str(value)
