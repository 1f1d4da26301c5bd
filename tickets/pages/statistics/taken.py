"""The passages behind a figure taken out: the rows of their page, each value in a column of its own."""

from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tickets.pages.parts import wording
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.moments import full
from tickets.pages.parts.visit import Visit
from tickets.pages.statistics.passed import NEWEST_FIRST, PassagesAsked

COLUMNS: Final = (
    SheetColumn(gettext_lazy("Number"), 18, lambda row: row.number),
    SheetColumn(gettext_lazy("Title"), 36, lambda row: row.title),
    SheetColumn(gettext_lazy("Applying unit"), 18, lambda row: row.unit),
    SheetColumn(pgettext_lazy("passage", "Entered at"), 20, lambda row: row.entered_at),
    SheetColumn(gettext_lazy("Left at"), 20, lambda row: row.left_at),
    SheetColumn(gettext_lazy("Took"), 16, lambda row: row.lasted),
    SheetColumn(gettext_lazy("Went on to"), 20, lambda row: row.target),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    asked = PassagesAsked.read(query, here)

    def ids(most: int) -> list[int]:
        return list(asked.rows().order_by(*NEWEST_FIRST).values_list("pk", flat=True)[:most])

    said = [
        (_("Kind"), wording.kind(asked.kind)),
        (_("State"), wording.state(asked.kind, asked.state)),
        (_("As of"), full(asked.as_of)),
        *([(_("Contract"), asked.of.contract)] if asked.of.contract else []),
    ]
    return NarrowedList([], said, ids, asked.lines)


PASSAGES: Final = ExportedList("passages", gettext_lazy("Passages"), "passages", COLUMNS, take)
