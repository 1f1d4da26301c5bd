"""Schema only, by noun."""

from tickets.models.audit import AuditEntry, HouseChain
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
from tickets.models.deadlines import Breach, Deadline, Firing, Interval
from tickets.models.notices import Delivery, Notice
from tickets.models.tickets import PROXIES, Attachment, Endorsement, Ticket
from tickets.models.work import Chore, Counter, Node, Repeat, Seal

__all__ = [
    "PROXIES",
    "Attachment",
    "AuditEntry",
    "Breach",
    "CalendarYear",
    "CatalogueLine",
    "Chore",
    "Clause",
    "Contract",
    "Counter",
    "Deadline",
    "Delivery",
    "Endorsement",
    "Firing",
    "HouseChain",
    "Instalment",
    "Interpretation",
    "Interval",
    "LedgerEntry",
    "Node",
    "Notice",
    "Repeat",
    "Seal",
    "Supplement",
    "System",
    "Ticket",
]
