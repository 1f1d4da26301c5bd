"""What the agency agrees to give back goes by a change order, drafted for it here and completed by its clerk.

The reclaim itself moves no ledger line, and the draft moves none either: the change does, once it is carried out.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from tickets.actions import telling
from tickets.actions.act import Act
from tickets.actions.move import Move
from tickets.actions.numbers import next_number
from tickets.actions.open import TITLE_LIMIT, enter, record_opening
from tickets.lifecycle.fields import store_all
from tickets.lifecycle.kind import OPEN
from tickets.lifecycle.kinds.change import Change
from tickets.lifecycle.kinds.change.questions import DELTAS, TERM, TYPE
from tickets.lifecycle.kinds.reclaim import AGREED, PROPOSED
from tickets.lifecycle.questions import REASON
from tickets.models import PROXIES, Occasion, Ticket


def draft_reduction(move: Move) -> None:
    """With the lines that were agreed to; when it is carried out, and that the data is saved, the clerk adds. Under a
    contract without changes nothing is drafted."""
    if Change.kind not in move.ticket.contract.kinds:
        return
    values = _said(move)
    act = Act(_order(move, values), OPEN, None, move.now, values=values)
    enter(act)
    act.store(Occasion(ticket=act.ticket, of=move.ticket))
    record_opening(act, occasion=move.ticket.number)
    act.tell("your_move", telling.moving(act.ticket, act.turns, act.roster))
    act.save()


def _said(move: Move) -> dict[str, Any]:
    agreed = move.scene.entered(AGREED) or move.scene.recorded(PROPOSED)
    with override(settings.LANGUAGE_CODE):
        reason = gettext("Agreed to give back by work order %(number)s.") % {"number": move.ticket.number}
    lines = [{"line": line, "quantity": -quantity} for line, quantity in AGREED.quantities(agreed)]
    return {TYPE.name: "reduction", TERM.name: "long_term", DELTAS.name: lines, REASON.name: reason}


def _order(move: Move, values: dict[str, Any]) -> Ticket:
    """Of the agency, whose draft it is; nobody has written it yet."""
    reclaim, now = move.ticket, move.now
    with override(settings.LANGUAGE_CODE):
        title = gettext("Reduction: %(title)s") % {"title": reclaim.title}
    return PROXIES[Change.kind](
        number=next_number(now),
        kind=Change.kind,
        state=Change.initial.code,
        contract=reclaim.contract,
        system=reclaim.system,
        title=title[:TITLE_LIMIT],
        fields=store_all(Change.opening.asks, values),
        form_edition=Change.opening.edition,
        opened_by=None,
        opened_unit_id=reclaim.contract.agency_id,
        opened_at=now,
        state_since=now,
        slots_since=now,
    )
