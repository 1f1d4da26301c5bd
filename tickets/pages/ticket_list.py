"""The list of tickets: tabs, filters in the address, numbered pages. A full number jumps to its ticket."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from tickets import actions, queries
from tickets.lifecycle import KINDS
from tickets.models import Deadline, Ticket
from tickets.pages import wording
from tickets.pages.rows import TicketRow, dressed, rows, ticket_url
from tickets.pages.shell import count_beside
from tickets.pages.visit import Visit, page

PAGE_SIZE = 50
MAX_QUERY = 100
NUMBER = re.compile(r"[A-Za-z]{2}-\d{4}-\d{6,}", re.ASCII)
#: Filters that the address keeps, beside `tab` and `page`.
FILTERS = ("kind", "lamp", "progress", "contract", "system", "q")
LAMPS = ("red", "amber", "green", "grey")


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@page
def tickets(request: HttpRequest, here: Visit) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip()[:MAX_QUERY] for name in FILTERS}
    if jump := _jump(here, asked["q"]):
        return HttpResponseRedirect(ticket_url(jump))
    tab = request.GET.get("tab", "")
    rows_found = _found(here, asked, tab)
    paginator = Paginator(rows_found, PAGE_SIZE)
    paginator.__dict__["count"] = count_beside(request, here, rows_found)  # where its own count would be kept
    found = paginator.get_page(request.GET.get("page"))
    listed = rows(dressed(found.object_list), here)  # type: ignore[arg-type]  # a slice of a queryset, not yet read
    context = _context(request.GET, here, asked, tab, found, listed)
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx adds it
        return _news(request, context)
    return render(request, "tickets/ticket_list.html", context)


def _jump(here: Visit, typed: str) -> str:
    """The number, if what was typed is exactly one that the person may see."""
    if not NUMBER.fullmatch(typed):
        return ""
    return here.tickets().filter(number=typed.upper()).values_list("number", flat=True).first() or ""


def _found(here: Visit, asked: dict[str, str], tab: str) -> QuerySet[Ticket]:
    narrowed = queries.find(
        here.tickets(),
        queries.Find(
            kind=asked["kind"],
            contract=asked["contract"],
            system=asked["system"],
            q=asked["q"],
            open={"open": True, "done": False}.get(asked["progress"]),
        ),
        user=here.user,
        now=here.now,
    )
    if asked["lamp"] in LAMPS:
        narrowed = narrowed.filter(_burning(asked["lamp"], here.now))
    return _tabbed(narrowed, here, tab).order_by(*queries.URGENT_FIRST)


def _burning(colour: str, now: datetime) -> Q:
    """Tickets with an open clock whose lamp shows `colour`."""
    clocks = Deadline.objects.filter(queries.lamp(colour, now), stopped_at__isnull=True)
    return Q(pk__in=clocks.values("ticket"))


def _tabbed(tickets: QuerySet[Ticket], here: Visit, tab: str) -> QuerySet[Ticket]:
    match tab:
        case "opened":
            return tickets.filter(opened_by=here.user)
        case "assigned":
            return tickets.filter(assignee=here.user)
        case "unit":
            return tickets.filter(opened_unit__in=[one.unit for one in here.standing.capacities])
    return tickets


def _context(
    query: QueryDict,
    here: Visit,
    asked: dict[str, str],
    tab: str,
    found: Page[Ticket],
    listed: list[TicketRow],
) -> dict[str, object]:
    return {
        "rows": listed,
        "found": found,
        "pages": found.paginator.get_elided_page_range(found.number, on_each_side=2, on_ends=1),
        "tabs": _tabs(query, tab),
        "tab": tab,
        "asked": asked,
        "kinds": _options(((code, wording.kind(code)) for code in KINDS), asked["kind"]),
        "lamps": _options(_lamp_words().items(), asked["lamp"]),
        "progress": _options((("open", _("Open")), ("done", _("Closed"))), asked["progress"]),
        "filtered": any(asked.values()),
        "may_file": actions.may_open_any(here.standing),
        "sign": sha256(" ".join(row.sign for row in listed).encode()).hexdigest()[:16],
        "query": _without(query, "page", "seen"),
    }


def _lamp_words() -> dict[str, str]:
    return dict(zip(LAMPS, (_("Overdue"), _("Nearly due"), _("On time"), _("Paused")), strict=True))


def _options(pairs: object, chosen: str) -> list[Option]:
    return [Option(value, label, value == chosen) for value, label in pairs]  # type: ignore[attr-defined]


def _tabs(query: QueryDict, current: str) -> list[Tab]:
    labels = {
        "": _("All"),
        "opened": _("Filed by me"),
        "assigned": _("Handled by me"),
        "unit": _("My unit's"),
    }
    kept = _without(query, "tab", "page", "seen")
    return [
        Tab(name, label, f"{reverse('tickets')}?{_joined(kept, name)}", name == current)
        for name, label in labels.items()
    ]


def _joined(kept: str, tab: str) -> str:
    return "&".join(part for part in (f"tab={tab}" if tab else "", kept) if part)


def _without(query: QueryDict, *names: str) -> str:
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


def _news(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """For a list that polls: the same tickets with fresh lamps, or the word that others have come."""
    if request.GET.get("seen") == context["sign"]:
        return render(request, "tickets/ticket_list/_rows.html", context)
    return reswap(retarget(render(request, "tickets/ticket_list/_news.html", context), "#news"), "innerHTML")
