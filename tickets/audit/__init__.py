"""The audit: append-only entries, hashed onto one another in one chain a ticket, and in the system log.

The only writer of `AuditEntry`, `SystemLogHead` and `Seal`. Database triggers (migration 0002) refuse any change
of an entry or a seal; what a superuser changes past them, `verify` finds and names.
"""

from tickets.audit.chain import CHAIN, account_event, log_system, record
from tickets.audit.export import against, export
from tickets.audit.seals import seal, verify_seals
from tickets.audit.verify import Count, Fault, verify

__all__ = [
    "CHAIN", "Count", "Fault", "account_event", "against", "export", "log_system", "record", "seal", "verify",
    "verify_seals",
]  # fmt: skip
