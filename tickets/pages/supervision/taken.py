"""督办单 taken out: the rows and filters of their page, each value in a column of its own."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from tickets import supervision as supervision_orders
from tickets.models import SupervisionOrder
from tickets.pages.parts import supervised, wording
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.visit import Visit
from tickets.pages.supervision.view import GRAVEST_FIRST, search

COLUMNS: Final = (
    SheetColumn(_("Order of supervision"), 18, lambda row: row.number),
    SheetColumn(_("Grade"), 8, lambda row: supervised.grade(row.grade)),
    SheetColumn(_("Number"), 18, lambda row: row.ticket.number),
    SheetColumn(_("Title"), 36, lambda row: row.ticket.title),
    SheetColumn(_("Side called on"), 16, lambda row: wording.side(row.party)),
    SheetColumn(_("What is demanded"), 48, lambda row: row.demand),
    SheetColumn(_("Issued by"), 24, lambda row: wording.remark(str(row.issued_by), str(row.issued_unit))),
    SheetColumn(_("Issued at"), 20, lambda row: row.issued_at),
    SheetColumn(_("Reply by"), 14, lambda row: row.reply_by),
    SheetColumn(_("State"), 14, lambda row: row.told),
    SheetColumn(_("Ended at"), 20, lambda row: row.ended_at),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    narrowed = search(here, query)

    def ids(most: int) -> list[int]:
        return list(narrowed.found().order_by(*GRAVEST_FIRST).values_list("pk", flat=True)[:most])

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        return (_told(row, here) for row in supervision_orders.seen(here.tickets()).filter(pk__in=some))

    return NarrowedList([words for _place, words in narrowed.problems()], list(narrowed.said()), ids, dressed)


def _told(row: SupervisionOrder, here: Visit) -> SupervisionOrder:
    told = said("Reply overdue") if row.overdue(here.today) else supervised.state(row.state)
    row.told = told  # type: ignore[attr-defined]  # for its column
    return row


SUPERVISION: Final = ExportedList("supervision", _("Orders of supervision"), "supervision", COLUMNS, take)
