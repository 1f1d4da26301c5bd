"""The list of clocks taken out: the rows and filters of its page, each value in a column of its own."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tickets.models import Deadline
from tickets.pages.clock_list.rows import found
from tickets.pages.clock_list.view import LAST_DUE_FIRST, search
from tickets.pages.parts import lamps, wording
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn, due
from tickets.pages.parts.visit import Visit

COLUMNS: Final = (
    SheetColumn(_("Number"), 18, lambda row: row.number),
    SheetColumn(_("Title"), 36, lambda row: row.subject),
    SheetColumn(_("Applying unit"), 18, lambda row: row.agency),
    SheetColumn(_("Information system"), 28, lambda row: row.system_name or str(_("Whole contract"))),
    SheetColumn(_("Time limit"), 20, lambda row: wording.of_round(row.title, row.round)),
    SheetColumn(_("Article"), 14, lambda row: wording.article(row.article)),
    SheetColumn(_("Obliged side"), 14, lambda row: wording.side(row.party)),
    SheetColumn(_("Begun"), 20, lambda row: row.started_at),
    SheetColumn(_("Due"), 20, due),
    SheetColumn(_("Stopped"), 20, lambda row: row.stopped_at),
    SheetColumn(_("Lamp"), 16, lambda row: row.said),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    narrowed = search(here, query)

    def ids(most: int) -> list[int]:
        return list(narrowed.found().order_by(*LAST_DUE_FIRST).values_list("pk", flat=True)[:most])

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        return (_said(row, here) for row in found(some))

    return NarrowedList([words for _place, words in narrowed.problems()], list(narrowed.said()), ids, dressed)


def _said(row: Deadline, here: Visit) -> Deadline:
    row.said = lamps.words(row, here.now)  # type: ignore[attr-defined]  # for its column
    return row


EVERY_CLOCK: Final = ExportedList("clocks", _("Clocks of the contract"), "clocks", COLUMNS, take)
