"""What a month came to, on the page of its order, and what is offered where it is the last of a row of failed ones."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tickets import scores
from tickets.actions.rules import Rules
from tickets.lifecycle.kinds.assessment import COMPLAINT_SYSTEM, GAP, IN_A_ROW, LINES, SHEET, Assessment
from tickets.models import Ticket
from tickets.pages.parts.forms import StepForm
from tickets.pages.parts.visit import Visit
from tickets.pages.ticket.rectifying import way


def result(ticket: Ticket) -> list[tuple[str, str]]:
    """Label and words; nothing while nothing is scored. Both scores stand where the supervisor ruled."""
    own = scores.of_order(ticket, ticket.endorsed) if ticket.machine is Assessment else None
    if own is None:
        return []
    verdict = _("passed") if own.passed else _("failed")
    said = _("%(sum)d of %(most)d points, pass mark %(mark)d: %(verdict)s")
    told = said % {"sum": own.sum, "most": own.most, "mark": own.pass_mark, "verdict": verdict}
    return [(_("Score by the ruling") if own.ruled else _("Score"), told)]


def failed_in_a_row(ticket: Ticket, here: Visit, rules: Rules) -> dict[str, Any]:
    """How many failed months in a row this one closes, and the way to a notice that is filled in for it."""
    if ticket.machine is not Assessment or ticket.state != Assessment.closed.code:
        return {}
    months = scores.of_contract(ticket.contract)
    row = scores.row_with(ticket.number, months, adjacent=rules.reading(GAP) == "breaks")
    if len(row) < rules.number(IN_A_ROW) or row[-1].number != ticket.number:
        return {}
    return {"failed_in_a_row": len(row), "rectify": way(ticket, here)}


def fill_in(forms: Iterable[StepForm], ticket: Ticket) -> None:
    """Every item of the sheet has its row, with the points that it was given before; a complaint names a system."""
    sheet = ticket.scene.recorded(SHEET) or []
    before = scores.given(ticket.endorsed)
    words = [(row["item_code"], f"{row['item_words']} ≤ {row['points_most']}") for row in sheet]
    running = [(one.code, one.name) for one in ticket.contract.systems.all() if one.gone_since is None]
    for form in forms:
        form.offer(COMPLAINT_SYSTEM.name, running)
        if LINES in form.step.asks:
            form.offer_cells(LINES.name, "score_item", words)
            form.initial[LINES.name] = [_row(row, before) for row in sheet]


def _row(row: Mapping[str, Any], before: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return before.get(row["item_code"], {"score_item": row["item_code"]})
