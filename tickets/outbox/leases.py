"""Deliveries in hand: taken so many at a time by channel and hour, each marked by itself, the rest given back.

A row is chosen by its own columns alone, however many wait. Its hour (`next_at`) stays as it is while it is in hand: a
sender that dies leaves it due again when the lease ends.
"""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet

from tickets import crash_points, outbox
from tickets.models import Delivery, GroupChannel
from tickets.outbox.channel import Channel
from tickets.outbox.channels import in_use, paid
from tickets.outbox.faults import DONE_BEFORE, NEVER_BACK, NO_ADDRESS, DeliveryFault, perhaps

#: 30 s, doubling; with what is added by the row's id never more than a quarter of an hour.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
SPREAD: Final = 0.2
#: With these waits 24 hours of trying; a service that is down uses up none.
MOST_ATTEMPTS: Final = 112
#: A lease outlives the longest send three times over.
LEASE_TIMEOUTS: Final = 3
#: So long a lease is taken to be ours without a look.
FRESH: Final = timedelta(seconds=1)
#: So long a robot that says that it is busy is left alone: they count by the minute.
BUSY_WAIT: Final = timedelta(minutes=1)
#: So long a delivery waits for a channel that is not in use here: another process may be the first to know it.
UNSERVED: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LeasedDelivery:
    """One delivery in hand. `began` is monotonic: a sender that was frozen wakes to find its lease gone."""

    delivery: Delivery
    began: float
    timeout: timedelta

    @property
    def elapsed(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self.began)

    def holds(self) -> bool:
        """Whether the row is still ours and the lease leaves the send its full timeout; asked right before the send. A
        lease that is a moment old is nobody else's."""
        if self.elapsed + self.timeout >= LEASE_TIMEOUTS * self.timeout:
            return False
        return self.elapsed < FRESH or self.still_ours().exists()

    def still_ours(self) -> QuerySet[Delivery]:
        """The one row, while nobody else has taken it."""
        return Delivery.objects.filter(pk=self.delivery.pk, lease=self.delivery.lease, state="pending")


def take(channel: Channel, now: datetime, most: int) -> list[LeasedDelivery]:
    """Take what has waited longest in this channel, first of what is urgent, then of the rest. []: nothing is due."""
    if not any(_due(channel.name, urgent, now).exists() for urgent in (True, False)):
        return []  # nothing is locked for a look, which on SQLite would be the whole file
    with transaction.atomic():
        ids: list[int] = []
        for urgent in (True, False):
            rows = _due(channel.name, urgent, now).select_for_update(skip_locked=True)
            ids += rows.values_list("pk", flat=True)[: most - len(ids)]
        lease = _lease(ids, channel.timeout, now)
    crash_points.here("delivery.taken")
    return _in_hand(ids, lease, channel.timeout)


def waits(channel: Channel, now: datetime) -> timedelta | None:
    """How long the first that is due in this channel has waited for somebody to take it: not at all while it is in
    hand. None: nothing is due."""
    asked = (_unsent(channel.name, urgent, now).values_list("next_at", "lease_until") for urgent in (True, False))
    found = [row for rows in asked if (row := rows.first()) is not None]
    return max((timedelta() if until and until > now else now - at for at, until in found), default=None)


def take_again(pk: int, channel: Channel, now: datetime) -> LeasedDelivery | None:
    """Take this one, whatever its hour. None: it is in other hands, or over."""
    with transaction.atomic():
        free = Delivery.objects.filter(not_in_hand(now), pk=pk, state="pending", channel=channel.name)
        ids = list(free.select_for_update(skip_locked=True).values_list("pk", flat=True))
        lease = _lease(ids, channel.timeout, now)
    return next(iter(_in_hand(ids, lease, channel.timeout)), None)


def not_in_hand(now: datetime) -> Q:
    """What a sender holds just now may have gone out already."""
    return Q(lease_until=None) | Q(lease_until__lte=now)


def _due(channel: str, urgent: bool, now: datetime) -> QuerySet[Delivery]:  # noqa: FBT001
    """By one index, in its order. Where messages are paid for, what a sender left in hand is not sent again."""
    free = Q(lease=None) if channel in paid() else not_in_hand(now)
    return _unsent(channel, urgent, now).filter(free)


def _unsent(channel: str, urgent: bool, now: datetime) -> QuerySet[Delivery]:  # noqa: FBT001
    rows = Delivery.objects.filter(channel=channel, state="pending", urgent=urgent, next_at__lte=now)
    return rows.filter(attempts__lt=MOST_ATTEMPTS).order_by("next_at", "id")


def _lease(ids: Collection[int], timeout: timedelta, now: datetime) -> Any:
    lease = uuid4()
    held = {"lease": lease, "lease_until": now + LEASE_TIMEOUTS * timeout}
    Delivery.objects.filter(pk__in=ids).update(attempts=F("attempts") + 1, **held)
    return lease


def _in_hand(ids: list[int], lease: Any, timeout: timedelta) -> list[LeasedDelivery]:
    """In the order of `ids`. One statement."""
    rows = Delivery.objects.filter(pk__in=ids, lease=lease).select_related(
        "notice__recipient", "notice__ticket", "notice__deadline", "group"
    )
    began, place = time.monotonic(), {pk: n for n, pk in enumerate(ids)}
    return [LeasedDelivery(row, began, timeout) for row in sorted(rows, key=lambda row: place[row.pk])]


