"""Schema only, by noun."""

from tickets.models.audit import AuditEntry, SystemLogHead
from tickets.models.contracts import (
    CalendarYear,
    CatalogueLine,
    Clause,
    Contract,
    Instalment,
    Interpretation,
    LedgerEntry,
    Supplement,
    System,
)
from tickets.models.deadlines import Alert, Breach, Deadline, Pause
from tickets.models.notices import ContactAddress, Delivery, Notice
from tickets.models.terms import TermEvent
from tickets.models.tickets import PROXIES, Attachment, Endorsement, Ticket
from tickets.models.work import Counter, IdempotencyKey, PeriodicTask, Seal, WorkerHeartbeat

__all__ = [
    "PROXIES", "Alert", "Attachment", "AuditEntry", "Breach", "CalendarYear", "CatalogueLine", "Clause",
    "ContactAddress", "Contract", "Counter", "Deadline", "Delivery", "Endorsement", "IdempotencyKey", "Instalment",
    "Interpretation", "LedgerEntry", "Notice", "Pause", "PeriodicTask", "Seal", "Supplement", "System", "SystemLogHead",
    "TermEvent", "Ticket", "WorkerHeartbeat",
]  # fmt: skip
