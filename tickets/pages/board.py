"""时限看板: every running clock by the time it has left; what is about to fail comes first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tickets import actions, queries
from tickets.datelaw.types import ZONE
from tickets.models import Deadline, Pause
from tickets.models.deadlines import BREACHED, MET, PAUSED
from tickets.pages import lamps, wording
from tickets.pages.moments import due_short, full, short, span
from tickets.pages.rows import owner, ticket_url
from tickets.pages.visit import Visit, page

#: More cards than a person can watch; the rest is a link away.
MOST = 200
#: The on-time rate looks back over this stretch.
RATE_DAYS = 90
HOUR, THREE_DAYS = timedelta(hours=1), timedelta(days=3)


@dataclass(frozen=True, slots=True)
class BoardFigure:
    label: str
    figure: str
    note: str
    icon: str
    colour: str
    url: str


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One running clock. `sign_of_life`: when the ticket last moved. `why`: of a pause."""

    id: int
    number: str
    url: str
    title: str
    lamp: SafeString
    clause: str
    article: str
    due: str
    party: str
    unit: str
    owner: str
    sign_of_life: str
    why: str
    may_remind: bool


@dataclass(frozen=True, slots=True)
class BoardGroup:
    """Cards of one unit, party or kind within a column; the label is empty when nothing is grouped."""

    label: str
    cards: tuple[BoardCard, ...]


@dataclass(frozen=True, slots=True)
class BoardColumn:
    name: str
    label: str
    colour: str
    count: int
    groups: tuple[BoardGroup, ...]


GROUPINGS: dict[str, Callable[[BoardCard], str]] = {
    "": lambda _card: "",
    "unit": lambda card: card.unit,
    "party": lambda card: card.party,
}


@page
def board(request: HttpRequest, here: Visit) -> HttpResponse:
    grouping = request.GET.get("group", "")
    grouping = grouping if grouping in GROUPINGS else ""
    clocks = queries.clocks(here.tickets())
    running = list(_running(clocks)[:MOST])
    reminded = actions.reminded_lately([one.ticket for one in running], here.now)
    context = {
        "counters": counters(clocks, here.now),
        "columns": columns(running, here, GROUPINGS[grouping], reminded),
        "shortened": len(running) == MOST,
        "grouping": grouping,
        "as_of": full(here.now),
    }
    template = "tickets/board/_columns.html" if request.htmx else "tickets/board.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _running(clocks: QuerySet[Deadline]) -> QuerySet[Deadline]:
    running = clocks.filter(stopped_at__isnull=True).order_by("due_at", "id")
    related = running.select_related("ticket__contract", "ticket__system", "ticket__opened_unit", "ticket__assignee")
    unended = Pause.objects.filter(ended_at__isnull=True, voided=False)
    pauses = Prefetch("pauses", unended, to_attr="open_pauses")
    return related.prefetch_related(pauses)  # type: ignore[no-redef]  # declared on Deadline


def counters(clocks: QuerySet[Deadline], now: datetime) -> list[BoardFigure]:
    """Red, amber, paused, on-time rate: one query, each a link to what it counts."""
    recent = Q(stopped_at__gte=now - timedelta(days=RATE_DAYS))
    still = Q(stopped_at__isnull=True)
    found = clocks.filter(still | recent).aggregate(
        red=Count("pk", filter=still & queries.lamp("red", now)),
        amber=Count("pk", filter=still & queries.lamp("amber", now)),
        paused=Count("pk", filter=Q(state=PAUSED)),
        met=Count("pk", filter=recent & Q(state=MET)),
        late=Count("pk", filter=recent & Q(state=BREACHED)),
        since=Min("stopped_at", filter=recent),
    )
    list_url = reverse("tickets")
    return [
        BoardFigure(_("Overdue"), str(found["red"]), _("clocks"), "octagon-alert", "red", f"{list_url}?lamp=red"),
        BoardFigure(
            _("Nearly due"), str(found["amber"]), _("clocks"), "triangle-alert", "amber", f"{list_url}?lamp=amber"
        ),
        BoardFigure(_("Paused"), str(found["paused"]), _("clocks"), "circle-pause", "grey", f"{list_url}?lamp=grey"),
        _rate(found["met"], found["late"], f"{list_url}?progress=done"),
    ]


