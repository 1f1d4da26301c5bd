"""The open clocks of the contract that a person's side owes, by the day on which they are due."""

from datetime import date, datetime
from typing import Any, Final

from django.db.models import F, QuerySet

from accounts.roles import PARTY
from tickets import permissions
from tickets.datelaw.types import local
from tickets.models import Deadline
from tickets.pages.parts.moments import last_day
from tickets.pages.parts.rows import SHOWN, clause_title
from tickets.pages.parts.visit import Visit

#: Nobody reads more in a calendar; the board has all.
MOST: Final = 500


def own_clocks(here: Visit) -> QuerySet[Deadline, Any]:
    """The first due first. Each with the number of its order and the title of its clause."""
    sides = sorted({one.side for one in here.standing.capacities if one.role in PARTY})
    clocks = permissions.visible_clocks(here.standing).filter(permissions.sent(here.standing), party__in=sides)
    named = {"number": F("ticket__number"), "subject": F("ticket__title"), "title": clause_title("clause")}
    running = clocks.filter(internal=False, stopped_at__isnull=True).only(*SHOWN, "round")
    return running.annotate(**named).order_by("due_at", "id")


def due_day(clock: Deadline) -> date:
    """The day as people call it: a limit of days ends at 24:00 of its last day."""
    return local(clock.due_at).date() if clock.unit.elapsed else last_day(clock.due_at)


def within(here: Visit, first: datetime, after: datetime) -> list[Deadline]:
    """Those that are due from then on and before the other; 00:00 after a last day belongs to that day."""
    return list(own_clocks(here).filter(due_at__gt=first, due_at__lte=after)[:MOST])
