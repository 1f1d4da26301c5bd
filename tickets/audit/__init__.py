"""The audit: append-only entries, hashed onto one another in one chain a ticket, and in the system log.

The only writer of `AuditEntry`, `SystemLogHead` and of seals. Database triggers (migrations 0002, 0016) refuse any
change; what a superuser changes past them `verify` finds in the chains, `verify_rows` in the rows of which they tell.
"""

from tickets.audit.chain import (
    BASELINE,
    CHAIN,
    EDITION,
    MIGRATED_BESIDE,
    RESTORED,
    ROWS,
    account_event,
    append,
    append_all,
    draft,
    log_system,
    record,
    register_baseline,
)
from tickets.audit.export import WITHHELD, against, export, seals_over, told_of
from tickets.audit.faces import Written, changed, faces_of, register, under
from tickets.audit.rows import (
    RowCount,
    RowFault,
    faces_of_tickets,
    unrecorded_among,
    unrecorded_tickets,
    verify_files,
    verify_rows,
)
from tickets.audit.seals import begin_keys, missing_keys, seal, verify_seals
from tickets.audit.sending import overdue, restores, send, unsent, verify_sent
from tickets.audit.verify import Count, Fault, verify

__all__ = [
    "BASELINE", "CHAIN", "EDITION", "MIGRATED_BESIDE", "RESTORED", "ROWS", "WITHHELD", "Count", "Fault", "RowCount",
    "RowFault", "Written", "account_event", "against", "append", "append_all", "begin_keys", "changed", "draft",
    "export", "faces_of", "faces_of_tickets", "log_system", "missing_keys", "overdue", "record", "register",
    "register_baseline", "restores", "seal", "seals_over", "send", "told_of", "under", "unrecorded_among",
    "unrecorded_tickets", "unsent", "verify", "verify_files", "verify_rows", "verify_seals", "verify_sent",
]  # fmt: skip
