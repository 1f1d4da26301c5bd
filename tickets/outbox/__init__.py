"""The sole writer of notices, deliveries and people's addresses. Rows first, in the act's transaction; sending after.

The in-app notice is the row itself: a person is told at the instant the act commits. A delivery is taken under a lease,
sent outside any transaction and marked.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Membership, User
from accounts.roles import SYSTEM_ADMIN
from tickets.models import ContactAddress, Deadline, Delivery, Notice, Ticket
from tickets.notices.catalogue import CATALOGUE
from tickets.outbox.channels import in_use
from tickets.outbox.words import Words, facts, render

__all__ = ["Words", "render"]

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
#: With waits of 30 s doubling to 1 h these are 24 hours of trying; a service that is down uses up none.
MOST_ATTEMPTS = 30
#: A lease outlives the longest send three times over.
LEASE_TIMEOUTS = 3
#: So long a delivery waits for a channel that is not in use here: another process may be the first to know it.
UNSERVED = timedelta(days=1)


def _nobody() -> None:
    """The default: no process delivers here; the sweep finds the rows."""


#: Set by each process at its start: wakes whatever delivers, and never blocks.
wake: Callable[[], None] = _nobody


def nudge() -> None:
    """Wake the dispatcher once the transaction has committed. A lost nudge does no harm: the sweep finds the row."""
    transaction.on_commit(wake, robust=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One event for its recipients (user ids). Of messages that share a `key` a person gets the first only."""

    event: str
    recipients: frozenset[int]
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    deadline: Deadline | None = None


def queue(
    event: str,
    recipients: Iterable[int],
    *,
    ticket: Ticket | None,
    deadline: Deadline | None = None,
    key: str,
    params: Mapping[str, Any] | None = None,
    now: datetime,
) -> list[Notice]:
    """Write one event for its recipients. See `queue_all`."""
    message = Message(event=event, recipients=frozenset(recipients), key=key, params=params or {}, deadline=deadline)
    return queue_all([message], ticket=ticket, now=now)


def queue_all(messages: Iterable[Message], *, ticket: Ticket | None, now: datetime) -> list[Notice]:
    """Write notices, each with a delivery a channel that reaches its recipient, in four statements.

    Whoever has a notice with the same key already is not told again. Answers the notices that now stand under
    these keys. Raises KeyError for an unknown event or a parameter that its words need and nobody gave.
    """
    first: dict[tuple[int, str], Notice] = {}
    for message in messages:
        event, given, key = CATALOGUE[message.event], message.params, message.key
        params = facts(ticket, message.deadline) | {name: given[name] for name in event.needs}
        params["text"] = given.get("text", "")
        said = {"event": event.name, "urgent": event.urgent, "deadline": message.deadline, "params": params}
        for who in message.recipients:
            first.setdefault((who, key), Notice(recipient_id=who, key=key, ticket=ticket, at=now, **said))
    if not first:
        return []
    Notice.objects.bulk_create(first.values(), ignore_conflicts=True)
    stored = list(
        Notice.objects.filter(recipient__in={who for who, _ in first}, key__in={key for _, key in first})
        .select_related("recipient")
        .order_by("id")
    )
    Delivery.objects.bulk_create(_deliveries(stored, now), ignore_conflicts=True)
    nudge()
    return stored


def _deliveries(notices: Iterable[Notice], now: datetime) -> list[Delivery]:
    """One for each channel that reaches the recipient of a notice that leaves the service at all."""
    leaving = [notice for notice in notices if not CATALOGUE[notice.event].in_app_only]
    reached = addresses(notice.recipient for notice in leaving)
    return [
        Delivery(notice=notice, channel=channel, next_at=now)
        for notice in leaving
        for channel in reached.get(notice.recipient_id, ())
    ]


def addresses(people: Iterable[User]) -> dict[int, dict[str, str]]:
    """User id -> channel -> address, on the channels in use. Whose account has ended is reached nowhere."""
    active = [person for person in people if person.is_active]
    by_account = [channel.name for channel in in_use() if channel.address is None]
    entered = [channel.name for channel in in_use() if channel.address is not None]
    found = {person.pk: dict.fromkeys(by_account, person.email) if person.email else {} for person in active}
    for row in ContactAddress.objects.filter(user__in=active, channel__in=entered):
        found[row.user_id][row.channel] = row.address
    return found


def address(person: User, channel: str) -> str:
    """Where the person is reached on that channel; "": nowhere."""
    return addresses([person]).get(person.pk, {}).get(channel, "")


def keep_addresses(person: User, entered: Mapping[str, str]) -> dict[str, str]:
    """Channel -> address of the person from now on, "": none. Answers those that changed."""
    rows = ContactAddress.objects.filter(user=person, channel__in=entered)
    held = dict(rows.values_list("channel", "address"))
    changed = {name: new for name, new in entered.items() if new != held.get(name, "")}
    ContactAddress.objects.bulk_create(
        [ContactAddress(user=person, channel=name, address=new) for name, new in changed.items() if new],
        update_conflicts=True,
        unique_fields=["user", "channel"],
        update_fields=["address"],
    )
    rows.filter(channel__in=[name for name, new in changed.items() if not new]).delete()
    return changed


