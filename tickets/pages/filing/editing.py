"""A draft or a returned order is changed on one page with all that its kind asks for. What is typed there saves itself
as on the form of a new one, and is offered again until it is kept as a change."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tickets import actions, queries
from tickets.actions.facts import of_opening
from tickets.errors import Refusal
from tickets.lifecycle.fields import clean_all, revive_all, store_all
from tickets.lifecycle.topics import as_asked
from tickets.models import AuditEntry, SavedForm, Ticket
from tickets.pages.filing import keeping
from tickets.pages.parts import wording
from tickets.pages.parts.clashes import Clash, given_up, takes_theirs
from tickets.pages.parts.forms import SAVE, TicketForm, is_final, sent_number, sent_version
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.naming import names_in
from tickets.pages.parts.visit import Visit, page
from tickets.pages.ticket import rounds
from tickets.pages.ticket.rounds import OF_FORM, TITLE
from tickets.pages.ticket.view import fetch


@require_http_methods(["GET", "POST"])
@page
def edit(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """Change title and fields of a draft or returned ticket. Saving an outdated version keeps what was typed and
    shows, field by field, what others made of it meanwhile."""
    ticket = fetch(here, number)
    saved = queries.saved_edit(here.user, ticket)
    form = _form(request, here, ticket, saved)
    try:
        actions.check_edit(ticket, here.standing)
        if is_final(request):
            return _sent(request, here, ticket, form, saved)
    except Refusal as refusal:
        if request.method != "POST":
            messages.error(request, refusal.message)
            return redirect("ticket", number)
        form.refuse(refusal)
    version, seen = ticket.version, ticket.chain_length
    if request.method == "POST":
        seen = sent_number(request, "seen")
    elif saved is not None:
        version, seen = saved.version or 0, saved.seen or 0
    context = {
        "form": form,
        "ticket": ticket,
        "saved": saved if request.method == "GET" else None,
        "version": version,
        "kind": wording.kind(ticket.kind),
        "seen": seen,
        "clashes": list(_clashes(request, ticket, form, seen)) if form.refusal else (),
    }
    return render(request, "tickets/filing/edit.html", context, status=form.status)


def _sent(request: HttpRequest, here: Visit, ticket: Ticket, form: TicketForm, saved: SavedForm | None) -> HttpResponse:
    """Changed, or kept to go on with it later. Raises Refusal."""
    if SAVE in request.POST:
        actions.save_form(_unsent(request, here, ticket, form), now=here.now)
        said = _("Kept. It stands here again when you open this page; the order is not changed yet.")
        messages.success(request, said)
        return redirect("edit", ticket.number)
    changes = _kept(request, ticket, form)
    actions.edit(ticket, actor=here.user, now=here.now, version=sent_version(request), **changes)
    if saved is not None:
        actions.drop_form(saved)
    messages.success(request, _("The changes are kept."))
    return redirect("ticket", ticket.number)


@only_sent("edit", "number")
@page
def save_edit(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """What is typed over the order saves itself."""
    ticket = fetch(here, number)
    try:
        actions.check_edit(ticket, here.standing)
    except Refusal as refusal:
        return keeping.not_kept(refusal)
    typed = _unsent(request, here, ticket, _form(request, here, ticket, None))
    return keeping.kept(typed, here.now, reverse("edit", args=[number]))


@only_sent("edit", "number")
@page
def discard_edit(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """Back to the order as it stands."""
    ticket = fetch(here, number)
    actions.drop_form(get_object_or_404(SavedForm, owner=here.user, ticket=ticket))
    messages.success(request, _("What you had typed is dropped. Below is the order as it stands."))
    return redirect("edit", number)


def _unsent(request: HttpRequest, here: Visit, ticket: Ticket, form: TicketForm) -> SavedForm:
    """What was sent, as it is kept; nothing is written."""
    return SavedForm(
        owner=here.user,
        key=actions.edit_key(ticket),
        kind=ticket.kind,
        contract=ticket.contract,
        system=ticket.system,
        ticket=ticket,
        version=max(sent_version(request), 0),
        seen=max(sent_number(request, "seen"), 0),
        title=request.POST.get("title", ""),
        fields=form.typed(),
    )


def _form(request: HttpRequest, here: Visit, ticket: Ticket, saved: SavedForm | None) -> TicketForm:
    initial = {"title": ticket.title, **revive_all(ticket.machine.opening.asks, ticket.fields)}
    if saved is not None:
        initial = {"title": saved.title, **saved.fields}
    apart = ticket.machine.opening.not_asked_of(here.standing.roles)
    asked = (one for one in ticket.machine.opening.asks if one.name not in apart)
    asks = ticket.machine.opening.asked_as(here.standing.roles, asked)
    form = TicketForm(ticket.machine, ticket.contract, request.POST or None, asks=asks, initial=initial)
    form.bound_by(
        of_opening(ticket.kind, ticket.contract, ticket.system, standing=here.standing, now=here.now, fields={})
    )
    return form


def _kept(request: HttpRequest, ticket: Ticket, form: TicketForm) -> dict[str, Any]:
    """What was typed, but for the fields of which the other's version is wanted: what is not named stays."""
    theirs = given_up(request.POST)
    title = None if TITLE in theirs else request.POST.get("title", "")
    said = as_asked(ticket.machine.opening.asks, form.typed())
    return {"title": title, "fields": {name: value for name, value in said.items() if name not in theirs}}


def _clashes(request: HttpRequest, ticket: Ticket, form: TicketForm, seen: int) -> Iterator[Clash]:
    """What was changed since the person saw the order, where it is not what they typed themselves."""
    meanwhile = AuditEntry.objects.filter(ticket=ticket, action="edit", seq__gt=seen)
    names = names_in(ticket.contract, ticket.fields)
    entries = meanwhile.select_related("actor", "on_behalf_of", "unit").order_by("seq")
    for one in rounds.changed(ticket.machine, entries, names):
        mine = _typed(request, ticket, form, one.name)
        words = rounds.shown(ticket.machine, one.name if one.name == TITLE else OF_FORM + one.name, mine, names)
        if words != one.new:
            theirs = takes_theirs(request.POST, one.name)
            yield Clash(one.name, one.label, words, one.new, one.by, one.at, takes_theirs=theirs)


def _typed(request: HttpRequest, ticket: Ticket, form: TicketForm, name: str) -> Any:
    """As it would be stored; what cannot be taken as it was sent."""
    if name == TITLE:
        return request.POST.get("title", "")
    asked = [one for one in ticket.machine.opening.asks if one.name == name]
    raw = form.typed().get(name)
    values, errors = clean_all(asked, {name: raw})
    return raw if errors else store_all(asked, values).get(name)
