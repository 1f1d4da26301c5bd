"""主张台账: all claims upon times and pauses, the newest first, narrowed by what stands in the address."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets.filters import ClaimFilter
from tickets.models import Claim
from tickets.pages.claim_list.rows import listed
from tickets.pages.parts import wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.narrowing import PLACES, ListForm
from tickets.pages.parts.visit import Visit, page
from tickets.permissions import PARTIES

NEWEST_FIRST = ("-entered_at", "-id")


class ClaimSearch(ListForm, ClaimFilter):
    """The filters of REST, but for the order."""

    always = ("open", "side", "type")
    ordering = None  # type: ignore[assignment]  # how django-filter leaves one out

    def offer(self) -> None:
        """Words instead of codes."""
        self.form["open"].field.label = _("State")
        self.choose("open", [("true", _("Not settled")), ("false", _("Settled"))])
        self.choose("side", [(one, wording.side(one)) for one in PARTIES])
        self.choose("type", [("time", _("A time")), ("pause", _("A pause"))])


@require_GET
@page
@asks(filters=True, places=True)
def claims(request: HttpRequest, here: Visit) -> HttpResponse:
    narrowed = search(here, request.GET)
    context = narrowed.part(NEWEST_FIRST)
    context |= {
        "heading": _("Ledger of claims"),
        "rows": listed(context["found"].ids),
        "whole": reverse("claims"),
    }
    return render(request, "tickets/claim_list/page.html", context, status=narrowed.status)


def search(here: Visit, query: QueryDict) -> ClaimSearch:
    seen = Claim.objects.filter(ticket__in=here.tickets())
    narrowed = ClaimSearch(query, seen, user=here.user, now=here.now, beside=PLACES)
    narrowed.offer()
    return narrowed
