"""Fields that several kinds or segments ask for. What one kind alone asks for stands on its own page."""

from datetime import timedelta
from typing import Final

from tickets.lifecycle.bounds import (
    ENTERED,
    LATELY,
    NOW,
    SEALED,
    SERVICE_ENDS,
    SHUT_BY,
    SWITCHED_BY,
    TERM_ENDS,
    TERM_STARTS,
    TODAY,
    Moment,
    Point,
    after,
    answer_to,
    not_after,
    not_before,
)
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
    in_service,
    right_now,
    today,
)
from tickets.lifecycle.parameters import STABLE_DAYS
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.tables import Lines, Systems, Table
from tickets.policy.types import PauseReason

#: Why a clock may be paused, in words.
PAUSE_REASONS: Final = {
    PauseReason.AWAITING_FILING: "Waiting for filing",
    PauseReason.AWAITING_APPLICATION: "Waiting for the application for acceptance",
    PauseReason.MATERIALS_INCOMPLETE: "Material for acceptance incomplete",
    PauseReason.AWAITING_INVOICE: "Waiting for the invoice",
    PauseReason.INVOICE_REJECTED: "Invoice returned",
    PauseReason.FISCAL_DELAY: "Delay of the public funds, notified",
    PauseReason.REQUEST_INCOMPLETE: "Request is incomplete",
    PauseReason.AWAITING_SUPPLEMENT: "Waiting for the supplementary contract",
    PauseReason.WINDOW_NOT_OPEN: "The agency’s window is not open yet",
    PauseReason.WAITING_AGENCY: "Waiting for the agency",
    PauseReason.THIRD_PARTY: "Third party",
    PauseReason.TARGET_NOT_READY: "Target environment is not ready",
    PauseReason.SITE_REFUSED: "Access to the site refused",
    PauseReason.SERVICE_RESTORED: "Service is restored",
    PauseReason.NOMINEE_UNDER_REVIEW: "Nominee under review",
    PauseReason.WITH_OTHER_SIDE: "With the other side for checking",
    PauseReason.FORCE_MAJEURE: "Force majeure",
    PauseReason.CARRIER: "Fault of a carrier’s core equipment",
}

#: A clock rests for these by a step alone; nobody suspends it for them.
OF_STEPS: Final = frozenset(
    {
        PauseReason.WITH_OTHER_SIDE,
        PauseReason.AWAITING_APPLICATION,
        PauseReason.MATERIALS_INCOMPLETE,
        PauseReason.AWAITING_INVOICE,
        PauseReason.INVOICE_REJECTED,
        PauseReason.FISCAL_DELAY,
    }
)

ASSIGNEE: Final = Person("Assignee", example="engineer", name="assignee")
COMPLETE: Final = Confirmed("All complete and correct", example=True, name="complete")
GROUND: Final = Choice(
    "Ground for suspending",
    {reason.value: words for reason, words in PAUSE_REASONS.items() if reason not in OF_STEPS},
    words="pause reason",
    example="force_majeure",
    name="ground",
)
REASON: Final = LongText("Reason", example=SENTENCE, name="reason")
PROGRESS_MADE: Final = LongText("Progress", example=SENTENCE, name="progress")
RISK: Final = LongText("Possible damage", example=SENTENCE, name="risk")
TARGET: Final = Text("Target environment", example=SENTENCE, name="target")
PLANNED_DATE: Final = Day(
    "Planned date", within=(not_before(TODAY), not_after(SERVICE_ENDS)), example=in_service(10), name="planned_date"
)
OPEN_FINDINGS: Final = Number("Open findings of medium or higher risk", example=0, name="open_findings")
END_DATE: Final = Day("End date", within=(not_before(TODAY), not_after(TERM_ENDS)), example=today(), name="end_date")

FILING_NO: Final = Text("Filing number", example="BA-2026-0001", name="filing_no")
FILED_ON: Final = Day("Filed on", within=(not_before(SEALED), not_after(TODAY)), example=today(), name="filed_on")
EXIT_FILING_NO: Final = Text("Filing number of the exit", example="BA-2026-0001", name="exit_filing_no")
EXIT_FILED_ON: Final = Day(
    "The exit was filed on",
    within=(not_before(TERM_STARTS), not_after(TODAY)),
    example=today(),
    required=False,
    needed="(needed where no exit order is in the service)",
    name="exit_filed_on",
)
MISSING: Final = LongText("Missing material", example=SENTENCE, name="missing")

#: A window that has opened lately may still be asked for.
WINDOW_START: Final = Instant(
    "Window starts", within=(not_before(LATELY), not_after(SERVICE_ENDS)), example=right_now(), name="window_start"
)
#: The night after the last day still serves. The example stays open while a ticket is carried to its end.
WINDOW_END: Final = Instant(
    "Window ends",
    within=(after(answer_to(WINDOW_START)), after(NOW), not_after(SWITCHED_BY)),
    example=right_now(hours=4),
    name="window_end",
)

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
#: An order of which a system is named may concern others as well.
ALSO: Final = Systems("Other systems concerned", example=None, required=False, name="also")

RELATED_ORDER: Final = "related_order"
RELATED: Final = Table(
    "Related orders",
    (Text("Order number", example="GD-2026-000001", name=RELATED_ORDER),),
    example=None,
    required=False,
    name="related",
)

#: Of a kind that takes nothing off the cloud.
CONCERNED: Final = Systems(
    "Systems concerned",
    example=None,
    required=False,
    needed="(none chosen: all that the order stands for)",
    name="systems",
)

OBSERVED_FROM: Final = Day(
    "Observed from", within=(not_before(ENTERED), not_after(TODAY)), example=today(), name="observed_from"
)


def _stable(scene: Scene) -> Moment | None:
    first = scene.value(OBSERVED_FROM)
    return first and first + timedelta(days=scene.facts.number(STABLE_DAYS) - 1)


OBSERVED_TO: Final = Day(
    "Observed to",
    within=(
        not_before(answer_to(OBSERVED_FROM)),
        not_before(Point("stable_until", "the last of the days that must be observed", _stable)),
        not_after(TODAY),
    ),
    example=today(),
    name="observed_to",
)
SHUT_DOWN_ON: Final = Day(
    "Shut down on", within=(not_before(TODAY), not_after(SHUT_BY)), example=today(), name="shut_down_on"
)
DATA_RECEIVED: Final = Confirmed("Data has been received", example=True, name="data_received")
ERASURE_METHOD: Final = LongText("Method of erasure", example=SENTENCE, name="erasure_method")
MEDIA: Final = Number("Number of media", example=0, name="media")
AMOUNT: Final = Money("Amount", example="0.00", name="amount")

#: The agency's own work on a system that is live (8.7).
MAINTENANCE: Final = Choice(
    "Maintenance",
    {
        "upgrade": "Upgrade",
        "penetration_test": "Penetration test",
        "hardening": "Security hardening",
        "other": "Other maintenance",
    },
    example="upgrade",
    name="maintenance",
)
WORK_FROM: Final = Instant(
    "Maintenance from",
    within=(not_before(LATELY), not_after(SERVICE_ENDS)),
    example=right_now(hours=1),
    name="work_from",
)
WORK_TO: Final = Instant(
    "Maintenance to",
    within=(after(answer_to(WORK_FROM)), after(NOW), not_after(SWITCHED_BY)),
    example=right_now(hours=5),
    name="work_to",
)
