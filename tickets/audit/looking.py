"""Entries read for a person's eyes, each with the verdict on it."""

from collections.abc import Sequence

from tickets.audit import keys
from tickets.audit.chain import SYSTEM_LOG, hash_of
from tickets.audit.verify import CHANGED, MISSING, NO_KEY, NOT_KEYED, Believed
from tickets.models import AuditEntry, Ticket


def verdicts(entries: Sequence[AuditEntry], ticket: Ticket | None = None) -> list[str]:
    """Of each entry of one chain what is wrong with it, as a message id; "": it stands as it was written, upon the
    entry before it. ticket: whose chain it is; None: the system log. Two queries, or three."""
    name, believed = ticket.number if ticket else SYSTEM_LOG, Believed.now()
    before = AuditEntry.objects.filter(ticket=ticket, seq__in=[one.seq - 1 for one in entries])
    hashes = dict(before.values_list("seq", "hash"))
    return [_verdict(one, name, believed, hashes) for one in entries]


def _verdict(entry: AuditEntry, name: str, believed: Believed, hashes: dict[int, str]) -> str:
    if not keys.at_hand(entry.keyed_by):
        return NO_KEY
    if hash_of(entry, name) != entry.hash:
        return CHANGED
    if not believed.allows(entry):
        return NOT_KEYED
    if entry.seq > 1 and entry.seq - 1 not in hashes:
        return MISSING
    return CHANGED if hashes.get(entry.seq - 1, "") != entry.previous else ""
