"""Whether something was told long enough before its day: articles 8.3 (filing) and 8.7 (maintenance). Pure.

The contract says “in advance” without a number (G15): what is late here is told, and never refused.
"""

from dataclasses import dataclass
from datetime import date, datetime

from tickets.datelaw import reckoning
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.types import local, midnight
from tickets.policy.types import Limit


@dataclass(frozen=True, slots=True)
class Advance:
    """What lies ahead on `planned` was told at `told_at`; `last_day` was the latest day in time for it.

    provisional: a day counted through belongs to a year whose holidays are not announced.
    """

    planned: date
    told_at: datetime
    last_day: date
    late: bool
    provisional: bool


def advance(planned: date, told_at: datetime, limit: Limit, calendar: Calendar) -> Advance:
    """How `told_at` lies to the last day of a backward `limit` counted from `planned`, a day or an instant.

    Raises PolicyError for what leaves the years of the calendar.
    """
    day = local(planned).date() if isinstance(planned, datetime) else planned
    due = reckoning.due(midnight(day), limit, calendar)
    last_day = due.last_day or day  # which only a limit in hours lacks
    return Advance(day, told_at, last_day, due.is_late(told_at), due.provisional)
