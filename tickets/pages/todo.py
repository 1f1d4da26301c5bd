"""我的待办: one list for every duty, grouped by what is asked, each row with its one action."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from tickets import queries
from tickets.lifecycle.base import Step
from tickets.models import Deadline, Ticket
from tickets.pages import lamps, wording
from tickets.pages.moments import ZONE, clock_time
from tickets.pages.rows import Row, row, with_clocks
from tickets.pages.visit import Visit, page

#: More than a person can look at; the rest follows when these are done.
MOST = 200


@dataclass(frozen=True, slots=True)
class Duty:
    """`asks`: what the state waits for. `acts`: what the person may do there, in words. `principal`: 代 whom."""

    row: Row
    asks: str
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    anchor: str
    label: str
    lamp: SafeString
    duties: tuple[Duty, ...]


@page
def todo(request: HttpRequest, here: Visit) -> HttpResponse:
    waiting = queries.todo(here.tickets(), here.duties(), user=here.user).order_by(*queries.URGENT_FIRST)
    found = list(with_clocks(waiting)[:MOST])
    context = {
        "groups": groups(found, here),
        "total": len(found),
        "finished": finished_today(here) if not found else 0,
        "as_of": clock_time(here.now),
    }
    template = "tickets/_todo_groups.html" if request.htmx else "tickets/todo.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def groups(tickets: Iterable[Ticket], here: Visit) -> list[Group]:
    """By state, in the order of the worst lamp: the tickets come in that order."""
    by_state: dict[str, list[Ticket]] = {}
    for ticket in tickets:
        by_state.setdefault(f"{ticket.kind}-{ticket.state}", []).append(ticket)
    return [_group(anchor, members, here) for anchor, members in by_state.items()]


def _group(anchor: str, members: list[Ticket], here: Visit) -> Group:
    first = members[0]
    clocks: list[Deadline] = [clock for ticket in members for clock in ticket.__dict__["clocks"]]
    worst = lamps.worst(clocks, here.now)
    return Group(
        anchor,
        f"{wording.kind(first.kind)} · {wording.state(first.state)}",
        lamps.of(worst, here.now) if worst else SafeString(""),
        tuple(_duty(ticket, here) for ticket in members),
    )


def _duty(ticket: Ticket, here: Visit) -> Duty:
    steps = duty_steps(ticket, here)
    return Duty(row(ticket, here), wording.state(ticket.state), tuple(wording.action(s.name) for s in steps))


def duty_steps(ticket: Ticket, here: Visit) -> list[Step]:
    """The steps that the state asks of the person's roles, in the order of the machine."""
    held = {one.role for one in here.standing.on(ticket.contract, ticket.system, ticket.kind)}
    return [step for step in ticket.machine.leaving(ticket.state) if not step.aside and held & set(step.who)]


def finished_today(here: Visit) -> int:
    """Orders closed since midnight of which the person was opener or assignee."""
    midnight = datetime.combine(here.now.astimezone(ZONE).date(), time(), ZONE)
    mine = queries.Find(mine=True)
    return (
        queries.find(here.tickets(), mine, user=here.user, now=here.now)
        .filter(closed_at__gte=midnight)
        .count()
    )
