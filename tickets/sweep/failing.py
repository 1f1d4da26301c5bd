"""What is due and failed, of every sort but clocks: each with the number of its order."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When

from tickets.models import Claim, FailedWork, SupervisionOrder, Ticket
from tickets.sweep import clocks, earlier

WORKS: Final = (clocks.lapse_ticket, clocks.lapse_claim, clocks.tell_of_supervision, earlier.draw_turns)
_NUMBERS: Final = {
    "lapse": Ticket.objects.values("number"),
    "claim": Claim.objects.values("ticket__number"),
    "supervision": SupervisionOrder.objects.values("ticket__number"),
    "turns": Ticket.objects.values("number"),
}


def failing(now: datetime) -> QuerySet[FailedWork]:
    """What is tried again first comes first. What somebody has done meanwhile is no longer due, and not among it."""
    due = reduce(or_, (Q(pk__in=work.failing(now).values("pk")) for work in WORKS))
    return FailedWork.objects.filter(due).order_by("try_after", "id")


def numbered(rows: QuerySet[FailedWork]) -> QuerySet[FailedWork]:
    """The same, `number` being that of the order."""
    known = (When(sort=sort, then=Subquery(of.filter(pk=OuterRef("row")))) for sort, of in _NUMBERS.items())
    return rows.annotate(number=Case(*known))


def hasten(rows: QuerySet[FailedWork], now: datetime) -> int:
    """Of these, what waits is tried again now. How many."""
    return rows.filter(try_after__gt=now).update(try_after=now)


def forget(now: datetime) -> int:
    """What is no longer due leaves no trace."""
    return FailedWork.objects.exclude(pk__in=failing(now).order_by().values("pk")).delete()[0]
