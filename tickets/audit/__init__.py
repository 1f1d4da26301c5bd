"""The audit: append-only entries, hashed onto one another in one chain a ticket and one for the house itself.

The only writer of `AuditEntry`, `HouseChain` and `Seal`. Database triggers (migration 0002) refuse any change
of an entry or a seal; what a superuser changes past them, `verify` finds and names.
"""

from tickets.audit.chain import CHAIN, account_event, house, record
from tickets.audit.export import against, export
from tickets.audit.seals import seal, verify_seals
from tickets.audit.verify import Count, Fault, verify

__all__ = [
    "CHAIN",
    "Count",
    "Fault",
    "account_event",
    "against",
    "export",
    "house",
    "record",
    "seal",
    "verify",
    "verify_seals",
]
