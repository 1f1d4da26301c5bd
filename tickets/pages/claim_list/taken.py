"""主张台账 taken out: the rows and filters of its page, each value in a column of its own."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tickets.pages.claim_list.rows import listed
from tickets.pages.claim_list.view import NEWEST_FIRST, search
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.visit import Visit

COLUMNS: Final = (
    SheetColumn(_("Number"), 18, lambda row: row.number),
    SheetColumn(_("Title"), 36, lambda row: row.title),
    SheetColumn(_("Applying unit"), 18, lambda row: row.unit),
    SheetColumn(_("Information system"), 28, lambda row: row.system),
    SheetColumn(_("Claim"), 10, lambda row: row.claim),
    SheetColumn(_("What is said"), 50, lambda row: row.headline),
    SheetColumn(_("Said by"), 16, lambda row: row.side),
    SheetColumn(_("Entered"), 20, lambda row: row.entered_at),
    SheetColumn(_("State"), 16, lambda row: row.state),
    SheetColumn(_("Due"), 20, lambda row: row.due_at),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    narrowed = search(here, query)

    def ids(most: int) -> list[int]:
        return list(narrowed.found().order_by(*NEWEST_FIRST).values_list("pk", flat=True)[:most])

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        return listed(some)

    return NarrowedList([words for _place, words in narrowed.problems()], list(narrowed.said()), ids, dressed)


CLAIMS: Final = ExportedList("claims", _("Ledger of claims"), "claims", COLUMNS, take)
