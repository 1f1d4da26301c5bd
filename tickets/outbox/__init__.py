"""The sole writer of notices, deliveries and people's addresses. Rows first, in the act's transaction; sending after.

The in-app notice is the row itself: a person is told at the instant the act commits. `leases` takes deliveries,
`lanes` sends them outside any transaction.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Membership, User
from accounts.roles import SYSTEM_ADMIN
from tickets import crash_points
from tickets.models import Deadline, Delivery, Notice, Ticket, at_once
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
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    crash_points.here("acts.committed")
    wake()


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


@dataclass(frozen=True, slots=True)
class Told:
    """What one act has to tell, of a ticket or of none."""

    messages: Iterable[Message]
    ticket: Ticket | None
    at: datetime


def queue_all(messages: Iterable[Message], *, ticket: Ticket | None, now: datetime) -> list[Notice]:
    """Write the messages of one act. See `queue_together`."""
    return queue_together([Told(messages, ticket, now)])


def queue_together(acts: Iterable[Told]) -> list[Notice]:
    """Write notices, each with a delivery a channel that reaches its recipient: in five statements, or six, however
    many acts tell of something.

    Whoever has a notice with the same key already is not told again. Answers the notices that now stand under
    these keys. Raises KeyError for an unknown event or a parameter that its words need and nobody gave.
    """
    first: dict[tuple[int, str], Notice] = {}
    for act in acts:
        for message in act.messages:
            said = _said(message, act.ticket)
            one = Notice.new(ticket=act.ticket, at=act.at, **said)
            for who in message.recipients:
                if (who, message.key) not in first:
                    first[who, message.key] = one.like(recipient_id=who)
    if not first:
        return []
    stored = _store(list(first.values()))
    _draw_together(stored)
    at_once.insert(_deliveries(stored), ignore=True)
    nudge()
    return stored


def _store(notices: list[Notice]) -> list[Notice]:
    """Write them, each with the id under which it stands: of one that stood there before nothing changes."""
    at_once.insert(notices, unless=("recipient", "key"))
    people = User.objects.select_related("notice_hours").in_bulk({one.recipient_id for one in notices})
    for notice in notices:
        notice.lay(recipient=people[notice.recipient_id])
    return notices


def _draw_together(stored: Iterable[Notice]) -> None:
    """Hold the copies told just now of readers who have copies drawn together; a statement only where there are any."""
    together = [one for one in stored if not one.held and hours.draws_together(one)]
    for notice in together:
        notice.held = DAILY
    if together:
        told = Notice.objects.filter(pk__in=[one.pk for one in together], at__in={one.at for one in together}, held="")
        told.update(held=DAILY)


def _said(message: Message, ticket: Ticket | None) -> dict[str, Any]:
    """What the rows of a message have in common. An internal target is never urgent."""
    event, given = CATALOGUE[message.event], message.params
    params = facts(ticket, message.deadline) | {name: given[name] for name in event.needs}
    params["text"] = given.get("text", "")
    urgent = event.urgent and params.get("basis") != Basis.JUDGEMENT
    said = {"event": event.name, "urgent": urgent, "deadline": message.deadline, "params": params}
    return {**said, "key": message.key, "held": message.held}


def _deliveries(notices: Iterable[Notice]) -> list[Delivery]:
    """For the people, and for the groups that they belong to, of what leaves the service at all."""
    leaving = [notice for notice in notices if not (notice.held or CATALOGUE[notice.event].in_app_only)]
    return [*reach.deliveries(leaving), *groups.deliveries(leaving)]


def administrators() -> set[int]:
    """Those who see to the service itself."""
    return holders({SYSTEM_ADMIN})


def holders(roles: Collection[str]) -> set[int]:
    """Whoever holds one of these roles anywhere, and may sign in."""
    held = Membership.objects.filter(role__in=roles, user__is_active=True)
    return set(held.values_list("user", flat=True))
