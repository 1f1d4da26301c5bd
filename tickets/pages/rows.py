"""Tickets as ready rows: the template prints and escapes, and decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.roles import PROVIDER_ENGINEER
from tickets import queries
from tickets.models import Deadline, Ticket
from tickets.pages import lamps, wording
from tickets.pages.moments import due_short, short
from tickets.pages.visit import Visit


@dataclass(frozen=True, slots=True)
class TicketRow:
    """`sign` changes when the ticket changes: a list that polls knows by it whether anything moved."""

    number: str
    url: str
    title: str
    lamp: SafeString
    clock: str
    due: str
    kind: str
    unit: str
    system: str
    state: str
    owner: str
    since: str
    sign: str


def with_clocks(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """What a row needs, in two queries. Settled clocks only where they were late."""
    needed = Deadline.objects.filter(Q(stopped_at__isnull=True) | Q(breached_at__isnull=False))
    clocks = Prefetch("deadlines", needed.select_related("clause"), to_attr="clocks")
    related = tickets.select_related("opened_unit", "system", "assignee", "contract")
    return related.prefetch_related(clocks)  # type: ignore[no-redef]  # declared on Ticket


def dressed(slice_of: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """A slice of the tickets, most urgent first, with what a row needs.

    The ids are sought first: the index alone gives them, however far down the slice lies.
    """
    return with_clocks(Ticket.objects.filter(pk__in=slice_of.values("pk"))).order_by(*queries.URGENT_FIRST)


def rows(tickets: Iterable[Ticket], here: Visit) -> list[TicketRow]:
    return [row(ticket, here) for ticket in tickets]


def row(ticket: Ticket, here: Visit) -> TicketRow:
    worst = lamps.worst(ticket.clocks, here.now)
    return TicketRow(
        number=ticket.number,
        url=ticket_url(ticket.number),
        title=ticket.title,
        lamp=ticket_lamp(ticket, ticket.clocks, worst, here.now),
        clock=wording.clause_title(worst.clause, chinese=here.chinese) if worst else "",
        due=due_short(worst) if worst else "",
        kind=wording.kind(ticket.kind),
        unit=str(ticket.opened_unit),
        system=str(ticket.system) if ticket.system else _("Whole contract"),
        state=wording.state(ticket.state),
        owner=owner(ticket),
        since=short(ticket.state_since),
        sign=f"{ticket.pk}.{ticket.version}",
    )


def ticket_lamp(ticket: Ticket, clocks: Iterable[Deadline], worst: Deadline | None, now: datetime) -> SafeString:
    if worst is not None:
        return lamps.of(worst, now)
    if not ticket.final:
        return lamps.lamp("none", _("No clock"))
    if any(clock.breached_at for clock in clocks):
        return lamps.lamp("late", _("Closed late"))
    return lamps.lamp("met", _("Closed in time")) if ticket.state == "closed" else lamps.lamp("none", _("Ended"))


def owner(ticket: Ticket) -> str:
    """Who is to move: the assignee, else the roles that the state waits for."""
    if ticket.final:
        return ""
    if ticket.assignee and PROVIDER_ENGINEER in ticket.machine.waits_for(ticket.state):
        return str(ticket.assignee)
    return wording.waiting_briefly(ticket.kind, ticket.state)


def ticket_url(number: str) -> str:
    return reverse("ticket", args=[number])
