"""The list of work orders taken out: the rows, tabs and filters of its page, each value in a column of its own."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tickets import actions, queries
from tickets.models import Ticket, Turn
from tickets.pages.parts import lamps, rows, turn, wording
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn, due
from tickets.pages.parts.visit import Visit
from tickets.pages.ticket_list.view import BESIDE, Search, tabbed, tabs

COLUMNS: Final = (
    SheetColumn(_("Number"), 18, lambda row: row.number),
    SheetColumn(_("Title"), 36, lambda row: row.title),
    SheetColumn(_("Kind"), 14, lambda row: wording.kind(row.kind)),
    SheetColumn(_("State"), 16, lambda row: str(row.stage.label)),
    SheetColumn(_("Next"), 18, lambda row: turn.owner_of(row, row.awaited)),
    SheetColumn(_("Contract"), 18, lambda row: row.contract_number),
    SheetColumn(_("Applying unit"), 18, lambda row: row.unit),
    SheetColumn(_("Information system"), 28, lambda row: row.system_name or str(_("Whole contract"))),
    SheetColumn(_("Filed at"), 20, lambda row: row.opened_at),
    SheetColumn(_("Closed at"), 20, lambda row: row.closed_at),
    SheetColumn(_("Lamp"), 16, lambda row: row.said),
    SheetColumn(_("Running clock"), 20, lambda row: row.worst.title if row.worst else ""),
    SheetColumn(_("Due"), 20, lambda row: due(row.worst) if row.worst else None),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    search = Search(query, here.tickets(), user=here.user, now=here.now, beside=BESIDE)
    tab = query.get("tab", "")

    def ids(most: int) -> list[int]:
        found = tabbed(search.found(), here, tab).order_by(*queries.URGENT_FIRST)
        return list(found.values_list("pk", flat=True)[:most])

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        turns = actions.awaited(some, here.now)
        return (_with_clock(row, turns.get(row.pk, []), here) for row in rows.taken_out(some))

    own = [(str(_("Whose orders")), tabs()[tab])] if tab and tab in tabs() else []
    return NarrowedList([words for _place, words in search.problems()], [*own, *search.said()], ids, dressed)


def _with_clock(row: Ticket, turns: list[Turn], here: Visit) -> Ticket:
    worst = lamps.worst(row.clocks, here.now)
    row.awaited = turns  # type: ignore[attr-defined]  # for its columns
    row.worst = worst  # type: ignore[attr-defined]  # for its columns
    row.said = lamps.words(worst, here.now) if worst else rows.ended(row)  # type: ignore[attr-defined]
    return row


TICKETS: Final = ExportedList("tickets", _("Work orders"), "tickets", COLUMNS, take)
