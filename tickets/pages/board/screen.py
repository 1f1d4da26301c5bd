"""The board on a wall: counters and what is most urgent, in type that is read from five metres; nothing to press."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tickets import permissions
from tickets.models import Deadline
from tickets.pages.board.cards import cards
from tickets.pages.board.counters import counted
from tickets.pages.board.lanes import LANES
from tickets.pages.board.view import Asked, sides
from tickets.pages.parts.visit import Visit, page

#: In this order, as long as there is room: a screen of 1,080 lines holds so many clocks below its counters.
URGENT = ("overdue", "hour", "today", "days")
MOST = 7


@require_GET
@page
def screen(request: HttpRequest, here: Visit) -> HttpResponse:
    """The clocks of the contract; each side that owes one is counted by itself."""
    clocks = permissions.visible_clocks(here.standing).filter(permissions.sent(here.standing), internal=False)
    ids = list(islice(_urgent(clocks, here.now), MOST))
    shown = cards(ids, here)
    context = {
        "sides": sides(counted(here, internal=False), Asked.of(QueryDict())),
        "clocks": [shown[pk] for pk in ids if pk in shown],
        "now": here.now,
    }
    template = "tickets/board/_screen.html" if request.htmx else "tickets/board/screen.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _urgent(clocks: QuerySet[Deadline], now: datetime) -> Iterator[int]:
    """Lane by lane, each asked only while there is room."""
    for name in URGENT:
        found = clocks.filter(LANES[name].clocks(now)).order_by(LANES[name].order, "id")
        yield from found.values_list("pk", flat=True)[:MOST]
