"""督办单 of one's contracts, narrowed by what stands in the address."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets import supervision as supervision_orders
from tickets.filters import SupervisionFilter
from tickets.lifecycle.supervision import CALLED, GRADE
from tickets.pages.parts import supervised, wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.narrowing import PLACES, ListForm
from tickets.pages.parts.visit import Visit, page

GRAVEST_FIRST = ("rank", "-id")


class Supervision(ListForm, SupervisionFilter):
    """The filters of REST, but for the order."""

    always = ("grade", "party", "state")
    ordering = None  # type: ignore[assignment]  # how django-filter leaves one out

    def offer(self) -> None:
        """Words instead of codes."""
        self.choose("grade", [(code, str(words)) for code, words in GRADE.choices.items()])
        self.choose("party", [(side, wording.side(side)) for side in CALLED])
        self.choose("state", [(code, str(words)) for code, words in supervised.STATES.items()])


@require_GET
@page
@asks(filters=True, places=True)
def supervision(request: HttpRequest, here: Visit) -> HttpResponse:
    narrowed = search(here, request.GET)
    context = narrowed.part(GRAVEST_FIRST)
    rows = supervision_orders.seen(here.tickets()).filter(pk__in=context["found"].ids)
    context |= {
        "heading": _("Orders of supervision"),
        "rows": [(one, one.overdue(here.today)) for one in rows],
        "whole": reverse("supervision"),
    }
    return render(request, "tickets/supervision/page.html", context, status=narrowed.status)


def search(here: Visit, query: QueryDict) -> Supervision:
    visible = supervision_orders.seen(here.tickets())
    narrowed = Supervision(query, visible, user=here.user, now=here.now, beside=PLACES)
    narrowed.offer()
    return narrowed
