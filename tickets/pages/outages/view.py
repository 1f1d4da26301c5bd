"""中断台账: what monitoring saw first, where it waits to be checked; then all outages, narrowed by the address."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets import actions, permissions
from tickets.filters import EntryFilter, OutageFilter
from tickets.models import Contract, Deadline, MonitoredOutage, System
from tickets.outages import entries, orders
from tickets.outages.known import MONITORING, OF_ENTRIES, OF_ORDERS, SOURCES
from tickets.pages.outages import rows
from tickets.pages.parts import wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.narrowing import PLACES, ListForm
from tickets.pages.parts.visit import Visit, page

ORDERS_NEWEST = ("-started_at", "-id")
ENTRIES_NEWEST = ("-began_at", "-id")


class OutageRegister(ListForm):
    """What both registers offer: the filters of REST, but for the order."""

    always = ("source", "contract", "system", "month", "state")
    states: ClassVar[tuple[str, ...]] = OF_ORDERS
    #: How the list is ordered.
    newest: ClassVar[tuple[str, str]] = ORDERS_NEWEST

    def offer(self, contracts: QuerySet[Contract]) -> None:
        """Words instead of codes. Two queries."""
        numbers = dict(contracts.values_list("pk", "number"))
        systems = System.objects.filter(contract__in=numbers).order_by("code").values_list("code", "name").distinct()
        self.choose("contract", [(one, one) for one in numbers.values()])
        self.choose("system", systems)
        self.choose("state", [(one, wording.outage_state(one)) for one in self.states])
        sources = [(one, wording.outage_source(one)) for one in SOURCES]
        self.form["source"].field.widget = forms.Select(choices=[("", _("Faults and suspensions")), *sources])

    def listed(self, ids: list[int]) -> list[rows.ListedOutage]:
        return rows.of_orders(ids, self.now)


class OrderRegister(OutageRegister, OutageFilter):
    ordering = None  # type: ignore[assignment]  # how django-filter leaves one out


class EntryRegister(OutageRegister, EntryFilter):
    states, newest = OF_ENTRIES, ENTRIES_NEWEST
    ordering = None  # type: ignore[assignment]  # as above

    def listed(self, ids: list[int]) -> list[rows.ListedOutage]:
        return rows.of_entries(ids, self.now)


@require_GET
@page
@asks(filters=True, places=True)
def outages(request: HttpRequest, here: Visit) -> HttpResponse:
    return register_page(request, here)


def register_page(
    request: HttpRequest, here: Visit, *, refused: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """refused: what was typed with an act that was not done, and why."""
    register = search(here, request.GET if request.method == "GET" else QueryDict())
    own = _own_contracts(here)
    context = register.part(register.newest)
    context |= {
        "heading": _("Register of outages"),
        "rows": register.listed(context["found"].ids),
        "whole": reverse("outages"),
        "waiting": rows.waiting(here, own),
        "imports": any(actions.passes(actions.check_import, one, here.standing) for one in own),
        "refused": refused or {},
    }
    if refused:
        context["problems"] = refused["problems"]
    return render(request, "tickets/outages/page.html", context, status=register.status if status == 200 else status)


def _own_contracts(here: Visit) -> list[Contract]:
    """The contracts in which a unit of theirs is a side: they see what monitoring saw."""
    return [one for one in here.contracts() if one.pk in here.standing.whole]


def search(here: Visit, query: QueryDict) -> OutageRegister:
    known: dict[str, Any] = {"user": here.user, "now": here.now, "beside": PLACES}
    register: OutageRegister
    if query.get("source") == MONITORING:
        seen = MonitoredOutage.objects.filter(contract__in=sorted(here.standing.whole))
        register = EntryRegister(query, entries.present(seen), **known)
    else:
        register = OrderRegister(query, _told(here), **known)
    register.offer(here.contracts())
    return register


def _told(here: Visit) -> QuerySet[Deadline]:
    seen = permissions.visible_clocks(here.standing).filter(permissions.sent(here.standing))
    return orders.told(seen)
