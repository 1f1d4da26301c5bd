"""The controls of what a kind asks for, where those of `django.forms` do not serve."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tickets.datelaw.types import ZONE

Context = dict[str, Any]
Data = Mapping[str, Any]
#: Blank rows of a table below those filled in.
SPARE_ROWS = 3
MAX_ROWS = 200
#: Columns that stand side by side on a phone, and on a wide screen.
NARROW, MIDDLING = 2, 4
#: At the end of an instant.
SECONDS = re.compile(r"T\d\d:\d\d:\d\d$", re.ASCII)


class Paragraphs(forms.Textarea):
    """As high as the stylesheet has it."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__({"cols": False, "rows": False} | attrs)


class Bounded:
    """A calendar that offers only what may be chosen."""

    attrs: dict[str, Any]
    #: As the browser reads `min` and `max`.
    edge_format: str

    def limit(self, first: date | None, last: date | None) -> None:
        """Both edges belong to it; None leaves a side open."""
        for name, edge in (("min", first), ("max", last)):
            if edge is not None:
                here = edge.astimezone(ZONE) if isinstance(edge, datetime) else edge
                self.attrs[name] = here.strftime(self.edge_format)


class DayInput(Bounded, forms.DateInput):
    input_type = "date"
    template_name = "tickets/parts/form/_moment.html"
    edge_format = "%Y-%m-%d"

    def __init__(self) -> None:
        super().__init__({"class": "short"}, format="%Y-%m-%d")


class InstantInput(Bounded, forms.DateTimeInput):
    """To the minute, but shows the seconds of an instant that has some: to save a page unchanged changes nothing."""

    input_type = "datetime-local"
    template_name = "tickets/parts/form/_moment.html"
    edge_format = "%Y-%m-%dT%H:%M"

    def __init__(self) -> None:
        super().__init__({"class": "short"}, format="%Y-%m-%dT%H:%M:%S")

    def format_value(self, value: Any) -> str | None:
        written = super().format_value(value)
        return written.removesuffix(":00") if written and isinstance(value, datetime) else written

    def get_context(self, name: str, value: Any, attrs: Context | None) -> Context:
        context = super().get_context(name, value, attrs)
        if SECONDS.search(context["widget"]["value"] or ""):
            context["widget"]["attrs"]["step"] = "1"
        return context


class SideBySide(ChoiceWidget):
    """The id of each answer ends in its code."""

    template_name = "tickets/parts/form/_tiles.html"

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> Context:
        option = super().create_option(name, value, *args, **options)
        option["attrs"]["id"] = f"{options['attrs']['id']}-{value}"
        return option


class Tiles(SideBySide, forms.RadioSelect):
    """One of few answers."""


class Ticks(SideBySide, forms.CheckboxSelectMultiple):
    """Any of few answers."""


class Answer(Tiles):
    """Yes or no."""

    def __init__(self) -> None:
        super().__init__(choices=[("true", _("Yes")), ("false", _("No"))])

    def format_value(self, value: Any) -> Any:
        return super().format_value(str(value).lower() if isinstance(value, bool) else value)


class Tick(forms.CheckboxInput):
    """A box that says "true" or nothing: an empty box is no answer, not a "no"."""

    def __init__(self) -> None:
        super().__init__(check_test=lambda value: str(value).lower() == "true")

    def format_value(self, _value: Any) -> str:
        return "true"

    def value_from_datadict(self, data: Data, _files: MultiValueDict[str, Any], name: str) -> Any:
        return data.get(name)


def select(choices: Iterable[tuple[Any, Any]]) -> forms.Select:
    """A list to choose from, nothing chosen at first."""
    return forms.Select(choices=[("", _("Choose…")), *choices])


def one_line(field: forms.Field) -> forms.Widget:
    """The control of a field in the cell of a table."""
    if isinstance(field.widget, Tiles):
        return select(field.widget.choices)
    return forms.TextInput(field.widget.attrs) if isinstance(field.widget, Paragraphs) else field.widget


class Rows(forms.Widget):
    """A table of controls `<name>-<row>-<column>`; rows left empty are not handed in."""

    template_name = "tickets/parts/form/_table.html"
    use_fieldset = True

    def __init__(self, columns: Mapping[str, tuple[Promise, forms.Field]], spare: int | None = None) -> None:
        super().__init__()
        self.columns = columns
        self.spare = spare or (SPARE_ROWS if len(columns) <= NARROW else 1)

    def id_for_label(self, _id: str | None) -> str:
        return ""

    def value_from_datadict(self, data: Data, _files: MultiValueDict[str, Any], name: str) -> Any:
        rows = (
            {column: data.get(f"{name}-{number}-{column}", "").strip() for column in self.columns}
            for number in range(MAX_ROWS)
        )
        return [row for row in rows if any(row.values())]

    def get_context(self, name: str, value: Any, attrs: Context | None) -> Context:
        id_ = (attrs or {})["id"]
        rows = [*(value or []), *[{}] * self.spare][:MAX_ROWS]
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            # as a line a row of many cells is read by nobody: it stands as a card, of some cells on a phone alone
            "layout": " rows-cards"
            if len(self.columns) > MIDDLING
            else " rows-cards-phone"
            if len(self.columns) > NARROW
            else "",
            "columns": [label for label, _field in self.columns.values()],
            "rows": [list(self._cells(row, f"{name}-{n}", f"{id_}-{n}", n)) for n, row in enumerate(rows)],
        }
        return context

    def _cells(self, row: Data, name: str, id_: str, number: int) -> Iterator[Context]:
        for column, (label, field) in self.columns.items():
            attrs = {"id": f"{id_}-{column}"}
            cell = one_line(field).get_context(f"{name}-{column}", row.get(column, ""), attrs)["widget"]
            yield cell | {"label": _("Row %(row)d: %(column)s") % {"row": number + 1, "column": label}}

    def subwidgets(self, name: str, value: Any, attrs: Context | None = None) -> Iterator[Context]:
        for row in self.get_context(name, value, attrs)["widget"]["rows"]:
            yield from row
