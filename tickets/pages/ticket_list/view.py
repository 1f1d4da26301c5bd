"""The list of tickets: tabs, filters in the address, part by part. A full number jumps to its ticket."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django_filters import ChoiceFilter
from django_htmx.http import reswap, retarget

from accounts.models import User
from tickets import actions, queries
from tickets.filters import TicketFilter
from tickets.models import Ticket
from tickets.pages.parts import kept_views, keyset
from tickets.pages.parts.asked import asks
from tickets.pages.parts.narrowing import ListForm, without
from tickets.pages.parts.visit import Visit, page
from tickets.pages.ticket_list.rows import ListedTicket, listed
from tickets.search import LONGEST, Sought

PAGE_SIZE = 50
#: Those that a reader may do without.
COLUMNS = {
    "lamp": gettext_lazy("Lamp"),
    "clock": gettext_lazy("Running clock"),
    "kind": gettext_lazy("Kind"),
    "unit": gettext_lazy("Unit and system"),
    "state": gettext_lazy("State and next"),
}
#: What the index of the list answers by itself.
IN_ORDER = {"kind", "open", "progress"}
#: What the address holds beside the filters.
PLACES = ("page", keyset.AFTER, keyset.BEFORE, "seen")
BESIDE = ("tab", *PLACES)


class Search(ListForm, TicketFilter):
    """The filters of REST but for the order, and one more: whether a ticket is closed, as people say it."""

    always = ("kind", "lamp", "progress", "q")
    ordering = None  # type: ignore[assignment]  # how django-filter leaves one out
    progress = ChoiceFilter(
        choices=(("open", pgettext_lazy("progress", "Open")), ("done", gettext_lazy("Closed"))),
        method="at",
        label=gettext_lazy("Progress"),
        empty_label=gettext_lazy("Open and closed"),
    )

    def at(self, tickets: QuerySet[Ticket], _name: str, value: str) -> QuerySet[Ticket]:
        return tickets.filter(closed_at__isnull=value == "open")


@page
@asks(filters=True, tab=lambda name: name in tabs(), places=True)
def tickets(request: HttpRequest, here: Visit) -> HttpResponse:
    search = Search(request.GET, here.tickets(), user=here.user, now=here.now, beside=BESIDE)
    if jump := _jump(here, request.GET.get("q", "")):
        return redirect("ticket", jump)
    if "page" in request.GET:  # an address of before: pages had numbers
        return redirect(f"{reverse('tickets')}?{without(request.GET, *PLACES)}")
    tab = request.GET.get("tab", "")
    rows_found = tabbed(search.found(), here, tab)
    found = keyset.part(rows_found, queries.URGENT_FIRST, PAGE_SIZE, request.GET)
    tickets = listed(found.ids, here.now)
    most = keyset.MOST if IN_ORDER.issuperset(search.asked()) else keyset.FEW
    context = {
        "tickets": tickets,
        "found": found,
        "total": keyset.total(rows_found, queries.URGENT_FIRST, found, most),
        "most": most,
        "tabs": _tabs(request.GET),
        "tab": tab,
        "form": _form(get_language() or "", without(request.GET, *PLACES)),
        "problems": list(search.problems()),
        "may_file": actions.may_open_any(here.standing),
        "sign": _sign(tickets),
        "query": without(request.GET, *PLACES),
        "here": without(request.GET, "page", "seen"),
    }
    context |= kept_views.beside(here, "tickets", COLUMNS, without(request.GET, *PLACES))
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx adds it
        return _news(request, context)
    return render(request, "tickets/ticket_list/page.html", context, status=search.status)


def _jump(here: Visit, typed: str) -> str:
    """The number, if what was typed says one that the person may see."""
    number = Sought.read(typed[:LONGEST]).number
    if not number:
        return ""
    return here.tickets().filter(number=number).values_list("number", flat=True).first() or ""


def tabbed(tickets: QuerySet[Ticket], here: Visit, tab: str) -> QuerySet[Ticket]:
    """Those of one tab."""
    match tab:
        case "opened":
            return tickets.filter(opened_by=here.user)
        case "assigned":
            return tickets.filter(assignee=here.user)
        case "done":
            return tickets.filter(queries.acted_on(here.user))
        case "followed":
            return tickets.filter(followers__user=here.user)
        case "unit":
            return tickets.filter(opened_unit__in=[one.unit for one in here.standing.capacities])
    return tickets


@lru_cache(maxsize=512)
def _form(_language: str, query: str) -> SafeString:
    """The filters that an address asks for, drawn once: that took longer than the orders. They are the same to
    everybody at any hour, so they are drawn for nobody and at none.
    """
    asked = QueryDict(query)
    search = Search(asked, Ticket.objects.none(), user=User(), now=datetime.min.replace(tzinfo=UTC), beside=BESIDE)
    filtered = any(value for name, value in asked.items() if name not in BESIDE)
    context = {"controls": search.controls(), "tab": asked.get("tab", ""), "filtered": filtered}
    return render_to_string("tickets/ticket_list/_filters.html", context)


def _sign(tickets: Iterable[ListedTicket]) -> str:
    """Changes when one of them does: a list that polls knows by it whether anything moved."""
    return sha256(" ".join(f"{one.pk}.{one.version}" for one in tickets).encode()).hexdigest()[:16]


def tabs() -> dict[str, str]:
    """Name -> label."""
    return {
        "": _("All"),
        "opened": _("Filed by me"),
        "assigned": _("Handled by me"),
        "done": _("Done by me"),
        "followed": _("Followed"),
        "unit": _("My unit's"),
    }


def _tabs(query: QueryDict) -> Iterator[tuple[str, str, str]]:
    """(name, label, query) of each."""
    kept = without(query, *BESIDE)
    for name, label in tabs().items():
        yield name, label, "&".join(filter(None, (f"tab={name}" if name else "", kept)))


def _news(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """For a list that polls: the same tickets with fresh lamps, or the word that others have come."""
    if request.GET.get("seen") == context["sign"]:
        return render(request, "tickets/ticket_list/_rows.html", context)
    return reswap(retarget(render(request, "tickets/ticket_list/_news.html", context), "#news"), "innerHTML")
