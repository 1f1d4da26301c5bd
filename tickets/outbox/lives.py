"""What becomes of a notice: read, ended with its duty, put away, put off until tomorrow morning. Every time is kept."""

from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from tickets.datelaw.types import ZONE
from tickets.models import Notice, Ticket
from tickets.models.notices import STANDING
from tickets.notices.catalogue import EVENTS
from tickets.notices.events import MOVE, ORDER

#: When working people look at what came in: digests, and what was put off.
MORNING: Final = time(8, 30)
#: What is over once it is no longer its reader's move, and what is over with the order.
OF_MOVE = tuple(event.name for event in EVENTS if event.until == MOVE)
OF_ORDER = tuple(event.name for event in EVENTS if event.until == ORDER)
#: A red lamp: the contract's clock is missed and runs on. It can be neither put off nor put away.
RED: Final = Q(urgent=True, deadline__isnull=False, ended_at__isnull=True, deadline__stopped_at__isnull=True)


def told(user: User) -> QuerySet[Notice]:
    """All that the person was told, copies in digests apart: these stand in the digest."""
    return Notice.objects.filter(recipient=user, held="")


def standing(user: User, now: datetime) -> QuerySet[Notice]:
    """What the person has before them: not over, not put away, not put off."""
    awake = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now)
    return Notice.objects.filter(STANDING, awake, recipient=user)


def put_off(user: User, now: datetime) -> QuerySet[Notice]:
    """What comes back to them later."""
    return Notice.objects.filter(STANDING, recipient=user, snoozed_until__gt=now)


def over(user: User) -> QuerySet[Notice]:
    """What ended with its duty, or was put away."""
    return told(user).filter(Q(ended_at__isnull=False) | Q(archived_at__isnull=False))


def unread(user: User, now: datetime) -> QuerySet[Notice]:
    """What the bell counts."""
    return standing(user, now).filter(read_at__isnull=True)


def mark_read(notices: QuerySet[Notice], *, now: datetime) -> int:
    """Note when these were read; the first reading stands. Answers how many were new."""
    return notices.filter(read_at__isnull=True).update(read_at=now)


def new_to(user: User) -> Exists:
    """Of a ticket: whether the person was told something of it that they have not read."""
    return Exists(Notice.objects.filter(recipient=user, ticket=OuterRef("pk"), read_at__isnull=True))


def mark_opened(user: User, ticket: Ticket, *, now: datetime) -> int:
    """The person has opened the order: what they were told of it is read. Asked only where something is new: on SQLite
    it locks the file."""
    return mark_read(Notice.objects.filter(recipient=user, ticket=ticket), now=now)


def of_no_order(event: str, key: str = "") -> QuerySet[Notice]:
    """What was told of this event, which is about no order; under this key, where one is given. An index finds them."""
    found = Notice.objects.filter(ticket__isnull=True, event=event)
    return found.filter(key=key) if key else found


def end(notices: QuerySet[Notice], *, now: datetime) -> int:
    """Their duty is done. One statement; what is over already stays as it was."""
    return notices.filter(ended_at__isnull=True).update(ended_at=now)


def archive(notices: QuerySet[Notice], *, now: datetime) -> int:
    """Put away; what is red stays. Answers how many went."""
    away = notices.exclude(pk__in=notices.filter(RED).values("pk")).filter(archived_at__isnull=True)
    return away.update(archived_at=now, read_at=Coalesce("read_at", now))


def bring_back(notices: QuerySet[Notice]) -> int:
    """No longer put away or off."""
    return notices.update(archived_at=None, snoozed_at=None, snoozed_until=None)


def snooze(notices: QuerySet[Notice], *, now: datetime) -> int:
    """Put off until tomorrow morning, when they count as new again; nothing that is urgent. Answers how many went."""
    seen = {"first_read_at": Coalesce("first_read_at", F("read_at")), "read_at": None}
    return notices.filter(urgent=False).update(snoozed_at=now, snoozed_until=tomorrow(now), **seen)


def tomorrow(now: datetime) -> datetime:
    """The next morning after today's, in Shanghai."""
    return datetime.combine(now.astimezone(ZONE).date() + timedelta(days=1), MORNING, ZONE)
