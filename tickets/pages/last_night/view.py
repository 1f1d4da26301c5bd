"""What failed last night, when it was restored, and whether the reader has to do anything."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tickets import nights, queries
from tickets.lifecycle.words import ACTIONS
from tickets.models import Turn
from tickets.nights import Failure
from tickets.pages.parts.visit import Visit, page


@require_GET
@page
def last_night(request: HttpRequest, here: Visit) -> HttpResponse:
    """Raises Http404 for whoever oversees no system."""
    if here.standing.roles.isdisjoint(nights.READERS):
        raise Http404
    start = nights.since(here.now)
    failures = nights.failures(here.tickets(), start)
    mine = _turns(here, failures)
    context = {
        "since": start,
        "now": here.now,
        "failures": [_line(one, mine.get(one.ticket.pk)) for one in failures],
        "open": sum(1 for one in failures if one.restored_at is None),
    }
    return render(request, "tickets/last_night/page.html", context)


def _turns(here: Visit, failures: list[Failure]) -> dict[int, Turn]:
    """Of each fault the one thing that the person can do now. One query."""
    rows = queries.todo(here.roles_held(), here.now).filter(ticket__in=[one.ticket for one in failures])
    found: dict[int, Turn] = {}
    for turn in rows:
        found.setdefault(turn.ticket_id, turn)
    return found


def _line(failure: Failure, turn: Turn | None) -> dict[str, Any]:
    return {
        "failure": failure,
        "minutes": int(failure.lasted.total_seconds() // 60) if failure.lasted is not None else None,
        "step": turn.step if turn is not None else "",
        "act": ACTIONS[turn.step] if turn is not None else "",
    }
