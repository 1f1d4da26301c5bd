"""Tickets as lists show them, each with the clocks that its lamp is drawn from."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tickets import queries
from tickets.lifecycle.endorsements import UNAUTHORISED
from tickets.models import Deadline, Endorsement, Ticket
from tickets.pages import lamps

#: What was carried out outside what was permitted, and stands on record so.
OUTSIDE = Q(name=UNAUTHORISED.name, voided_at__isnull=True)


def dressed(slice_of: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """A slice of the tickets, most urgent first, with what a row needs. Stopped clocks only where they were late, or
    a time on them is still to be checked.

    Two queries. The ids are sought first: the index alone gives them, however far down the slice lies.
    """
    needed = Deadline.objects.filter(Q(stopped_at__isnull=True) | Q(breached_at__isnull=False) | Q(unsettled=True))
    clocks = Prefetch("deadlines", needed.select_related("clause"), to_attr="clocks")
    found = Ticket.objects.filter(pk__in=slice_of.values("pk")).order_by(*queries.URGENT_FIRST)
    found = found.annotate(unauthorised=unauthorised("pk"))
    related = found.select_related("opened_unit", "system", "assignee", "contract")
    return related.prefetch_related(clocks)  # type: ignore[no-redef]  # declared on Ticket


def unauthorised(ticket: str) -> Exists:
    """Whether work on the order was carried out outside its permit. ticket: the column that names the order."""
    return Exists(Endorsement.objects.filter(OUTSIDE, ticket=OuterRef(ticket)))


def ticket_lamp(ticket: Ticket, now: datetime) -> SafeString:
    """The lamp of the clock that matters most; without one it says how the ticket ended. `clocks` must be at hand."""
    worst = lamps.worst(ticket.clocks, now)
    if worst is not None:
        return lamps.of(worst, now)
    if not ticket.final:
        return lamps.lamp("none", _("No clock"))
    if any(clock.breached_at for clock in ticket.clocks):
        return lamps.lamp("late", _("Closed late"))
    return lamps.lamp("met", _("Closed in time")) if ticket.state == "closed" else lamps.lamp("none", _("Ended"))


def to_check(ticket: Ticket) -> bool:
    """Whether a claim on one of its clocks is not settled: lists carry one mark, and no second lamp."""
    return any(clock.unsettled for clock in ticket.clocks)
