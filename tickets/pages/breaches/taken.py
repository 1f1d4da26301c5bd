"""The ledger of breaches taken out: the rows and filters of its page, each value in a column of its own."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tickets import permissions
from tickets.models import Breach
from tickets.pages.breaches.rows import found
from tickets.pages.breaches.view import NEWEST_FIRST, BreachLedger
from tickets.pages.parts import moments, wording
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn, due
from tickets.pages.parts.visit import Visit

COLUMNS: Final = (
    SheetColumn(_("Number"), 18, lambda row: row.number),
    SheetColumn(_("Title"), 36, lambda row: row.subject),
    SheetColumn(_("Contract"), 18, lambda row: row.contract_number),
    SheetColumn(_("Applying unit"), 18, lambda row: row.unit),
    SheetColumn(_("Information system"), 28, lambda row: row.system_name or str(_("Whole contract"))),
    SheetColumn(_("Time limit"), 20, lambda row: wording.of_round(row.title, row.deadline.round)),
    SheetColumn(_("Article"), 14, lambda row: wording.article(row.article)),
    SheetColumn(_("Obliged side"), 14, lambda row: wording.side(row.party)),
    SheetColumn(_("Due"), 20, lambda row: due(row.deadline)),
    SheetColumn(_("Missed"), 20, lambda row: row.occurred_at),
    SheetColumn(_("Noticed at"), 20, lambda row: row.detected_at),
    SheetColumn(_("Told at"), 20, lambda row: row.told_at),
    SheetColumn(_("Stopped"), 20, lambda row: row.deadline.stopped_at),
    SheetColumn(_("Late by"), 14, lambda row: row.late),
    SheetColumn(_("State"), 10, lambda row: wording.breach_state(row.state)),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    rows = permissions.visible_breaches(here.standing)
    ledger = BreachLedger(query, rows, user=here.user, now=here.now)
    ledger.offer(here.contracts())

    def ids(most: int) -> list[int]:
        return list(ledger.found().order_by(*NEWEST_FIRST).values_list("pk", flat=True)[:most])

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        return (_late(row, here) for row in found(some))

    return NarrowedList([words for _place, words in ledger.problems()], list(ledger.said()), ids, dressed)


def _late(row: Breach, here: Visit) -> Breach:
    row.late = moments.late(row, here.now)  # type: ignore[attr-defined]  # for its column
    return row


BREACHES: Final = ExportedList("breaches", _("Ledger of breaches"), "breaches", COLUMNS, take)
