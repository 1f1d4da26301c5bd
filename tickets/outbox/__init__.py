"""The sole writer of notices, deliveries and people's addresses. Rows first, in the act's transaction; sending after.

The in-app notice is the row itself: a person is told at the instant the act commits. `leases` takes deliveries,
`lanes` sends them outside any transaction.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Membership
from accounts.roles import SYSTEM_ADMIN
from tickets.models import Deadline, Delivery, Notice, Ticket
from tickets.notices.catalogue import CATALOGUE
from tickets.notices.events import DAILY
from tickets.outbox import groups, hours, reach
from tickets.outbox.faults import DONE_BEFORE, NEVER_BACK, NO_ADDRESS, PERHAPS_SENT
from tickets.outbox.links import link
from tickets.outbox.reach import address, addresses, choices, keep_addresses, keep_choices
from tickets.outbox.words import Words, brief, facts, render
from tickets.policy.types import Basis

__all__ = [
    "DONE_BEFORE", "NEVER_BACK", "NO_ADDRESS", "PERHAPS_SENT", "Words", "address", "addresses", "brief", "choices",
    "groups", "keep_addresses", "keep_choices", "link", "render",
]  # fmt: skip


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