def _rate(met: int, late: int, url: str) -> BoardFigure:
    total = met + late
    figure = f"{met * 100 / total:.1f}%" if total else "—"
    note = _("%(met)d of %(total)d settled in %(days)d days") % {"met": met, "total": total, "days": RATE_DAYS}
    return BoardFigure(_("On-time rate"), figure, note, "gauge", "green", url)


def column_of(clock: Deadline, now: datetime) -> str:
    if clock.late(now):
        return "overdue"
    if clock.state == PAUSED:
        return "paused"
    left = clock.due_at - now
    if left <= HOUR:
        return "hour"
    if clock.due_at.astimezone(ZONE) <= _tomorrow(now):
        return "today"
    return "days" if left <= THREE_DAYS else "later"


def _tomorrow(now: datetime) -> datetime:
    """24:00 of today."""
    midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)


def columns(
    clocks: Iterable[Deadline], here: Visit, grouping: Callable[[BoardCard], str], reminded: frozenset[int]
) -> list[BoardColumn]:
    """`reminded`: ids of the tickets of which nobody may be reminded again yet."""
    sorted_in: dict[str, list[Deadline]] = {}
    for clock in clocks:
        sorted_in.setdefault(column_of(clock, here.now), []).append(clock)
    sorted_in.get("paused", []).sort(key=paused_since)
    labels = {
        "overdue": (_("Overdue"), "red"),
        "hour": (_("Within one hour"), "amber"),
        "today": (_("Today"), "amber"),
        "days": (_("Within three days"), "green"),
        "later": (_("Later"), "green"),
        "paused": (_("Paused, longest first"), "grey"),
    }
    return [
        BoardColumn(name, label, colour, len(found), _grouped(found, here, grouping, reminded))
        for name, (label, colour) in labels.items()
        if (found := sorted_in.get(name))
    ]


def paused_since(clock: Deadline) -> datetime:
    return clock.open_pauses[0].started_at if clock.open_pauses else clock.started_at


def _grouped(
    clocks: Iterable[Deadline], here: Visit, grouping: Callable[[BoardCard], str], reminded: frozenset[int]
) -> tuple[BoardGroup, ...]:
    groups: dict[str, list[BoardCard]] = {}
    for clock in clocks:
        card = _card(clock, here, reminded)
        groups.setdefault(grouping(card), []).append(card)
    return tuple(BoardGroup(label, tuple(cards)) for label, cards in groups.items())


def _card(clock: Deadline, here: Visit, reminded: frozenset[int]) -> BoardCard:
    ticket = clock.ticket
    return BoardCard(
        id=clock.pk,
        number=ticket.number,
        url=ticket_url(ticket.number),
        title=ticket.title,
        lamp=lamps.of(clock, here.now),
        clause=wording.clause_title(clock.clause, chinese=here.chinese),
        article=wording.article(clock.clause.article),
        due=due_short(clock),
        party=wording.party(clock.party),
        unit=str(ticket.opened_unit),
        owner=owner(ticket),
        sign_of_life=short(ticket.state_since),
        why=_why_paused(clock, here.now),
        may_remind=actions.passes(actions.check_remind, ticket, here.standing, reminded),
    )


def _why_paused(clock: Deadline, now: datetime) -> str:
    if not clock.open_pauses:
        return ""
    pause = clock.open_pauses[0]
    return _("%(ground)s, for %(span)s") % {
        "ground": wording.pause_reason(pause.reason),
        "span": span(now - pause.started_at),
    }
