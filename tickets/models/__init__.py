"""Schema only, by noun."""

from tickets.models.audit import AuditEntry, KeyedSince, SystemLogHead
from tickets.models.calls import Occasion, ReadBack
from tickets.models.claims import Claim, Fact, Minutes, Statement
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
from tickets.models.work import Counter, IdempotencyKey, PeriodicTask, Seal, SentSeal, WorkerHeartbeat

__all__ = [
    "PROXIES", "Alert", "Attachment", "AuditEntry", "Breach", "CalendarYear", "CatalogueLine", "Claim", "Clause",
    "ContactAddress", "Contract", "Counter", "Deadline", "Delivery", "Endorsement", "Fact", "IdempotencyKey",
    "Instalment", "Interpretation", "KeyedSince", "LedgerEntry", "Minutes", "Notice", "Occasion", "Pause",
    "PeriodicTask", "ReadBack", "Seal", "SentSeal", "Statement", "Supplement", "System", "SystemLogHead", "TermEvent",
    "Ticket", "WorkerHeartbeat",
]  # fmt: skip
