"""中断台账 taken out: the rows and filters of its page, each value in a column of its own."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.pages.outages.view import search
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.visit import Visit

COLUMNS: Final = (
    SheetColumn(_("Number"), 18, lambda row: row.number),
    SheetColumn(_("Title"), 36, lambda row: row.title),
    SheetColumn(_("Information system"), 28, lambda row: row.system),
    SheetColumn(_("Read from"), 14, lambda row: row.source),
    SheetColumn(pgettext_lazy("outage cause", "Cause"), 18, lambda row: row.cause),
    SheetColumn(_("Begun"), 20, lambda row: row.began_at),
    SheetColumn(_("Ended"), 20, lambda row: row.ended_at),
    SheetColumn(_("Net, in minutes"), 14, lambda row: row.net_minutes),
    SheetColumn(_("Excluded by"), 24, lambda row: row.excluded),
    SheetColumn(_("State"), 18, lambda row: row.standing),
    SheetColumn(_("By other words"), 50, lambda row: " ".join(row.other)),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    register = search(here, query)

    def ids(most: int) -> list[int]:
        return list(register.found().order_by(*register.newest).values_list("pk", flat=True)[:most])

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        return register.listed(list(some))

    return NarrowedList([words for _place, words in register.problems()], list(register.said()), ids, dressed)


OUTAGES: Final = ExportedList("outages", _("Register of outages"), "outages", COLUMNS, take)
