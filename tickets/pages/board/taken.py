"""The board taken out: every clock of its lanes, not the first of each alone."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tickets import actions
from tickets.models import Deadline, Turn
from tickets.pages.board.cards import found, why_paused
from tickets.pages.board.lanes import LANES, LISTED, lane_of
from tickets.pages.board.view import Asked, clocks_of
from tickets.pages.parts import lamps, turn, wording
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn, due
from tickets.pages.parts.visit import Visit
from tickets.policy.types import Basis

COLUMNS: Final = (
    SheetColumn(_("Column"), 14, lambda row: row.lane),
    SheetColumn(_("Number"), 18, lambda row: row.ticket.number),
    SheetColumn(_("Title"), 36, lambda row: row.ticket.title),
    SheetColumn(_("Applying unit"), 18, lambda row: row.agency),
    SheetColumn(_("Time limit"), 20, lambda row: wording.of_round(row.title, row.round)),
    SheetColumn(
        _("Basis"), 14, lambda row: wording.basis(Basis.JUDGEMENT) if row.internal else wording.article(row.article)
    ),
    SheetColumn(_("Obliged side"), 14, lambda row: wording.side(row.party)),
    SheetColumn(_("Next"), 18, lambda row: turn.owner_of(row.ticket, row.turns)),
    SheetColumn(_("Begun"), 20, lambda row: row.started_at),
    SheetColumn(_("Due"), 20, due),
    SheetColumn(_("Stopped"), 20, lambda row: row.stopped_at),
    SheetColumn(_("Lamp"), 16, lambda row: row.said),
    SheetColumn(_("Paused"), 30, lambda row: row.why),
)


def take(here: Visit, query: QueryDict) -> NarrowedList:
    asked = Asked.of(query)
    own = clocks_of(here.standing, asked.party, internal=asked.internal)
    lanes = [LANES[asked.only]] if asked.only else LISTED

    def ids(most: int) -> list[int]:
        picked: list[int] = []
        for lane in lanes:
            rows = own.filter(lane.clocks(here.now)).order_by(lane.order, "id")
            picked += rows.values_list("pk", flat=True)[: most - len(picked)]
        return picked

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        rows = list(found(some))
        turns = actions.awaited({row.ticket_id for row in rows}, here.now)
        by_id = {row.pk: _said(row, here, turns.get(row.ticket_id, [])) for row in rows}
        return (by_id[pk] for pk in some if pk in by_id)

    return NarrowedList([], _narrowed(asked), ids, dressed)


def _narrowed(asked: Asked) -> list[tuple[str, str]]:
    basis = str(_("Internal targets") if asked.internal else _("Clocks of the contract"))
    party = [(str(_("Obliged side")), wording.side(asked.party))] if asked.party else []
    lane = [(str(_("Column")), str(LANES[asked.only].label))] if asked.only else []
    return [(str(_("Which clocks")), basis), *party, *lane]


def _said(row: Deadline, here: Visit, turns: list[Turn]) -> Deadline:
    row.turns = turns  # type: ignore[attr-defined]  # for its columns
    row.said, row.why = lamps.words(row, here.now), why_paused(row, here.now)  # type: ignore[attr-defined]  # columns
    row.lane = str(LANES[lane_of(row, here.now)].label) if row.open else ""  # type: ignore[attr-defined]
    return row


CLOCKS: Final = ExportedList("deadlines", _("Deadline board"), "board", COLUMNS, take)
