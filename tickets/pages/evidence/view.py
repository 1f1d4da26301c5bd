"""取证包 of an order or of one breach: made at once or by a worker, with the digests of those that were made before."""

from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.record import address_of
from tickets import exports
from tickets.errors import Refusal
from tickets.models import Breach, Ticket
from tickets.pages.evidence import making
from tickets.pages.evidence.gathering import Wanted
from tickets.pages.parts.handed_out import attached
from tickets.pages.parts.moments import exact
from tickets.pages.parts.visit import Visit, page
from tickets.pages.print import finding
from tickets.pages.print.view import site
from tickets.pages.ticket.view import fetch

ZIP: Final = "application/zip"
#: So much of a pack lies in memory, the rest on the disk.
IN_MEMORY: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """What a pack is made of."""

    ticket: Ticket
    breach: Breach | None = None

    @property
    def title(self) -> str:
        return exports.pack_title(self.ticket, self.breach, get_language() or "")

    @property
    def address(self) -> str:
        if self.breach is not None:
            return reverse("breach_evidence", args=[self.breach.pk])
        return reverse("evidence", args=[self.ticket.number])

    def wanted(self, at: str) -> Wanted:
        return Wanted(self.ticket.number, self.breach.pk if self.breach else None, at)


@require_http_methods(["GET", "POST"])
@page
def evidence(request: HttpRequest, here: Visit, number: str) -> HttpResponseBase:
    return _answer(request, here, Packed(fetch(here, number)))


@require_http_methods(["GET", "POST"])
@page
def breach_evidence(request: HttpRequest, here: Visit, pk: int) -> HttpResponseBase:
    breach = finding.seen(here, pk)
    return _answer(request, here, Packed(fetch(here, breach.deadline.ticket.number), breach))


def _answer(request: HttpRequest, here: Visit, packed: Packed) -> HttpResponseBase:
    if request.method == "GET":
        return _shown(request, packed)
    try:
        if exports.pack_at_once(packed.ticket):
            return _at_once(request, here, packed)
        _asked(request, here, packed)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(packed.address)
    return redirect("exports")


def _shown(request: HttpRequest, packed: Packed) -> HttpResponse:
    made = [finding.packed(one) for one in exports.packs_of(packed.ticket)]
    context = {"packed": packed, "ticket": packed.ticket, "breach": packed.breach, "made": made}
    return render(request, "tickets/evidence/page.html", context)


def _asked(request: HttpRequest, here: Visit, packed: Packed) -> None:
    """Raises WrongState where they have enough on their way."""
    told = {"site": site(request), "language": get_language() or ""}
    exports.ask_pack(here.user, packed.ticket, packed.breach, **told, now=here.now)


def _at_once(request: HttpRequest, here: Visit, packed: Packed) -> FileResponse:
    """It is on record before a byte of it leaves. Raises WrongState."""
    file = cast("BinaryIO", SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115  # the response closes it
    told, manifest = making.make(file, here, packed.wanted(site(request)))
    exports.record_pack(told.ticket, told.breach, manifest, owner=here.user, now=here.now, address=address_of(request))
    file.seek(0)
    response = FileResponse(file, content_type=ZIP)
    response.headers["Content-Disposition"] = attached(file_name(packed.title, exact(here.now)))
    return response


def file_name(title: str, at: str) -> str:
    """`取证包 GD-2026-000012 故障响应 2026-03-02 100000.zip`."""
    return f"{_('Evidence pack')} {title} {at.replace(':', '')}.zip"
