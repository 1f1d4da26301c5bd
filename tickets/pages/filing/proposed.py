"""A notice to rectify that is filled in for what the service has counted; whoever files it changes what they like."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tickets import scores
from tickets.actions.rules import Rules
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.assessment import GAP, Assessment
from tickets.lifecycle.kinds.rectification import Rectification
from tickets.lifecycle.questions import RELATED
from tickets.models import Ticket
from tickets.pages.parts.visit import Visit
from tickets.pages.ticket.view import fetch

#: The order that is the reason, in the address and in the form.
BECAUSE = "because"


def proposal(request: HttpRequest, here: Visit, machine: type[Kind]) -> dict[str, Any]:
    """What stands in the form before anything is typed. Raises Http404 for an order that the person does not see."""
    number = request.POST.get(BECAUSE) or request.GET.get(BECAUSE, "")
    if machine is not Rectification or not number:
        return {}
    order = fetch(here, number)
    return _failed_months(order) if order.machine is Assessment else {}


def _failed_months(order: Ticket) -> dict[str, Any]:
    adjacent = Rules(order.contract).reading(GAP) == "breaks"
    row = scores.row_with(order.number, scores.of_contract(order.contract), adjacent=adjacent)
    said = _("%(month)s: %(sum)d of %(most)d points, pass mark %(mark)d")
    told = [
        said % {"month": f"{one.month:%Y-%m}", "sum": one.sum, "most": one.most, "mark": one.pass_mark} for one in row
    ]
    return {
        "title": _("Monthly assessment failed in a row: %(n)d") % {"n": len(row)},
        Rectification.rectify_ground.name: "assessment",
        Rectification.demand.name: "\n".join([_("Put right what these months were marked down for:"), *told]),
        RELATED.name: [{"related_order": one.number} for one in row],
    }
