"""我的待办: one list for every duty, grouped by what is asked, each row with its one action."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from accounts.roles import PARTY
from tickets import permissions, queries
from tickets.actions.facts import of_row
from tickets.datelaw.types import midnight
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.steps import Step
from tickets.models import Endorsement, Ticket
from tickets.pages import lamps
from tickets.pages.choices import is_duty, turns_down
from tickets.pages.rows import dressed
from tickets.pages.visit import Visit, page

#: More than a person can look at; the rest follows when these are done.
MOST = 100


@page
def todo(request: HttpRequest, here: Visit) -> HttpResponse:
    waiting = queries.todo(here.tickets(), here.roles_held()).order_by(*queries.URGENT_FIRST)
    standing_ones = Endorsement.objects.filter(voided_at__isnull=True)
    endorsed = Prefetch("endorsements", standing_ones, to_attr="endorsed")
    found = list(dressed(waiting[:MOST]).prefetch_related(endorsed))  # type: ignore[no-redef]  # on Ticket
    context = {
        "groups": groups(found, here),
        "total": len(found),
        "finished": finished_today(here) if not found else 0,
        "concerned": bool(here.standing.roles & PARTY.keys()),
        "now": here.now,
    }
    template = "tickets/todo/_groups.html" if request.htmx else "tickets/todo.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def groups(tickets: Iterable[Ticket], here: Visit) -> list[dict[str, Any]]:
    """By state, in the order of the worst lamp: the tickets come in that order. `worst`: the clock of that lamp."""
    by_state: dict[str, list[Ticket]] = {}
    for ticket in tickets:
        by_state.setdefault(ticket.state, []).append(ticket)
    lent = {one.principal for one in here.standing.capacities if one.principal}
    principals = User.objects.in_bulk(lent) if lent else {}
    return [
        {
            "state": state,
            "worst": lamps.worst([clock for ticket in members for clock in ticket.clocks], here.now),
            "duties": [_duty(ticket, here, principals) for ticket in members],
        }
        for state, members in by_state.items()
    ]


def _duty(ticket: Ticket, here: Visit, principals: Mapping[int, User]) -> tuple[Ticket, Step | None, User | None]:
    """The ticket with the step that carries it on, and whom the person stands in for (代) there, if anybody."""
    step = _forward(ticket, here)
    capacity = here.standing.acting(ticket, step.by) if step else None
    return ticket, step, principals.get(capacity.principal) if capacity and capacity.principal else None


def _forward(ticket: Ticket, here: Visit) -> Step | None:
    """The step that carries the ticket on, as far as a list can tell: never one that turns it back."""
    scene = of_row(ticket, standing=here.standing, now=here.now)
    duties = [one for one in permissions.offered(ticket, here.user) if is_duty(one, scene)]
    forward = [one for one in duties if not turns_down(one)]
    return min(forward, key=lambda one: _done(one, scene), default=None)


def _done(step: Step, scene: Scene) -> bool:
    """What may be said again, but has been said."""
    return bool(step.grants) and all(scene.endorsed(one) for one in step.grants)


def finished_today(here: Visit) -> int:
    """Tickets closed since midnight of which the person was opener or assignee."""
    return here.tickets().filter(queries.mine(here.user), closed_at__gte=midnight(here.today)).count()
