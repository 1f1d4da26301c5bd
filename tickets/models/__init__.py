"""Schema only, by noun."""

from tickets.models.audit import AuditEntry, KeyedSince, SystemLogHead
from tickets.models.calls import Occasion, ReadBack
from tickets.models.claims import Claim, Fact, Minutes, Statement
from tickets.models.consultations import Consultation, Delegation
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
from tickets.models.exports import Export
from tickets.models.feeds import CalendarFeed
from tickets.models.fees import FeeTable, SystemFee
from tickets.models.namings import Naming
from tickets.models.notices import ContactAddress, Delivery, GroupChannel, MutedChannel, Notice, NoticeHours
from tickets.models.outages import MonitoredOutage, OutageWord
from tickets.models.penalties import PenaltyEdition
from tickets.models.proposals import ProposedTerms
from tickets.models.recurrences import Recurrence
from tickets.models.registers import RegisterEntry
from tickets.models.reports import SupervisionReport
from tickets.models.sampling import SampledOrder, Sampling
from tickets.models.saved import SavedFile, SavedForm, SavedView
from tickets.models.sheets import MonthSheet, SheetLine
from tickets.models.statistics import ClockTally, OpenTally, OrderTally, RatingTally, RollUp, StepTally
from tickets.models.supervision import SupervisionDeed, SupervisionOrder
from tickets.models.terms import TermEvent
from tickets.models.tickets import PROXIES, Attachment, Endorsement, Ticket
from tickets.models.turns import Follow, Turn
from tickets.models.work import (
    Counter,
    FailedWork,
    IdempotencyKey,
    Installation,
    PeriodicTask,
    Seal,
    SentSeal,
    WorkerHeartbeat,
)

__all__ = [
    "PROXIES", "Alert", "Attachment", "AuditEntry", "Breach", "CalendarFeed", "CalendarYear", "CatalogueLine", "Claim",
    "Clause", "ClockTally", "Consultation", "ContactAddress", "Contract", "Counter", "Deadline", "Delegation",
    "Delivery", "Endorsement", "Export", "Fact", "FailedWork", "FeeTable", "Follow", "GroupChannel",
    "IdempotencyKey", "Installation", "Instalment", "Interpretation", "KeyedSince", "LedgerEntry", "Minutes",
    "MonitoredOutage",
    "MonthSheet", "MutedChannel", "Naming", "Notice", "NoticeHours", "Occasion", "OpenTally", "OrderTally",
    "OutageWord", "Pause", "PenaltyEdition", "PeriodicTask", "ProposedTerms", "RatingTally", "ReadBack", "Recurrence",
    "RegisterEntry", "RollUp", "SampledOrder", "Sampling", "SavedFile", "SavedForm", "SavedView", "Seal", "SentSeal",
    "SheetLine", "Statement", "StepTally", "SupervisionDeed", "SupervisionOrder", "SupervisionReport", "Supplement",
    "System", "SystemFee", "SystemLogHead", "TermEvent", "Ticket", "Turn", "WorkerHeartbeat",
]  # fmt: skip