def wait(pk: int, attempts: int) -> timedelta:
    """30 s, doubling, and up to a fifth more by the row's id: what failed together comes back apart."""
    doubled: int = 2 ** min(attempts - 1, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT / (1 + SPREAD)) * (1 + SPREAD * (pk * 7919 % 200) / 200)


def sent(lease: LeasedDelivery, now: datetime) -> bool:
    """Mark it. False: the lease had gone to someone else meanwhile."""
    marked = _settle(lease, state="sent", sent_at=now + lease.elapsed, error="")
    crash_points.here("delivery.marked")
    return marked


def failed(lease: LeasedDelivery, error: str, now: datetime, *, final: bool = False) -> None:
    """Keep the error, and when it is tried again; tried ahead of its hour it is as before. People are told after the
    last attempt, or if it is `final`."""
    row = lease.delivery
    if final or row.attempts >= MOST_ATTEMPTS:
        with transaction.atomic():
            if _settle(lease, state="dead", error=error[:300]):
                row.error = error
                _tell([row], now)
    elif row.next_at > now:
        _settle(lease, attempts=row.attempts - 1, error=error[:300])
    else:
        _settle(lease, next_at=now + wait(row.pk, row.attempts), error=error[:300])


def postponed(lease: LeasedDelivery, error: str, until: datetime) -> None:
    """It is not tried before, and that was no attempt: its receiver is known to be out of reach, or busy."""
    _settle(lease, attempts=lease.delivery.attempts - 1, next_at=until, error=error[:300])


def give_back(leases: Iterable[LeasedDelivery]) -> int:
    """What is in hand and was not tried stands as before. How many."""
    by_lease: dict[Any, list[int]] = {}
    for one in leases:
        by_lease.setdefault(one.delivery.lease, []).append(one.delivery.pk)
    again = {"lease": None, "lease_until": None, "attempts": F("attempts") - 1}
    rows = ((Delivery.objects.filter(pk__in=pks, lease=lease, state="pending")) for lease, pks in by_lease.items())
    return sum(one.update(**again) for one in rows)


def uncertain(lease: LeasedDelivery, error: str, now: datetime) -> None:
    """It may have gone out, which only its reader knows: it is not sent again, and the administrators are told."""
    with transaction.atomic():
        if _settle(lease, state="uncertain", error=error[:300]):
            lease.delivery.error = error
            _tell([lease.delivery], now, "delivery_uncertain")


def leave_alone(group: GroupChannel, now: datetime) -> None:
    """Nothing that waits for this group is tried for a while."""
    waiting = Delivery.objects.filter(group=group, state="pending", next_at__lt=now + BUSY_WAIT)
    waiting.update(next_at=now + BUSY_WAIT)


def unaddressed(lease: LeasedDelivery) -> None:
    """Give it up without a word: the recipient is reached there no more, which is no fault of the channel."""
    _settle(lease, state="dead", error=NO_ADDRESS)


def unneeded(lease: LeasedDelivery) -> None:
    """Give it up without a word: what it asked for was done before it went out."""
    _settle(lease, state="dead", error=DONE_BEFORE)


def _settle(lease: LeasedDelivery, **values: Any) -> bool:
    return lease.still_ours().update(lease=None, lease_until=None, **values) == 1


def give_up(now: datetime) -> int:
    """Give up what never came back from its last attempt, and what no channel in use has carried for `UNSERVED`. Where
    messages are paid for, what a sender had in hand when it died is uncertain."""
    _doubt(now)
    killed = Q(attempts__gte=MOST_ATTEMPTS, next_at__lte=now) & not_in_hand(now)
    unserved = Q(next_at__lte=now - UNSERVED) & ~Q(channel__in=[channel.name for channel in in_use()])
    with transaction.atomic():
        lost = Delivery.objects.filter(killed | unserved, state="pending")
        rows = list(lost.select_for_update(of=("self",)).select_related("notice__recipient", "group"))
        for row in rows:
            given_up = NEVER_BACK if row.attempts else DeliveryFault.NOT_IN_USE
            row.state, row.lease, row.lease_until, row.error = "dead", None, None, row.error or given_up
        Delivery.objects.bulk_update(rows, ["state", "lease", "lease_until", "error"])
        _tell(rows, now)
    return len(rows)


def _doubt(now: datetime) -> None:
    lost = Delivery.objects.filter(state="pending", channel__in=paid(), lease_until__lte=now)
    if not lost.exists():
        return
    with transaction.atomic():
        rows = list(lost.select_for_update(of=("self",)).select_related("notice__recipient", "group"))
        for row in rows:
            row.state, row.lease, row.lease_until = "uncertain", None, None
            row.error = perhaps(NEVER_BACK)
        Delivery.objects.bulk_update(rows, ["state", "lease", "lease_until", "error"])
        _tell(rows, now, "delivery_uncertain")


def _tell(failed: Iterable[Delivery], now: datetime, event: str = "delivery_dead") -> None:
    """Tell the administrators, once a channel and day: a dead mail server fails every delivery."""
    first = {delivery.channel: delivery for delivery in reversed(list(failed))}
    for channel, delivery in first.items():
        reader = delivery.group.name if delivery.group else str(delivery.notice.recipient)
        params = {"channel": channel, "recipient": reader, "error": delivery.error[:200]}
        key = f"{event.removeprefix('delivery_')}:{channel}:{now:%F}"
        outbox.queue(event, outbox.administrators(), ticket=None, key=key, params=params, now=now)
