"""打印工单: the page that the browser prints, and the same as PDF where this machine has a font for it."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import record
from tickets import actions, fonts
from tickets.errors import Invalid, Refusal
from tickets.lifecycle.papers import Paper, Slot
from tickets.models import Ticket
from tickets.pages.parts import wording
from tickets.pages.parts.handed_out import attached
from tickets.pages.parts.visit import Visit, page
from tickets.pages.print import order, papers, pdf, qr
from tickets.pages.print.sheet import PrintedSheet
from tickets.pages.ticket.acts import hand_in
from tickets.pages.ticket.view import fetch


@require_GET
@page
def print_order(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    ticket = fetch(here, number)
    sheet = of_order(request, here, ticket)
    taken(request, here, ticket, form="page")
    return shown(request, sheet, back=number, pdf=reverse("print_pdf", args=[number]))


@require_GET
@page
def print_pdf(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    ticket = fetch(here, number)
    if fonts.found() is None:
        return redirect("print", number)
    sheet = of_order(request, here, ticket)
    taken(request, here, ticket, form="pdf")
    return as_pdf(sheet, here)


def of_order(request: HttpRequest, here: Visit, ticket: Ticket) -> PrintedSheet:
    return order.of_order(order.on_record(ticket, here, site(request)))


def taken(request: HttpRequest, here: Visit, ticket: Ticket, *, form: str, sheet: str = "") -> None:
    """What leaves the service on paper or as a file is recorded, as a download of an attachment is."""
    actions.print_out(ticket, sheet, form, actor=here.user, now=here.now, address=record.address_of(request))


def site(request: HttpRequest) -> str:
    """Scheme and host under which people reach the service."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def shown(
    request: HttpRequest,
    sheet: PrintedSheet,
    back: str,
    pdf: str,
    handed_in: str = "",
    pack: str = "",
    home: str = "",
) -> HttpResponse:
    """The sheet as a page. back: the number of the order to which it leads back; home: the page, of what is none. pdf:
    where the same is as a file. handed_in: where its reader hands it in once it is signed. pack: where it is made with
    all its evidence."""
    code = qr.svg(sheet.address, _("QR code that leads to this page: %(address)s") % {"address": sheet.address})
    told = {"sheet": sheet, "qr": code, "back": back, "pdf": pdf if fonts.found() else "", "handed_in": handed_in}
    return render(request, "tickets/print/page.html", {**told, "pack": pack, "home": home})


def as_pdf(sheet: PrintedSheet, here: Visit, about: str = "") -> HttpResponse:
    """The sheet as a file, named by its number and title; this machine has a font for it. about: which of several."""
    face = fonts.found()
    assert face is not None  # noqa: S101  # asked by the views, which lead back to the page otherwise
    response = HttpResponse(pdf.render(sheet, face, here.now), content_type="application/pdf")
    response.headers["Content-Disposition"] = attached(f"{sheet.number} {wording.remark(sheet.title, about)}.pdf")
    return response


# --- the papers that a step demands ---


@require_http_methods(["GET", "POST"])
@page
def paper(request: HttpRequest, here: Visit, number: str, slot: str) -> HttpResponse:
    """Where the QR code of a signed paper leads: its photo goes straight back into its slot."""
    ticket = fetch(here, number)
    found, _form = form_of(ticket, slot)
    printed, handed_in = (reverse(name, args=[number, slot]) for name in ("print_paper", "paper"))
    return returned(request, here, SignedPaper(ticket, found, printed, handed_in))


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A sheet that comes back: into which slot of which order. printed: where it is printed; handed_in: where it comes
    back."""

    ticket: Ticket
    slot: Slot
    printed: str
    handed_in: str

    def take(self, request: HttpRequest, here: Visit) -> None:
        """The photo, or the file that was chosen instead. Raises Refusal."""
        sent = request.FILES.get("photo") or request.FILES.get("file")
        if sent is None:
            raise Invalid(_("Choose a file first."))
        hand_in(here, self.ticket, self.slot.name, sent)


def form_of(ticket: Ticket, slot: str) -> tuple[Slot, Paper]:
    """Raises Http404 where the service makes no form for such a slot."""
    made = papers.made(ticket.machine)
    if slot not in made:
        raise Http404
    return made[slot]


def returned(request: HttpRequest, here: Visit, paper: SignedPaper) -> HttpResponse:
    """The page that takes the signed sheet, or says why it was not taken."""
    if request.method == "GET":
        return _handing_in(request, here, paper)
    try:
        paper.take(request, here)
    except Refusal as refusal:
        return _handing_in(request, here, paper, refusal)
    messages.success(request, _("The file is in the order."))
    return redirect(paper.handed_in)


def _handing_in(request: HttpRequest, here: Visit, paper: SignedPaper, refusal: Refusal | None = None) -> HttpResponse:
    said = [one for sentences in refusal.errors.values() for one in sentences] or [refusal.message] if refusal else []
    ticket, slot = paper.ticket, paper.slot
    told = {
        "paper": paper,
        "may": slot.name in actions.open_slots(ticket, here.standing),
        "there": ticket.attachments.filter(slot=slot.name).select_related("by", "unit").order_by("-version").first(),
        "problems": [("photo", sentence) for sentence in said],
    }
    return render(request, "tickets/print/paper.html", told, status=refusal.status if refusal else 200)


@require_GET
@page
def print_paper(request: HttpRequest, here: Visit, number: str, slot: str) -> HttpResponse:
    ticket = fetch(here, number)
    sheet = of_slot(request, here, ticket, slot)
    taken(request, here, ticket, form="page", sheet=slot)
    return shown(request, sheet, number, reverse("paper_pdf", args=[number, slot]))


@require_GET
@page
def paper_pdf(request: HttpRequest, here: Visit, number: str, slot: str) -> HttpResponse:
    ticket = fetch(here, number)
    sheet = of_slot(request, here, ticket, slot)
    if fonts.found() is None:
        return redirect("print_paper", number, slot)
    taken(request, here, ticket, form="pdf", sheet=slot)
    return as_pdf(sheet, here)


def of_slot(request: HttpRequest, here: Visit, ticket: Ticket, slot: str) -> PrintedSheet:
    return papers.of_slot(order.on_record(ticket, here, site(request)), *form_of(ticket, slot))
