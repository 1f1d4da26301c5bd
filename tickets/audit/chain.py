"""Writing the chains. An entry's hash covers the hash before it and everything the entry says."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.record import AccountEvent
from tickets.models import AuditEntry, SystemLogHead, Ticket

#: The chain that no ticket owns (sign-ins, loads, exports), as every entry since release 0.1 hashes it: this
#: word can never change. People read `verify.SYSTEM_LOG_NAME`.
SYSTEM_LOG = "house"
#: What an entry changes of its ticket's row.
CHAIN = ("chain_length", "chain_head")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryContent:
    """What one entry says, as it is hashed and exported. People and units by id: names may change.

    `chain` is the ticket's number or `SYSTEM_LOG`; `data` holds JSON values without floats, which no two databases
    write alike.
    """

    chain: str
    seq: int
    at: datetime
    actor: int | None
    on_behalf_of: int | None
    unit: int | None
    action: str
    source: str
    target: str
    allowed: bool
    data: Mapping[str, Any]
    previous: str

    def plain(self) -> dict[str, Any]:
        """The entry as JSON values, `at` in UTC to the microsecond."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return values | {"at": self.at.astimezone(UTC).isoformat(timespec="microseconds")}

    def hash(self) -> str:
        """sha256 of the canonical JSON, in hexadecimal: 64 characters."""
        return hashlib.sha256(canonical(self.plain()).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces and plain characters: the same bytes for the same value, always."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_as_text
    )


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an audit entry")


def settled(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """`data` as it will be read back, on either database. Raises TypeError for floats and unknown types."""
    plain: dict[str, Any] = json.loads(canonical(dict(data or {})), parse_float=_refuse_float)
    return plain


def _refuse_float(text: str) -> float:
    raise TypeError(f"{text}: amounts are Decimal in an audit entry, never float")


def record(
    ticket: Ticket,
    action: str,
    *,
    now: datetime,
    actor: User | None,
    unit: int | None,
    on_behalf_of: int | None = None,
    source: str = "",
    target: str = "",
    allowed: bool = True,
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append to the ticket's chain. The caller holds the ticket's row lock, which keeps the chain single, and
    saves the ticket's `CHAIN` columns, set here, with whatever else the act changed.

    `actor` None: the service itself. `allowed` False: a refusal that an auditor must know of. Raises
    TypeError for data that could not be read back as written.
    """
    content = EntryContent(
        chain=ticket.number,
        seq=ticket.chain_length + 1,
        at=now,
        actor=actor.pk if actor else None,
        on_behalf_of=on_behalf_of,
        unit=unit,
        action=action,
        source=source,
        target=target,
        allowed=allowed,
        data=settled(data),
        previous=ticket.chain_head,
    )
    entry = _append(content, ticket)
    ticket.chain_length, ticket.chain_head = entry.seq, entry.hash
    return entry


@transaction.atomic
def log_system(
    action: str,
    *,
    now: datetime,
    actor: User | None = None,
    unit: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append to the system log, whose one row is locked here: the last lock that a transaction takes."""
    chain, _created = SystemLogHead.objects.select_for_update().get_or_create(pk=1)
    content = EntryContent(
        chain=SYSTEM_LOG,
        seq=chain.length + 1,
        at=now,
        actor=actor.pk if actor else None,
        on_behalf_of=None,
        unit=unit,
        action=action,
        source="",
        target="",
        allowed=True,
        data=settled(data),
        previous=chain.head,
    )
    entry = _append(content, None)
    chain.length, chain.head = entry.seq, entry.hash
    chain.save(update_fields=["length", "head"])
    return entry


def _append(content: EntryContent, ticket: Ticket | None) -> AuditEntry:
    return AuditEntry.objects.create(
        ticket=ticket,
        seq=content.seq,
        at=content.at,
        actor_id=content.actor,
        on_behalf_of_id=content.on_behalf_of,
        unit_id=content.unit,
        action=content.action,
        source=content.source,
        target=content.target,
        allowed=content.allowed,
        data=content.data,
        previous=content.previous,
        hash=content.hash(),
    )


def account_event(event: AccountEvent) -> None:
    """What happens to accounts goes into the system log (setting ACCOUNT_RECORDER; GB/T 22239 8.1.4.3)."""
    data = {"address": event.address, **event.data} if event.address else event.data
    unit = event.unit.pk if event.unit else None
    log_system(event.name, now=event.at, actor=event.actor, unit=unit, data=data)
