"""昨夜情况: what failed since the evening of the last working day, when it was restored, and after how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from accounts.roles import AGENCY_CLERK, AGENCY_LEAD, PROVIDER_LEAD
from tickets import register
from tickets.datelaw.types import ZONE, local
from tickets.lifecycle.kinds.incident import Incident
from tickets.models import Fact, Ticket

#: Who reads of it: the agency's own people, and the leads.
READERS: Final = (AGENCY_CLERK, AGENCY_LEAD, PROVIDER_LEAD)
EVENING: Final = time(18)
#: Within these hours the to-do leads there.
LINKED: Final = (time(7), time(12))
FAILED: Final = ("alarm_at", "reported_at")
RESTORED: Final = "recover"


@dataclass(frozen=True, slots=True)
class Failure:
    """One fault. restored_at None: not yet."""

    ticket: Ticket
    failed_at: datetime
    restored_at: datetime | None

    @property
    def lasted(self) -> timedelta | None:
        return self.restored_at - self.failed_at if self.restored_at is not None else None


def since(now: datetime) -> datetime:
    """The evening of the last working day before today: on a Monday, that of Friday."""
    before = register.calendar().nth_working_day(local(now).date(), -1)
    return datetime.combine(before, EVENING, ZONE)


def linked(roles: Iterable[str], now: datetime) -> bool:
    """Whether such a person is led to it at this hour."""
    start, end = LINKED
    return not set(READERS).isdisjoint(roles) and start <= local(now).time() < end


def failures(tickets: QuerySet[Ticket], start: datetime) -> list[Failure]:
    """Of those tickets the faults that are not restored, and those that failed or were restored since `start`; the
    newest first. Two queries."""
    late = Fact.objects.filter(name=RESTORED, standing_at__gte=start).values("ticket")
    recent = tickets.filter(Q(opened_at__gte=start) | Q(closed_at__isnull=True) | Q(pk__in=late), kind=Incident.kind)
    rows = list(recent.exclude(state=Incident.dismissed.code).select_related("contract", "system"))
    facts: dict[int, list[Fact]] = {}
    for fact in Fact.objects.filter(ticket__in=rows, name__in=(*FAILED, RESTORED), standing_at__isnull=False):
        facts.setdefault(fact.ticket_id, []).append(fact)
    found = [_failure(ticket, facts.get(ticket.pk, [])) for ticket in rows]
    told = [one for one in found if one.restored_at is None or max(one.failed_at, one.restored_at) >= start]
    return sorted(told, key=lambda one: one.failed_at, reverse=True)


def _failure(ticket: Ticket, facts: Iterable[Fact]) -> Failure:
    """The newest recovery counts, unless the fault broke again after it."""
    failed = min(_times(facts, FAILED), default=ticket.opened_at)
    down = ticket.state in (Incident.reported.code, Incident.handling.code)
    return Failure(ticket, failed, None if down else max(_times(facts, (RESTORED,)), default=ticket.closed_at))


def _times(facts: Iterable[Fact], names: Iterable[str]) -> list[datetime]:
    return [one.standing_at for one in facts if one.name in names and one.standing_at is not None]
