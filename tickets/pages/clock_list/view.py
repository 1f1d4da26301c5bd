"""时限明细: the clocks of the contract, the one due last first, narrowed by what stands in the address."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets import permissions
from tickets.filters import DeadlineFilter
from tickets.models import Contract, Deadline
from tickets.pages.clock_list.rows import listed
from tickets.pages.parts import wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.narrowing import PLACES, ListForm, clauses_of
from tickets.pages.parts.visit import Visit, page
from tickets.permissions import PARTIES
from tickets.statistics import questions

LAST_DUE_FIRST = ("-due_at", "-id")


class ClockSearch(ListForm, DeadlineFilter):
    """The filters of REST, but for the order."""

    always = ("month", "party", "outcome", "clause")
    ordering = None  # type: ignore[assignment]  # how django-filter leaves one out

    def offer(self, contracts: QuerySet[Contract]) -> None:
        """What people choose from."""
        self.choose("clause", clauses_of([one.pk for one in contracts]))
        self.choose("party", [(one, wording.side(one)) for one in PARTIES])
        self.choose("outcome", [("met", _("Met")), ("missed", _("Missed")), ("running", _("Still running"))])


@require_GET
@page
@asks(filters=True, places=True)
def clocks(request: HttpRequest, here: Visit) -> HttpResponse:
    narrowed = search(here, request.GET)
    context = narrowed.part(LAST_DUE_FIRST)
    context |= {
        "heading": _("Clocks of the contract"),
        "rows": listed(context["found"].ids, here.now),
        "whole": reverse("clocks"),
    }
    return render(request, "tickets/clock_list/page.html", context, status=narrowed.status)


def search(here: Visit, query: QueryDict) -> ClockSearch:
    narrowed = ClockSearch(query, _counted(here), user=here.user, now=here.now, beside=PLACES)
    narrowed.offer(here.contracts())
    return narrowed


def _counted(here: Visit) -> QuerySet[Deadline]:
    """Those that the statistics count, of the orders that the person sees."""
    return permissions.visible_clocks(here.standing).filter(questions.COUNTED)
