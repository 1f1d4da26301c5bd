"""监管周报 and 月报 taken out: the signed reports that the person may see, narrowed as the page is."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets import permissions
from tickets.models import SupervisionReport
from tickets.pages.parts import supervised
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.visit import Visit

NEWEST: Final = ("-starts", "contract", "-version", "-id")
COLUMNS: Final = (
    SheetColumn(_("Period"), 18, lambda row: str(row.period)),
    SheetColumn(_("Contract"), 18, lambda row: row.contract.number),
    SheetColumn(_("Signed report"), 36, lambda row: row.name),
    SheetColumn(_("Version"), 8, lambda row: row.version),
    SheetColumn(_("Handed in by"), 16, lambda row: str(row.by)),
    SheetColumn(_("Unit"), 30, lambda row: str(row.unit)),
    SheetColumn(_("Handed in at"), 20, lambda row: row.at),
    SheetColumn(pgettext_lazy("report", "Sent"), 20, lambda row: row.sent_at),
    SheetColumn(_("Sent by"), 16, lambda row: str(row.sent_by or "")),
    SheetColumn(_("SHA-256"), 66, lambda row: row.sha256),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    """Who supervises narrows the page to a contract and a sort of period; who received them reads them all."""
    contract, sort = query.get("contract", ""), query.get("sort", "")
    found = _narrowed(permissions.visible_reports(here.standing), contract, sort)

    def ids(most: int) -> list[int]:
        return list(found.order_by(*NEWEST).values_list("pk", flat=True)[:most])

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        rows = SupervisionReport.objects.filter(pk__in=some).select_related("contract", "by", "unit", "sent_by")
        return rows.order_by(*NEWEST)

    faults = [] if sort in ("", *supervised.REPORTS) else [said("There are weekly and monthly reports, no others.")]
    return NarrowedList(faults, list(_told(contract, sort)), ids, dressed)


def _narrowed(found: QuerySet[SupervisionReport], contract: str, sort: str) -> QuerySet[SupervisionReport]:
    found = found.filter(contract__number=contract) if contract else found
    return found.filter(sort=sort) if sort else found


def _told(contract: str, sort: str) -> Iterator[tuple[str, str]]:
    if contract:
        yield said("Contract"), contract
    if sort in supervised.REPORTS:
        yield said("Period"), str(supervised.REPORTS[sort])


REPORTS: Final = ExportedList("reports", _("Supervision reports"), "reports", COLUMNS, take)
