"""What is told at half past eight of a working day: the night, copies drawn together, internal targets once a week."""

from datetime import datetime
from typing import Any, Final

from accounts.models import Membership
from tickets import nights, outbox, register
from tickets.datelaw.types import local
from tickets.models import Contract, Ticket
from tickets.nights import READERS, Failure
from tickets.notices.events import DAILY, LAST_NIGHT, WEEKLY
from tickets.outbox import Message, digests
from tickets.permissions import side_of

#: So many faults stand in one notice; the page has all.
MOST_FAILURES: Final = 20


def tell(now: datetime) -> None:
    """Nothing on a rest day: what is held then waits for the next working day. The week's digest comes on its first
    working day."""
    today, calendar = local(now).date(), register.calendar()
    if not calendar.is_working(today):
        return
    _tell_of_night(now)
    digests.tell(DAILY, now)
    before = calendar.nth_working_day(today, -1)
    if before.isocalendar()[:2] != today.isocalendar()[:2]:
        digests.tell(WEEKLY, now)


def _tell_of_night(now: datetime) -> None:
    """The agency's people, and the leads, of the faults under their contracts; nobody where nothing failed."""
    start = nights.since(now)
    by_reader: dict[int, list[Failure]] = {}
    by_contract: dict[int, list[Failure]] = {}
    for one in nights.failures(Ticket.objects.filter(sent_at__isnull=False), start):
        by_contract.setdefault(one.ticket.contract_id, []).append(one)
    for reader, contract in _readers(by_contract):
        by_reader.setdefault(reader, []).extend(by_contract[contract])
    key = f"{LAST_NIGHT}:{local(now):%F}"
    messages = [
        Message(event=LAST_NIGHT, recipients=frozenset({reader}), key=key, params=_said(found, start))
        for reader, found in by_reader.items()
    ]
    outbox.queue_all(messages, ticket=None, now=now)


def _readers(contracts: dict[int, list[Failure]]) -> set[tuple[int, int]]:
    """(person, contract). Two queries."""
    places: dict[tuple[str, int], list[int]] = {}
    for row in Contract.objects.filter(pk__in=contracts):
        for role in READERS:
            places.setdefault((role, getattr(row, f"{side_of(role)}_id")), []).append(row.pk)
    held = Membership.objects.filter(role__in=READERS, user__is_active=True).values_list("user", "role", "organization")
    return {(user, contract) for user, role, unit in held for contract in places.get((role, unit), ())}


def _said(found: list[Failure], start: datetime) -> dict[str, Any]:
    return {
        "failed": len(found),
        "open": sum(1 for one in found if one.restored_at is None),
        "since": start.isoformat(),
        "nights": [
            {
                "system": str(one.ticket.system or one.ticket.contract.number),
                "ticket": one.ticket.number,
                "failed_at": one.failed_at.isoformat(),
                "restored_at": one.restored_at.isoformat() if one.restored_at else None,
            }
            for one in found[:MOST_FAILURES]
        ],
    }
