"""The sole writer of notices, deliveries and people's addresses. Rows first, in the act's transaction; sending after.

The in-app notice is the row itself: a person is told at the instant the act commits. A delivery is taken under a lease,
sent outside any transaction and marked.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Membership
from accounts.roles import SYSTEM_ADMIN
from tickets.models import Deadline, Delivery, GroupChannel, Notice, Ticket
from tickets.notices.catalogue import CATALOGUE
from tickets.notices.events import DAILY
from tickets.outbox import groups, hours, reach
from tickets.outbox.channels import in_use, paid
from tickets.outbox.faults import DONE_BEFORE, NEVER_BACK, NO_ADDRESS, PERHAPS_SENT, DeliveryFault, perhaps
from tickets.outbox.links import link
from tickets.outbox.reach import address, addresses, choices, keep_addresses, keep_choices
from tickets.outbox.words import Words, brief, facts, render
from tickets.policy.types import Basis

__all__ = [
    "DONE_BEFORE", "NEVER_BACK", "NO_ADDRESS", "PERHAPS_SENT", "Words", "address", "addresses", "brief", "choices",
    "groups", "keep_addresses", "keep_choices", "link", "render",
]  # fmt: skip

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
#: With waits of 30 s doubling to 1 h these are 24 hours of trying; a service that is down uses up none.
MOST_ATTEMPTS = 30
#: A lease outlives the longest send three times over.
LEASE_TIMEOUTS = 3
#: So long a robot that says that it is busy is left alone: they count by the minute.
BUSY_WAIT = timedelta(minutes=1)
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
    #: A copy for a digest: of the working day, or of the week.
    held: str = ""


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
    """Write notices, each with a delivery a channel that reaches its recipient, in four statements, or five.

    Whoever has a notice with the same key already is not told again. Answers the notices that now stand under
    these keys. Raises KeyError for an unknown event or a parameter that its words need and nobody gave.
    """
    first: dict[tuple[int, str], Notice] = {}
    for message in messages:
        said = _said(message, ticket)
        for who in message.recipients:
            first.setdefault((who, message.key), Notice(recipient_id=who, ticket=ticket, at=now, **said))
    if not first:
        return []
    Notice.objects.bulk_create(first.values(), ignore_conflicts=True)
    stored = list(
        Notice.objects.filter(recipient__in={who for who, _ in first}, key__in={key for _, key in first})
        .select_related("recipient__notice_hours")
        .order_by("id")
    )
    _draw_together(stored, now)
    Delivery.objects.bulk_create(_deliveries(stored, ticket, now), ignore_conflicts=True)
    nudge()
    return stored


def _draw_together(stored: Iterable[Notice], now: datetime) -> None:
    """Hold the copies told just now of readers who have copies drawn together; a statement only where there are any."""
    together = [one for one in stored if one.at == now and not one.held and hours.draws_together(one)]
    for notice in together:
        notice.held = DAILY
    if together:
        Notice.objects.filter(pk__in=[one.pk for one in together]).update(held=DAILY)


def _said(message: Message, ticket: Ticket | None) -> dict[str, Any]:
    """What the rows of a message have in common. An internal target is never urgent."""
    event, given = CATALOGUE[message.event], message.params
    params = facts(ticket, message.deadline) | {name: given[name] for name in event.needs}
    params["text"] = given.get("text", "")
    urgent = event.urgent and params.get("basis") != Basis.JUDGEMENT
    said = {"event": event.name, "urgent": urgent, "deadline": message.deadline, "params": params}
    return {**said, "key": message.key, "held": message.held}


def _deliveries(notices: Iterable[Notice], ticket: Ticket | None, now: datetime) -> list[Delivery]:
    """For the people, and for the groups that they belong to, of what leaves the service at all."""
    leaving = [notice for notice in notices if not (notice.held or CATALOGUE[notice.event].in_app_only)]
    return [*reach.deliveries(leaving, now), *groups.deliveries(leaving, ticket, now)]


def administrators() -> set[int]:
    """Those who see to the service itself."""
    return holders({SYSTEM_ADMIN})


def holders(roles: Collection[str]) -> set[int]:
    """Whoever holds one of these roles anywhere, and may sign in."""
    held = Membership.objects.filter(role__in=roles, user__is_active=True)
    return set(held.values_list("user", flat=True))


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

    `next_at` moves behind the lease and the next wait at once: the row of a sender that dies is simply due again, but
    where messages are paid for; see `give_up`.
    """
    due = Delivery.objects.filter(
        channel=channel, state="pending", next_at__lte=now, attempts__lt=MOST_ATTEMPTS
    ).order_by("next_at", "id")
    if channel in paid():
        due = due.filter(lease=None)
    if not due.exists():
        return None  # nothing is locked for a look, which on SQLite would be the whole file
    lease = LEASE_TIMEOUTS * timeout
    rows = due.select_related("notice__recipient", "notice__ticket", "notice__deadline", "group")
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


def uncertain(lease: LeasedDelivery, error: str, now: datetime) -> None:
    """It may have gone out, which only its reader knows: it is not sent again, and the administrators are told."""
    with transaction.atomic():
        if _settle(lease, state="uncertain", error=error[:300]):
            lease.delivery.error = error
            _tell([lease.delivery], now, "delivery_uncertain")


def put_off(group: GroupChannel, now: datetime) -> None:
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
    killed = Q(attempts__gte=MOST_ATTEMPTS, next_at__lte=now)
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
        queue(event, administrators(), ticket=None, key=key, params=params, now=now)