def administrators() -> set[int]:
    """Those who see to the service itself."""
    held = Membership.objects.filter(role=SYSTEM_ADMIN, user__is_active=True)
    return set(held.values_list("user", flat=True))


def unread(user: User) -> QuerySet[Notice]:
    """The person's unread notices."""
    return Notice.objects.filter(recipient=user, read_at__isnull=True)


def mark_read(notices: QuerySet[Notice], *, now: datetime) -> int:
    """Note when these were read; the first reading stands. Answers how many were new."""
    return notices.filter(read_at__isnull=True).update(read_at=now)


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
        """Whether the row is still ours and the lease leaves the send its full timeout; asked right before the send."""
        return self.still_ours().exists() and self.elapsed + self.timeout < LEASE_TIMEOUTS * self.timeout

    def still_ours(self) -> QuerySet[Delivery]:
        """The one row, while nobody else has taken it."""
        return Delivery.objects.filter(pk=self.delivery.pk, lease=self.delivery.lease, state="pending")


def lease_next(channel: str, timeout: timedelta, now: datetime) -> LeasedDelivery | None:
    """Take the delivery of this channel that has waited longest. None: nothing is due.

    `next_at` moves behind the lease and the next wait at once: the row of a sender that dies is simply due again.
    """
    due = Delivery.objects.filter(
        channel=channel, state="pending", next_at__lte=now, attempts__lt=MOST_ATTEMPTS
    ).order_by("next_at", "id")
    if not due.exists():
        return None  # nothing is locked for a look, which on SQLite would be the whole file
    lease = LEASE_TIMEOUTS * timeout
    rows = due.select_related("notice__recipient")
    with transaction.atomic():
        row = rows.select_for_update(of=("self",), skip_locked=True).first()
        if row is None:
            return None
        row.attempts += 1
        row.lease, row.lease_until = uuid4(), now + lease
        row.next_at = now + max(lease, wait(row.pk, row.attempts))
        row.save(update_fields=["attempts", "lease", "lease_until", "next_at"])
    return LeasedDelivery(row, time.monotonic(), timeout)


def wait(pk: int, attempts: int) -> timedelta:
    """30 s, doubling to 1 h, and up to a fifth more by the row's id: what failed together comes back apart."""
    doubled: int = 2 ** min(attempts - 1, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT) * (1 + (pk * 7919 % 200) / 1000)


def sent(lease: LeasedDelivery, now: datetime) -> bool:
    """Mark it. False: the lease had gone to someone else meanwhile."""
    return _settle(lease, state="sent", sent_at=now + lease.elapsed, error="")


def failed(lease: LeasedDelivery, error: str, now: datetime, *, final: bool = False) -> None:
    """Keep the error; the next attempt is set already. People are told after the last, or if it is `final`."""
    if final or lease.delivery.attempts >= MOST_ATTEMPTS:
        with transaction.atomic():
            if _settle(lease, state="dead", error=error[:300]):
                lease.delivery.error = error
                _tell([lease.delivery], now)
    else:
        _settle(lease, error=error[:300])


def _settle(lease: LeasedDelivery, **values: Any) -> bool:
    return lease.still_ours().update(lease=None, lease_until=None, **values) == 1


def give_up(now: datetime) -> int:
    """Give up what never came back from its last attempt, and what no channel in use has carried for `UNSERVED`."""
    killed = Q(attempts__gte=MOST_ATTEMPTS, next_at__lte=now)
    unserved = Q(next_at__lte=now - UNSERVED) & ~Q(channel__in=[channel.name for channel in in_use()])
    with transaction.atomic():
        lost = Delivery.objects.filter(killed | unserved, state="pending")
        rows = list(lost.select_for_update(of=("self",)).select_related("notice__recipient"))
        for row in rows:
            given_up = "the sender never came back" if row.attempts else "the channel is not in use"
            row.state, row.lease, row.lease_until, row.error = "dead", None, None, row.error or given_up
        Delivery.objects.bulk_update(rows, ["state", "lease", "lease_until", "error"])
        _tell(rows, now)
    return len(rows)


def _tell(dead: Iterable[Delivery], now: datetime) -> None:
    """Tell the administrators, once a channel and day: a dead mail server fails every delivery."""
    first = {delivery.channel: delivery for delivery in reversed(list(dead))}
    for channel, delivery in first.items():
        params = {"channel": channel, "recipient": str(delivery.notice.recipient), "error": delivery.error[:200]}
        queue("delivery_dead", administrators(), ticket=None, key=f"dead:{channel}:{now:%F}", params=params, now=now)
