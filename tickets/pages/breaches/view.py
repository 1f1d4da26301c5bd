"""违约台账: one row a missed clock of the contract, the newest first, narrowed by what stands in the address."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.models import Organization
from tickets import permissions
from tickets.clocks import breached
from tickets.filters import BreachFilter
from tickets.models import Contract, System
from tickets.pages.breaches.rows import listed
from tickets.pages.parts import kept_views, wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.narrowing import PLACES, ListForm, clauses_of
from tickets.pages.parts.visit import Visit, page
from tickets.policy.types import PARTIES

#: Those that a reader may do without.
COLUMNS = {
    "clause": gettext_lazy("Time limit"),
    "party": gettext_lazy("Obliged side"),
    "due": gettext_lazy("Due"),
    "times": gettext_lazy("Missed, noticed, told"),
    "late": gettext_lazy("Late by"),
    "state": gettext_lazy("State"),
}
NEWEST_FIRST = ("-occurred_at", "-id")


class BreachLedger(ListForm, BreachFilter):
    """The filters of REST, but for the order, and for internal targets, which stand in no ledger."""

    always = ("month", "party", "state", "unit", "system", "clause")
    ordering = None  # type: ignore[assignment]  # how django-filter leaves one out
    internal = None  # type: ignore[assignment]

    def offer(self, contracts: QuerySet[Contract]) -> None:
        """What people choose from: units, systems and clauses of their contracts. Three queries."""
        ids = [one.pk for one in contracts]
        systems = System.objects.filter(contract__in=ids).order_by("code").values_list("code", "name").distinct()
        units = Organization.objects.filter(contracts_as_agency__in=ids).order_by("code").distinct()
        self.choose("clause", clauses_of(ids))
        self.choose("system", systems)
        self.choose("unit", [(one.code, str(one)) for one in units])
        self.choose("party", [(one.value, wording.side(one.value)) for one in PARTIES])
        self.choose("state", [(one, wording.breach_state(one)) for one in breached.STATES])


@require_GET
@page
@asks(filters=True, places=True)
def breaches(request: HttpRequest, here: Visit) -> HttpResponse:
    ledger = narrowed(request, here)
    ledger.offer(here.contracts())
    context = ledger.part(NEWEST_FIRST)
    context |= {
        "heading": _("Ledger of breaches"),
        "rows": listed(context["found"].ids, here),
        "whole": reverse("breaches"),
        **kept_views.beside(here, "breaches", COLUMNS, context["query"]),
    }
    return render(request, "tickets/breaches/page.html", context, status=ledger.status)


def narrowed(request: HttpRequest, here: Visit) -> BreachLedger:
    rows = permissions.visible_breaches(here.standing)
    return BreachLedger(request.GET, rows, user=here.user, now=here.now, beside=PLACES)
