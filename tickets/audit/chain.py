"""Writing the chains. An entry's hash covers the hash before it and everything the entry says."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from accounts.models import Organization, User
from accounts.record import AccountEvent
from tickets.audit import keys
from tickets.audit.faces import NEWEST, faces_of, gone, register
from tickets.models import AuditEntry, SystemLogHead, Ticket, at_once

#: The chain that no ticket owns (sign-ins, loads, exports), as every entry since release 0.1 hashes it: this
#: word can never change. People read `verify.SYSTEM_LOG_NAME`.
SYSTEM_LOG = "house"
#: Where an entry's `data` holds the faces of the rows that were written with it (`faces`).
ROWS = "rows"
#: Beside it, in the entry from which a replay starts: which tables of evidence there were then.
EDITION = "evidence"
#: Action of the entry that tells the faces of all rows as they are: a replay starts from it.
BASELINE = "baseline"
#: Action of the entry of a restore: what it says of numbers and instants explains what is missing since the backup.
RESTORED = "restored"
#: Action of the entry of a migration that ran beside processes of the release before, with the reason.
MIGRATED_BESIDE = "migrated_beside"
#: What reads back from JSON as it was, whoever wrote it.
SIMPLE: Final = frozenset({str, int, bool, type(None)})
#: What an entry changes of its ticket's row.
CHAIN = ("chain_length", "chain_head")


def content(entry: AuditEntry, chain: str) -> dict[str, Any]:
    """What an entry of this chain (a ticket's number, or `SYSTEM_LOG`) says, as it is hashed and exported.

    People and units by id, since names may change; `at` in UTC to the microsecond.
    """
    said = {
        "chain": chain,
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "on_behalf_of": entry.on_behalf_of_id,
        "unit": entry.unit_id,
        "action": entry.action,
        "source": entry.source,
        "target": entry.target,
        "allowed": entry.allowed,
        "data": entry.data,
        "previous": entry.previous,
    }
    return said | {"keyed_by": entry.keyed_by} if entry.keyed_by else said


def hash_of(entry: AuditEntry, chain: str) -> str:
    """The keyed digest of its canonical JSON. Raises KeyError for a key that is not at hand."""
    return keys.digest(entry.keyed_by, canonical(content(entry, chain)).encode())


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces and plain characters: the same bytes for the same value, always."""
    return _WRITES.encode(value)


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an audit entry")


def _settled(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """As it reads back. Raises TypeError for unknown types, and for floats: no two databases write them alike."""
    plain: dict[str, Any] = _READS.decode(canonical(dict(data or {})))
    return plain


def _settled_rows(rows: Mapping[str, Mapping[str, Mapping[str, Any] | None]]) -> dict[str, Any]:
    """The same of faces, most of whose columns read back as they are."""
    return {
        table: {name: face if face is None else _settled_face(face) for name, face in faces.items()}
        for table, faces in rows.items()
    }


def _settled_face(face: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column: value if type(value) in SIMPLE else _settled({column: value})[column] for column, value in face.items()
    }


def _refuse_float(text: str) -> float:
    raise TypeError(f"{text}: amounts are Decimal in an audit entry, never float")


#: Made once: Python makes another at each call that asks for something out of the usual.
_WRITES: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_as_text
)
_READS: Final = json.JSONDecoder(parse_float=_refuse_float)


def draft(
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
    ahead: int = 0,
) -> AuditEntry:
    """An entry of the ticket's chain that is still to be appended; `ahead`: how many come before it.

    `actor` None: the service itself. `allowed` False: a refusal that an auditor must know of. Raises as `_settled`.
    """
    return AuditEntry.new(
        ticket=ticket,
        seq=ticket.chain_length + 1 + ahead,
        at=now,
        actor=actor,
        on_behalf_of_id=on_behalf_of,
        unit_id=unit,
        action=action,
        source=source,
        target=target,
        allowed=allowed,
        data=_settled(data),
    )


def append(ticket: Ticket, entry: AuditEntry, rows: Mapping[str, Any] | None = None) -> None:
    """Append a draft to the ticket's chain, with the faces of the rows that the act wrote.

    The caller holds the ticket's row lock, which keeps the chain single, and saves the ticket's `CHAIN` columns,
    set here, with whatever else the act changed. Raises Unavailable where no key is at hand.
    """
    append_all([(ticket, entry, rows or {})])


def _link(ticket: Ticket, entry: AuditEntry, rows: Mapping[str, Any] | None) -> None:
    if rows:
        entry.data = {**entry.data, ROWS: _settled_rows(rows)}
        if entry.seq == 1 or entry.action == BASELINE:
            entry.data[EDITION] = NEWEST
    entry.previous = ticket.chain_head
    _sign(entry, ticket.number)
    ticket.chain_length, ticket.chain_head = entry.seq, entry.hash


def record(ticket: Ticket, action: str, **said: Any) -> AuditEntry:
    """Draft and append at once. Raises as both."""
    entry = draft(ticket, action, **said)
    append(ticket, entry)
    return entry


@transaction.atomic
def log_system(
    action: str,
    *,
    now: datetime,
    actor: User | None = None,
    unit: Organization | None = None,
    data: Mapping[str, Any] | None = None,
    rows: Mapping[str, Any] | None = None,
) -> None:
    """Append to the system log, whose one row is locked here: the last lock that a transaction takes.

    rows: the faces of the rows that were written. Raises Unavailable where no key is at hand.
    """
    chain, _created = SystemLogHead.objects.select_for_update().get_or_create(pk=1)
    said = {**(data or {}), ROWS: rows} if rows else data
    seq, previous = chain.length + 1, chain.head
    entry = AuditEntry(seq=seq, at=now, actor=actor, unit=unit, action=action, data=_settled(said), previous=previous)
    _sign(entry, SYSTEM_LOG)
    entry.save(force_insert=True)
    chain.length, chain.head = entry.seq, entry.hash
    chain.save(update_fields=["length", "head"])


@transaction.atomic
def register_baseline(now: datetime) -> bool:
    """Put the whole register on record as it is, where an earlier release left it. False: nothing to do."""
    head = SystemLogHead.objects.select_for_update().filter(pk=1, baseline_due=True).first()
    if head is None:
        return False
    log_system(BASELINE, now=now, rows=register())
    SystemLogHead.objects.filter(pk=head.pk).update(baseline_due=False)
    return True


def append_all(drafts: Iterable[tuple[Ticket, AuditEntry, Mapping[str, Any]]]) -> None:
    """As `append`, for entries of many tickets, those of each in their order: one statement."""
    entries: list[AuditEntry] = []
    for ticket, entry, rows in drafts:
        _link(ticket, entry, rows)
        entries.append(entry)
    at_once.insert(entries)


def _sign(entry: AuditEntry, chain: str) -> None:
    entry.keyed_by = keys.signing()
    entry.hash = hash_of(entry, chain)


def account_event(event: AccountEvent) -> None:
    """What happens to accounts goes into the system log (setting ACCOUNT_RECORDER; GB/T 22239 8.1.4.3)."""
    data = {"address": event.address, **event.data} if event.address else event.data
    rows = gone(event.dropped)
    for table, faces in faces_of(event.rows).items():  # a row that goes by another name now stands under that one
        rows[table] = rows.get(table, {}) | faces
    log_system(event.name, now=event.at, actor=event.actor, unit=event.unit, data=data, rows=rows)
