"""抽查 taken out: the orders of one lot, or of all that one's unit has drawn."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from tickets import actions
from tickets.models import SampledOrder
from tickets.pages.parts import supervised, wording
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.visit import Visit

ORDER: Final = ("-sampling", "place")
COLUMNS: Final = (
    SheetColumn(_("Sample"), 10, lambda row: row.sampling_id),
    SheetColumn(_("Drawn at"), 20, lambda row: row.sampling.at),
    SheetColumn(_("Drawn by"), 16, lambda row: str(row.sampling.by)),
    SheetColumn(_("Contract"), 18, lambda row: row.sampling.contract.number),
    SheetColumn(_("Month"), 10, lambda row: f"{row.sampling.month:%Y-%m}"),
    SheetColumn(_("Number"), 18, lambda row: row.ticket.number),
    SheetColumn(_("Kind"), 16, lambda row: wording.kind(row.ticket.kind)),
    SheetColumn(_("Title"), 36, lambda row: row.ticket.title),
    SheetColumn(_("What was found"), 14, lambda row: str(supervised.SAMPLED[row.found])),
    SheetColumn(_("Note"), 48, lambda row: row.note),
    SheetColumn(_("Looked at by"), 16, lambda row: str(row.looked_by or "")),
    SheetColumn(_("Looked at"), 20, lambda row: row.looked_at),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    found, lot = actions.drawn_by(here.standing), query.get("sampling", "")
    found = found.filter(sampling=int(lot)) if lot.isascii() and lot.isdigit() else found

    def ids(most: int) -> list[int]:
        return list(found.order_by(*ORDER).values_list("pk", flat=True)[:most])

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        rows = SampledOrder.objects.filter(pk__in=some).order_by(*ORDER)
        return rows.select_related("sampling__contract", "sampling__by", "ticket", "looked_by")

    return NarrowedList([], [(said("Sample"), lot)] if lot else [], ids, dressed)


SAMPLES: Final = ExportedList("samples", _("Samples"), "samplings", COLUMNS, take)
