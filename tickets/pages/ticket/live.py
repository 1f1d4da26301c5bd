"""A page that is left open stays true: its lamps counted again, what has come since, and who else is at the order."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tickets.models import Deadline, Ticket
from tickets.pages.parts import lamps
from tickets.pages.parts.asked import asks
from tickets.pages.parts.visit import Visit, page

#: So near to the end of one of its clocks the page asks every quarter of a minute, else every minute.
CLOSE: Final = timedelta(hours=1)
#: So long somebody counts as being there after their page has last asked.
THERE: Final = timedelta(seconds=100)


@require_GET
@page
@asks("seen", "newest", "acting")
def live(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """What changes on the page while nobody touches it; nothing that somebody may be typing in."""
    ticket = get_object_or_404(here.tickets().select_related("contract"), number=number)
    ticket.clocks = list(Deadline.objects.filter(ticket=ticket).select_related("clause").order_by("id"))
    context = pulse(ticket, here)
    context["people_here"] = people_here(ticket, here, acting="acting" in request.GET)
    context |= {name: _said(request, name, context[name]) for name in ("seen", "newest")}
    context["shown"] = [one for one in ticket.clocks if one.pk <= context["newest"]]
    context["news"] = max(0, ticket.chain_length - context["seen"])
    return render(request, "tickets/ticket/_live.html", context)


def _said(request: HttpRequest, name: str, otherwise: int) -> int:
    """What the open page says that it shows; by a page that does not say, all."""
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() else otherwise


def pulse(ticket: Ticket, here: Visit) -> dict[str, Any]:
    """`every`: how often the page asks. least: the least time left on a clock of the contract, for the title.

    seen, newest: what the page has shown of the entries and of the clocks; it has no place for a lamp of a later one.
    """
    first = lamps.worst((one for one in ticket.clocks if not one.internal), here.now)
    return {
        "ticket": ticket,
        "now": here.now,
        "seen": ticket.chain_length,
        "newest": max((one.pk for one in ticket.clocks), default=0),
        "every": "quarter" if _close(ticket, here) else "slow",
        "least": lamps.words(first, here.now) if first is not None else "",
    }


def _close(ticket: Ticket, here: Visit) -> bool:
    """Somebody's clock is in its last hour, or one of this person's own side was missed within the hour: then others
    act on it and it is told further. What was missed longer ago changes no faster than anything else."""
    sides = {one.side for one in here.standing.capacities}
    return any(
        -CLOSE < left < CLOSE and (left >= timedelta(0) or party in sides)
        for left, party in ((one.due_at - here.now, one.party) for one in ticket.clocks if one.open and not one.resting)
    )


def people_here(ticket: Ticket, here: Visit, *, acting: bool) -> list[tuple[str, bool]]:
    """(name, whether they are filling in something) of those who have the order open, this person apart, and leave
    word of this one. Kept in the cache alone: it is no part of what happened."""
    key = f"at-order:{ticket.pk}"
    there: dict[int, tuple[str, bool, datetime]] = cache.get(key) or {}
    there = {pk: one for pk, one in there.items() if here.now - one[2] < THERE}
    there[here.user.pk] = (str(here.user), acting, here.now)
    cache.set(key, there, int(THERE.total_seconds()))
    return [(name, busy) for pk, (name, busy, _at) in there.items() if pk != here.user.pk]
