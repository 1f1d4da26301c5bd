"""Fields that several kinds or segments ask for. What one kind alone asks for stands on its own page."""

from typing import Final

from tickets.lifecycle.fields import (
    MAX_INT,
    SENTENCE,
    Choice,
    Confirmed,
    Day,
    Instant,
    LongText,
    Money,
    Number,
    Offered,
    Person,
    Text,
    right_now,
    today,
)
from tickets.lifecycle.tables import Lines, Systems
from tickets.policy.types import PauseReason

#: Why a clock may be paused, in words.
PAUSE_REASONS: Final = {
    PauseReason.AWAITING_FILING: "Waiting for filing",
    PauseReason.REQUEST_INCOMPLETE: "Request is incomplete",
    PauseReason.AWAITING_SUPPLEMENT: "Waiting for the supplementary contract",
    PauseReason.WINDOW_NOT_OPEN: "The agency’s window is not open yet",
    PauseReason.WAITING_AGENCY: "Waiting for the agency",
    PauseReason.THIRD_PARTY: "Third party",
    PauseReason.SITE_REFUSED: "Access to the site refused",
    PauseReason.SERVICE_RESTORED: "Service is restored",
    PauseReason.NOMINEE_UNDER_REVIEW: "Nominee under review",
    PauseReason.WITH_OTHER_SIDE: "With the other side for checking",
    PauseReason.FORCE_MAJEURE: "Force majeure",
}

ASSIGNEE: Final = Person("Assignee", example="engineer", name="assignee")
COMPLETE: Final = Confirmed("All complete and correct", example=True, name="complete")
GROUND: Final = Choice(
    "Ground for suspending",
    {reason.value: words for reason, words in PAUSE_REASONS.items() if reason is not PauseReason.WITH_OTHER_SIDE},
    words="pause reason",
    example="force_majeure",
    name="ground",
)
REASON: Final = LongText("Reason", example=SENTENCE, name="reason")
RISK: Final = LongText("Possible damage", example=SENTENCE, name="risk")
TARGET: Final = Text("Target environment", example=SENTENCE, name="target")
PLANNED_DATE: Final = Day("Planned date", example=today(10), name="planned_date")
OPEN_FINDINGS: Final = Number("Open findings of medium or higher risk", example=0, name="open_findings")
END_DATE: Final = Day("End date", example=today(), name="end_date")

FILING_NO: Final = Text("Filing number", example="BA-2026-0001", name="filing_no")
FILED_ON: Final = Day("Filed on", example=today(), name="filed_on")
EXIT_FILING_NO: Final = Text("Filing number of the exit", example="BA-2026-0002", name="exit_filing_no")
MISSING: Final = LongText("Missing material", example=SENTENCE, name="missing")

WINDOW_START: Final = Instant("Window starts", example=right_now(), name="window_start")
#: The example stays open while a ticket is carried to its end.
WINDOW_END: Final = Instant("Window ends", example=right_now(hours=4), name="window_end")

LINES: Final = Lines(
    "Resources",
    (
        Offered("Catalogue line", example="vcpu", name="line"),
        Number("Quantity", least=-MAX_INT, example=4, name="quantity"),
    ),
    example=[{"line": "vcpu", "quantity": 4}],
    name="lines",
)

SCOPE: Final = Systems(
    "Systems to be moved out",
    example=None,
    required=False,
    needed="(none chosen: all that the order stands for)",
    hint="With each system go the resources that the ledger holds for it; no other system is touched.",
    name="scope",
)

OBSERVED_FROM: Final = Day("Observed from", example=today(), name="observed_from")
OBSERVED_TO: Final = Day("Observed to", example=today(), name="observed_to")
SHUT_DOWN_ON: Final = Day("Shut down on", example=today(), name="shut_down_on")
DATA_RECEIVED: Final = Confirmed("Data has been received", example=True, name="data_received")
ERASURE_METHOD: Final = LongText("Method of erasure", example=SENTENCE, name="erasure_method")
MEDIA: Final = Number("Number of media", example=0, name="media")
AMOUNT: Final = Money("Amount", example="0.00", name="amount")
