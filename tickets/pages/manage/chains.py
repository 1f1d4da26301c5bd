"""工单审计链: of an order's chain the number, time, actor, act, hash and verdict; never what the order says."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.roles import AUDIT_ADMIN
from texts import tidy
from tickets.audit import sending
from tickets.audit.looking import verdicts
from tickets.models import AuditEntry, Seal, Ticket
from tickets.pages.manage.room import console
from tickets.pages.parts.asked import asks
from tickets.pages.parts.visit import Visit
from tickets.pages.ticket import timeline

#: A chain of more entries is shown by its newest.
MOST = 1_000
SEALS = 30


@require_GET
@console(AUDIT_ADMIN)
@asks("number")
def chains(request: HttpRequest, here: Visit) -> HttpResponse:  # noqa: ARG001  # the guard's signature
    """Leads to the chain of the number typed; the seals of the last days stand below."""
    typed = tidy.code(request.GET.get("number", ""))[:40]
    if typed and Ticket.objects.filter(number=typed).exists():
        return redirect("manage_chain", number=typed)
    waiting = {one.pk for one in sending.unsent()}
    seals = [(one, one.pk not in waiting) for one in Seal.objects.order_by("-day")[:SEALS]]
    return render(request, "tickets/manage/chains.html", {"typed": typed, "seals": seals})


@require_GET
@console(AUDIT_ADMIN)
def chain(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """Raises Http404."""
    if "\0" in number:
        raise Http404
    ticket = get_object_or_404(Ticket.objects.select_related("contract"), number=number)
    trail = AuditEntry.objects.filter(ticket=ticket).select_related("actor", "on_behalf_of", "unit")
    newest = trail.order_by("-seq")[:MOST]
    entries = list(newest)[::-1]
    found = verdicts(entries, ticket)
    whole = len(entries) == min(ticket.chain_length, MOST) and (not entries or entries[-1].hash == ticket.chain_head)
    targets = set(ticket.contract.clauses.filter(basis="judgement").values_list("code", flat=True))
    rows = [
        (one, timeline.who(one), timeline.title(one, targets), _(verdict) if verdict else "")
        for one, verdict in zip(entries, found, strict=True)
    ]
    sound = whole and not any(found)
    context = {"number": number, "rows": rows, "sound": sound, "whole": whole, "length": ticket.chain_length}
    return render(request, "tickets/manage/chain.html", context | {"now": here.now})
