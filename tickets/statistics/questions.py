"""What each figure counts: put to the rows here, and to the lists that a figure opens by the same filters."""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import F, Q

from tickets.datelaw.types import ZONE
from tickets.models.deadlines import MET
from tickets.models.statistics import AGE_BANDS

#: So many months are told, the present one among them.
MONTHS: Final = 13
TICK: Final = timedelta(microseconds=1)
#: A clock of the contract on an order that was sent: what is asked of one side by the other.
COUNTED: Final = Q(internal=False, ticket__sent_at__isnull=False)
IN_TIME: Final = Q(state=MET)
#: Missed, whether it was done late or not yet; a breach that a settlement set aside is none.
MISSED: Final = Q(breached_at__isnull=False)
RUNNING: Final = Q(stopped_at__isnull=True, breached_at__isnull=True)
OUTCOMES: Final = {"met": IN_TIME, "missed": MISSED, "running": RUNNING}


def first_of(day: date) -> date:
    return day.replace(day=1)


def months(now: datetime, count: int) -> list[date]:
    """The first days of the last `count` months, that of `now` among them, in order."""
    found = [first_of(now.astimezone(ZONE).date())]
    while len(found) < count:
        found.append(first_of(found[-1] - timedelta(days=1)))
    return found[::-1]


def begin(month: date) -> datetime:
    return datetime.combine(month, time.min, ZONE)


def end(month: date) -> datetime:
    """Where the next month begins."""
    return begin(first_of(month + timedelta(days=31)))


def due_in(month: date) -> Q:
    """Clocks due in it. A day ends at 24:00, and so does a month: what is due then is due in it."""
    return Q(due_at__gt=begin(month), due_at__lte=end(month))


def aged(band: int, now: datetime) -> Q:
    """Orders of that age."""
    since, until = age(band, now)
    found = Q(opened_at__lte=until)
    return found if since is None else found & Q(opened_at__gte=since)


def age(band: int, now: datetime) -> tuple[datetime | None, datetime]:
    """The first and the last instant at which an order of that age was opened."""
    until = now if band == 0 else now - timedelta(days=AGE_BANDS[band - 1]) - TICK
    return (now - timedelta(days=AGE_BANDS[band]) if band < len(AGE_BANDS) else None), until


def moved(now: datetime) -> Q:
    """Entries of the months that are told, up to then, by which an order went from one state to another."""
    since = begin(months(now, MONTHS)[0])
    return Q(allowed=True, ticket__isnull=False, at__gte=since, at__lte=now) & ~Q(target="") & ~Q(source=F("target"))
