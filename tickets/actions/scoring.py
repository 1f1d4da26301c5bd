"""What follows from the result of a month."""

from accounts.roles import AGENCY_LEAD
from tickets import scores
from tickets.actions.move import Move
from tickets.lifecycle.kinds.assessment import GAP, IN_A_ROW
from tickets.permissions import people


def propose_rectification(move: Move) -> None:
    """Tell the agency's lead where this month belongs to a row of so many failed ones (annex 3.3): whether anything is
    demanded, and what, they say themselves."""
    own = scores.of_order(move.ticket, move.ticket.endorsed)
    if own is None or own.passed:
        return
    others = [one for one in scores.of_contract(move.ticket.contract) if one.number != own.number]
    months = sorted([*others, own], key=lambda one: one.month)
    row = scores.row_with(own.number, months, adjacent=move.rules.reading(GAP) == "breaks")
    if len(row) >= move.rules.number(IN_A_ROW):
        leads = people(move.ticket, {AGENCY_LEAD}, move.now)
        move.announce("failed_in_a_row", leads, months=len(row))
