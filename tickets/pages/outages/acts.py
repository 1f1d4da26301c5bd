"""What is done with an entry of monitoring: made a fault, joined to an order, said to be none, confirmed or contested.
A refusal brings the page back with what was typed."""

from collections.abc import Collection
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tickets import actions
from tickets.errors import Refusal
from tickets.lifecycle.reports import LATE_REASON
from tickets.models import Ticket
from tickets.models.outages import CONFIRMED, CONTESTED, FALSE_ALARM, OUTAGE
from tickets.pages.outages.view import register_page
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.visit import Visit, page

FAULT, JOIN = "fault", "join"
#: More entries than wait on the page.
MOST: Final = 500


@only_sent("outages")
@page
def outage_act(request: HttpRequest, here: Visit, pk: int, verb: str) -> HttpResponse:
    keys = [int(one) for one in request.POST.get("keys", "").split(",")[:MOST] if one.isascii() and one.isdecimal()]
    typed = {"reason": request.POST.get("reason", ""), "order": request.POST.get("order", "")}
    try:
        ticket = _act(verb, keys, typed, here)
    except Refusal as refusal:
        return register_page(request, here, refused=_refused(pk, verb, typed, refusal), status=refusal.status)
    messages.success(request, _said(verb))
    return redirect("ticket", ticket.number) if ticket is not None and verb == FAULT else redirect("outages")


def _act(verb: str, keys: Collection[int], typed: dict[str, str], here: Visit) -> Ticket | None:
    by: dict[str, Any] = {"actor": here.user, "now": here.now}
    if verb == FAULT:
        return actions.make_fault(keys, reason=typed["reason"], **by)
    if verb == JOIN:
        return actions.join_fault(keys, typed["order"], **by)
    if verb in (FALSE_ALARM, OUTAGE):
        actions.say_of_outage(keys, verb, reason=typed["reason"], **by)
    elif verb in (CONFIRMED, CONTESTED):
        actions.answer_outage(keys, verb, reason=typed["reason"], **by)
    else:
        raise Http404
    return None


def _said(verb: str) -> str:
    return {
        FAULT: _("The fault is filed. Its clocks run from the beginning that monitoring saw."),
        JOIN: _("The entry is joined to the order, which tells of it."),
        FALSE_ALARM: _("Said. It counts as none once the other side confirms it."),
        OUTAGE: _("Said. It counts once the other side confirms it."),
        CONFIRMED: _("Confirmed."),
        CONTESTED: _("Contested. It waits to be checked again."),
    }[verb]


def _refused(pk: int, verb: str, typed: dict[str, str], refusal: Refusal) -> dict[str, Any]:
    """The refusal at its control."""
    at = f"o-{pk}-{verb}"
    errors = refusal.errors
    own = [*errors.get("reason", ()), *errors.get(LATE_REASON.name, ())]
    others = [
        sentence for name, said in errors.items() if name not in ("reason", LATE_REASON.name) for sentence in said
    ]
    problems = [(at, one) for one in own] + [("", one) for one in others or ([] if own else [refusal.message])]
    return {"key": pk, "verb": verb, "problems": problems, "errors": own, **typed}
