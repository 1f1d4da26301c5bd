"""The list of tickets: tabs, filters in the address, numbered pages. A full number jumps to its ticket."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from django_htmx.http import reswap, retarget

from tickets import actions, queries
from tickets.filters import TicketFilter
from tickets.models import Ticket
from tickets.pages import wording
from tickets.pages.rows import dressed
from tickets.pages.shell import count_beside
from tickets.pages.visit import Visit, page

PAGE_SIZE = 50
NUMBER = re.compile(r"[A-Za-z]{2}-\d{4}-\d{6,}", re.ASCII)
#: Filters that the form always shows.
CONTROLS = ("kind", "lamp", "progress", "q")
#: What the address holds beside the filters.
BESIDE = ("tab", "page", "seen")


class Search(TicketFilter):
    """The filters of REST but for the order, and one more: whether a ticket is closed, as people say it."""

    ordering = None  # type: ignore[assignment]  # how django-filter leaves one out
    progress = ChoiceFilter(
        choices=(("open", gettext_lazy("Open")), ("done", gettext_lazy("Closed"))),
        method="at",
        label=gettext_lazy("Progress"),
        empty_label=gettext_lazy("Open and closed"),
    )

    def at(self, tickets: QuerySet[Ticket], _name: str, value: str) -> QuerySet[Ticket]:
        return tickets.filter(closed_at__isnull=value == "open")

    def found(self) -> QuerySet[Ticket]:
        """Nothing where something asked means nothing: what was not asked for is not shown instead."""
        tickets: QuerySet[Ticket] = self.qs if self.is_valid() else self.queryset.none()
        return tickets

    def controls(self) -> list[BoundField]:
        """The four that are always there, and whichever else the address names."""
        rest = [name for name in self.filters if name not in CONTROLS and self.data.get(name)]
        shown = [self.form[name] for name in (*CONTROLS, *rest)]
        for one in shown:
            one.field.widget.attrs["class"] = "control"
        return shown

    def problems(self) -> Iterator[tuple[str, str]]:
        """(control, sentence) of each fault; no control where the address names what is not known."""
        for name, sentences in self.errors.items():
            for sentence in sentences:
                if name in self.filters:
                    yield self.form[name].id_for_label, wording.pair(self.form[name].label, sentence)
                else:
                    yield "", sentence

    @property
    def status(self) -> int:
        return 400 if self.errors.keys() - self.filters.keys() else 200


@page
def tickets(request: HttpRequest, here: Visit) -> HttpResponse:
    search = Search(request.GET, here.tickets(), user=here.user, now=here.now, beside=BESIDE)
    if jump := _jump(here, request.GET.get("q", "").strip()):
        return redirect("ticket", jump)
    tab = request.GET.get("tab", "")
    rows_found = _tabbed(search.found(), here, tab).order_by(*queries.URGENT_FIRST)
    paginator = Paginator(rows_found, PAGE_SIZE)
    paginator.__dict__["count"] = count_beside(request, here, rows_found)  # where its own count would be kept
    found = paginator.get_page(request.GET.get("page"))
    listed = list(dressed(found.object_list))  # type: ignore[arg-type]  # a slice of a queryset, not yet read
    context = {
        "tickets": listed,
        "now": here.now,
        "found": found,
        "pages": paginator.get_elided_page_range(found.number, on_each_side=2, on_ends=1),
        "tabs": _tabs(request.GET),
        "tab": tab,
        "controls": search.controls(),
        "problems": list(search.problems()),
        "filtered": any(value for name, value in request.GET.items() if name not in BESIDE),
        "may_file": actions.may_open_any(here.standing),
        "sign": _sign(listed),
        "query": _without(request.GET, "page", "seen"),
    }
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx adds it
        return _news(request, context)
    return render(request, "tickets/ticket_list.html", context, status=search.status)


def _jump(here: Visit, typed: str) -> str:
    """The number, if what was typed is exactly one that the person may see."""
    if not NUMBER.fullmatch(typed):
        return ""
    return here.tickets().filter(number=typed.upper()).values_list("number", flat=True).first() or ""


def _tabbed(tickets: QuerySet[Ticket], here: Visit, tab: str) -> QuerySet[Ticket]:
    match tab:
        case "opened":
            return tickets.filter(opened_by=here.user)
        case "assigned":
            return tickets.filter(assignee=here.user)
        case "unit":
            return tickets.filter(opened_unit__in=[one.unit for one in here.standing.capacities])
    return tickets


def _sign(tickets: Iterable[Ticket]) -> str:
    """Changes when one of them does: a list that polls knows by it whether anything moved."""
    return sha256(" ".join(f"{one.pk}.{one.version}" for one in tickets).encode()).hexdigest()[:16]


def _tabs(query: QueryDict) -> Iterator[tuple[str, str, str]]:
    """(name, label, query) of each."""
    labels = {"": _("All"), "opened": _("Filed by me"), "assigned": _("Handled by me"), "unit": _("My unit's")}
    kept = _without(query, "tab", "page", "seen")
    for name, label in labels.items():
        yield name, label, "&".join(filter(None, (f"tab={name}" if name else "", kept)))


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
