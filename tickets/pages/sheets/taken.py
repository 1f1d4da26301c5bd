"""The lines of sheets taken out, of one contract or one month of it."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tickets.datelaw.periods import Period
from tickets.models import SheetLine
from tickets.pages.parts import sheet_words
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.visit import Visit

ORDER: Final = ("sheet__contract__number", "sheet__number", "number")
COLUMNS: Final = (
    SheetColumn(_("Contract"), 18, lambda row: row.of_sheet.sheet.contract.number),
    SheetColumn(_("Sheet of"), 10, lambda row: f"{row.of_sheet.sheet.month:%Y-%m}"),
    SheetColumn(_("No."), 6, lambda row: row.of_sheet.number),
    SheetColumn(_("Sort of line"), 12, lambda row: row.sort),
    SheetColumn(_("Month of the facts"), 12, lambda row: row.month),
    SheetColumn(_("Ground in the contract"), 18, lambda row: row.place),
    SheetColumn(_("Information system"), 28, lambda row: row.systems),
    SheetColumn(_("Facts and members"), 60, lambda row: row.said),
    SheetColumn(_("Formula"), 32, lambda row: row.formula),
    SheetColumn(_("Sum in yuan"), 16, lambda row: str(row.amount)),
    SheetColumn(_("Settled on"), 14, lambda row: row.of_sheet.settled_on),
    SheetColumn(_("Finding"), 18, lambda row: row.of_sheet.finding.number),
    SheetColumn(_("Assessed by"), 16, lambda row: str(row.of_sheet.assessed_by)),
    SheetColumn(_("Settled by"), 16, lambda row: str(row.of_sheet.confirmed_by)),
    SheetColumn(_("Remarks"), 32, lambda row: row.note),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    found = SheetLine.objects.filter(sheet__contract__in=here.standing.whole)
    number, period = query.get("contract", ""), Period.read(query.get("month", ""))
    found = found.filter(sheet__contract__number=number) if number else found
    found = found.filter(sheet__month=period.starts) if period is not None else found

    def ids(most: int) -> list[int]:
        return list(found.order_by(*ORDER).values_list("pk", flat=True)[:most])

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        rows = SheetLine.objects.filter(pk__in=some).order_by(*ORDER)
        named = rows.select_related("sheet__contract", "finding", "assessed_by", "confirmed_by")
        return (sheet_words.line(row, row.sheet.printed["systems"]) for row in named)

    said = [(str(_("Contract")), number), (str(_("Month")), period.code if period is not None else "")]
    return NarrowedList([], [one for one in said if one[1]], ids, dressed)


SHEETS: Final = ExportedList("sheets", _("Sheets of months"), "sheets", COLUMNS, take)
