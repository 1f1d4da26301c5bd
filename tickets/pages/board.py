"""时限看板: every running clock by the time it has left; what is about to fail comes first."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets import actions, queries
from tickets.datelaw.types import ZONE, day_end
from tickets.models import Deadline, Pause
from tickets.models.deadlines import BREACHED, MET, PAUSED
from tickets.pages import wording
from tickets.pages.moments import span
from tickets.pages.rows import unauthorised
from tickets.pages.visit import Visit, page

#: More clocks than a person can watch; the rest is a link away.
MOST = 200
#: The on-time rate looks back over this stretch.
RATE_DAYS = 90
HOUR, THREE_DAYS = timedelta(hours=1), timedelta(days=3)
GROUPINGS = ("unit", "party")
#: Name, label and colour, in the order of danger.
COLUMNS = (
    ("overdue", gettext_lazy("Overdue"), "red"),
    ("hour", gettext_lazy("Within one hour"), "amber"),
    ("today", gettext_lazy("Today"), "amber"),
    ("days", gettext_lazy("Within three days"), "green"),
    ("later", gettext_lazy("Later"), "green"),
    ("paused", gettext_lazy("Paused, longest first"), "grey"),
)


@page
def board(request: HttpRequest, here: Visit) -> HttpResponse:
    grouping = request.GET.get("group", "")
    grouping = grouping if grouping in GROUPINGS else ""
    clocks = queries.clocks(here.tickets())
    running = list(_running(clocks)[:MOST])
    reminded = actions.reminded_lately([one.ticket for one in running], here.now)
    context = {
        "counters": counters(clocks, here.now),
        "columns": columns(running, grouping, here.now),
        "remindable": {
            clock for clock in running if actions.passes(actions.check_remind, clock.ticket, here.standing, reminded)
        },
        "shortened": len(running) == MOST,
        "grouping": grouping,
        "now": here.now,
    }
    template = "tickets/board/_columns.html" if request.htmx else "tickets/board.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _running(clocks: QuerySet[Deadline]) -> QuerySet[Deadline]:
    running = clocks.filter(stopped_at__isnull=True).order_by("due_at", "id")
    running = running.annotate(unauthorised=unauthorised("ticket"))
    related = running.select_related("ticket__contract", "ticket__system", "ticket__opened_unit", "ticket__assignee")
    unended = Pause.objects.filter(ended_at__isnull=True, voided=False)
    pauses = Prefetch("pauses", unended, to_attr="open_pauses")
    return related.prefetch_related(pauses)  # type: ignore[no-redef]  # declared on Deadline


def counters(clocks: QuerySet[Deadline], now: datetime) -> list[tuple[str, str, str, str, str, str]]:
    """(colour, icon, label, figure, note, query of the list of what it counts): red, amber, paused, on-time rate.

    One query.
    """
    recent = Q(stopped_at__gte=now - timedelta(days=RATE_DAYS))
    still = Q(stopped_at__isnull=True)
    found = clocks.filter(still | recent).aggregate(
        red=Count("pk", filter=still & queries.lamp("red", now)),
        amber=Count("pk", filter=still & queries.lamp("amber", now)),
        paused=Count("pk", filter=Q(state=PAUSED)),
        met=Count("pk", filter=recent & Q(state=MET)),
        late=Count("pk", filter=recent & Q(state=BREACHED)),
    )
    total = found["met"] + found["late"]
    rate = f"{found['met'] * 100 / total:.1f}%" if total else "—"
    note = _("%(met)d of %(total)d settled in %(days)d days") % {"met": found["met"], "total": total, "days": RATE_DAYS}
    return [
        ("red", "octagon-alert", _("Overdue"), str(found["red"]), _("clocks"), "lamp=red"),
        ("amber", "triangle-alert", _("Nearly due"), str(found["amber"]), _("clocks"), "lamp=amber"),
        ("grey", "circle-pause", _("Paused"), str(found["paused"]), _("clocks"), "lamp=grey"),
        ("green", "gauge", _("On-time rate"), rate, note, "progress=done"),
    ]


def column_of(clock: Deadline, now: datetime) -> str:
    if clock.late(now):
        return "overdue"
    if clock.state == PAUSED:
        return "paused"
    left = clock.due_at - now
    if left <= HOUR:
        return "hour"
    if clock.due_at <= day_end(now.astimezone(ZONE).date()):
        return "today"
    return "days" if left <= THREE_DAYS else "later"


def columns(clocks: Iterable[Deadline], grouping: str, now: datetime) -> list[dict[str, Any]]:
    """Each with its clocks by unit or party; the label is empty when nothing is grouped."""
    sorted_in: dict[str, list[Deadline]] = {}
    for clock in clocks:
        sorted_in.setdefault(column_of(clock, now), []).append(clock)
    sorted_in.get("paused", []).sort(key=paused_since)
    return [
        {"name": name, "label": label, "colour": colour, "count": len(found), "groups": _grouped(found, grouping)}
        for name, label, colour in COLUMNS
        if (found := sorted_in.get(name))
    ]


def paused_since(clock: Deadline) -> datetime:
    return clock.open_pauses[0].started_at if clock.open_pauses else clock.started_at


def _grouped(clocks: Iterable[Deadline], grouping: str) -> dict[str, list[Deadline]]:
    groups: dict[str, list[Deadline]] = {}
    for clock in clocks:
        labels = {"unit": str(clock.ticket.opened_unit), "party": wording.party(clock.party)}
        groups.setdefault(labels.get(grouping, ""), []).append(clock)
    return groups


def why_paused(clock: Deadline, now: datetime) -> str:
    """Its ground and for how long; empty for a clock that runs."""
    if not clock.open_pauses:
        return ""
    pause = clock.open_pauses[0]
    told = {"ground": wording.pause_reason(pause.reason), "span": span(now - pause.started_at)}
    return _("%(ground)s, for %(span)s") % told
