"""What is sent about orders of supervision, from the order's page."""

from collections.abc import Callable
from typing import BinaryIO, Final, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tickets import actions
from tickets.datelaw import explain
from tickets.errors import Refusal, Unconfirmed
from tickets.lifecycle.supervision import ASKED
from tickets.models import Ticket
from tickets.pages.parts.forms import AskedForm
from tickets.pages.parts.visit import Visit, page
from tickets.pages.ticket.acts import sent
from tickets.pages.ticket.supervising import DeedForm, IssueForm, of_ticket
from tickets.pages.ticket.view import fetch, ticket_page

#: The two buttons of the summary.
CONFIRMED: Final = "confirmed"
BACK: Final = "back"


@sent
@page
def supervise(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """A side is called on, once whoever does it has seen who is told what: what went out cannot be called back."""
    ticket, form = fetch(here, number), IssueForm(request.POST)
    if BACK in request.POST:
        return ticket_page(request, here, ticket, form)

    def does() -> object:
        confirmed = CONFIRMED in request.POST
        return actions.issue_supervision(ticket, form.typed(), actor=here.user, now=here.now, confirmed=confirmed)

    told = _("The order of supervision is issued. The side called on has been told.")
    try:
        return _done(request, here, ticket, form, told, does)
    except Unconfirmed as asked:
        return _summary(request, ticket, form, asked)


def _summary(request: HttpRequest, ticket: Ticket, form: IssueForm, asked: Unconfirmed) -> HttpResponse:
    """It carries along what was typed, for the confirmation and for the way back."""
    said = asked.typed
    context = {
        "ticket": ticket,
        "typed": said,
        "reply_by": explain.day(said["reply_by"]),
        "to": asked.to,
        "carried": carried(form),
        "confirmed": CONFIRMED,
        "back": BACK,
    }
    return render(request, "tickets/supervision/send.html", context)


def carried(form: IssueForm) -> list[tuple[str, str]]:
    """Name and words of each control, as they were sent."""
    return [(form.add_prefix(name), str(raw or "")) for name, raw in form.typed().items()]


@sent
@page
def supervision_act(request: HttpRequest, here: Visit, number: str, order: str, deed: str) -> HttpResponse:
    """One deed with one order of supervision."""
    ticket = fetch(here, number)
    found = next((one for one in of_ticket(ticket) if one.number == order), None)
    if found is None or deed not in ASKED:
        raise Http404
    form = DeedForm(deed, order, request.POST)
    files = [(one.name or "", cast("BinaryIO", one.file)) for one in request.FILES.getlist("files")]

    def does() -> object:
        return actions.do_with_supervision(found, deed, form.typed(), actor=here.user, now=here.now, files=files)

    return _done(request, here, ticket, form, _("Done: %(deed)s.") % {"deed": form.title}, does)


def _done(
    request: HttpRequest, here: Visit, ticket: Ticket, form: AskedForm, told: str, does: Callable[[], object]
) -> HttpResponse:
    """Raises Unconfirmed."""
    try:
        does()
    except Unconfirmed:
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        return ticket_page(request, here, fetch(here, ticket.number), form)
    messages.success(request, told)
    return redirect("ticket", ticket.number)
