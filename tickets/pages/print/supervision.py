"""打印督办单: on one A4 sheet, its colour in words, with its course and the boxes to sign and seal."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets import fonts, supervision
from tickets.datelaw import explain
from tickets.models import SupervisionDeed, SupervisionOrder
from tickets.pages.parts import supervised, wording
from tickets.pages.parts.moments import dated
from tickets.pages.parts.visit import Visit, page
from tickets.pages.print.sheet import Boxes, Grid, Pair, Pairs, PrintedSheet, SealBox
from tickets.pages.print.view import as_pdf, shown, site, taken


@require_GET
@page
def print_supervision(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    order = _fetched(here, number)
    found = sheet(order, here, site(request))
    taken(request, here, order.ticket, form="page", sheet=number)
    return shown(request, found, order.ticket.number, reverse("supervision_pdf", args=[number]))


@require_GET
@page
def supervision_pdf(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    order = _fetched(here, number)
    if fonts.found() is None:
        return redirect("print_supervision", number)
    found = sheet(order, here, site(request))
    taken(request, here, order.ticket, form="pdf", sheet=number)
    return as_pdf(found, here)


def _fetched(here: Visit, number: str) -> SupervisionOrder:
    rows = supervision.seen(here.tickets()).select_related(
        "ticket__contract__agency", "ticket__contract__provider", "ticket__system", "issued_by", "issued_unit"
    )
    if (found := rows.filter(number=number).first()) is None:
        raise Http404
    return found


def sheet(order: SupervisionOrder, here: Visit, at: str) -> PrintedSheet:
    """at: the scheme and host under which people reach the service."""
    deeds = list(order.deeds.select_related("by", "on_behalf_of", "unit").prefetch_related("handed_in"))
    called = getattr(order.ticket.contract, order.party)
    boxes = (
        SealBox(_("Issued by"), order.issued_unit.name, (order.demand,)),
        SealBox(_("Side called on"), called.name, tuple(one.text for one in deeds if one.deed == "replied")[-1:]),
    )
    return PrintedSheet(
        unit=order.issued_unit.name,
        title=_("%(grade)s order of supervision") % {"grade": supervised.grade(order.grade)},
        number=order.number,
        address=f"{at}{reverse('ticket', args=[order.ticket.number])}",
        foot=_("%(number)s · printed by %(who)s at %(at)s") % {"number": order.number, **_printed(here)},
        parts=(Pairs(_("The order of supervision"), tuple(_head(order, called.name))), _course(deeds)),
        closing=(Boxes(_("Opinions, signatures and seals"), boxes),),
    )


def _printed(here: Visit) -> dict[str, object]:
    return {"who": here.user, "at": dated(here.now.replace(second=0, microsecond=0))}


def _head(order: SupervisionOrder, called: str) -> Iterator[Pair]:
    ticket = order.ticket
    yield _("Grade"), supervised.grade(order.grade)
    yield _("Side called on"), wording.pair(wording.side(order.party), called)
    yield _("Work order"), f"{ticket.number} {ticket.title}"
    yield _("Contract"), f"{ticket.contract.title} {ticket.contract.number}".strip()
    yield _("Information system"), str(ticket.system) if ticket.system else _("Whole contract")
    yield _("What is demanded"), order.demand
    yield _("Reply by"), explain.day(order.reply_by)
    yield _("Issued"), _("%(who)s, %(at)s") % {"who": order.issued_by, "at": dated(order.issued_at)}
    yield _("State"), supervised.state(order.state)


def _course(deeds: list[SupervisionDeed]) -> Grid:
    columns = (_("No."), _("When"), _("By whom"), _("What was done"), _("Opinion and content"))
    rows = tuple((str(n), dated(one.at), _who(one), _done(one), _said(one)) for n, one in enumerate(deeds, 1))
    return Grid(_("Course"), columns, (5, 20, 20, 20, 35), rows)


def _who(one: SupervisionDeed) -> str:
    name = str(one.by)
    if one.on_behalf_of is not None:
        name = _("%(name)s for %(principal)s") % {"name": name, "principal": one.on_behalf_of}
    return f"{name}\n{one.unit}"


def _done(one: SupervisionDeed) -> str:
    return f"{supervised.deed(one.deed)}\n{supervised.grade(one.grade)}"


def _said(one: SupervisionDeed) -> str:
    files = wording.listed(file.name for file in one.handed_in.all())
    return "\n".join(filter(None, [one.text, wording.pair(_("Files"), files) if files else ""]))
