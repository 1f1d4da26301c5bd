"""What a change asks for."""

from typing import Final

from tickets.lifecycle.fields import SENTENCE, Choice, LongText, Text, YesNo, today
from tickets.lifecycle.questions import END_DATE, LINES
from tickets.lifecycle.tables import SystemCode, Table

TYPE: Final = Choice(
    "Type of change",
    {
        "expansion": "Expansion",
        "reduction": "Reduction",
        "move": "Move",
        "policy": "Network policy",
        "software": "Software",
    },
    example="expansion",
    name="type",
)
TERM: Final = Choice("Term", {"long_term": "Long-term", "temporary": "Temporary"}, example="long_term", name="term")
#: The example is a long-term change, which has no end.
ENDS: Final = END_DATE.optional(needed="(needed for a temporary expansion)", example=None)
EXTENDED_TO: Final = END_DATE.changed(example=today(90))
DELTAS: Final = LINES.optional(
    needed="(needed to expand, reduce or move)",
    hint="More is written as 4, less as -4; what moves to another system as 4. Leave rows empty that you do not need.",
)
#: The example is no move.
TO_SYSTEM: Final = SystemCode(
    "System to which they move", example=None, required=False, needed="(needed to move)", since=2, name="to_system"
)
POLICIES: Final = Table(
    "Network rules",
    (
        Text("Source", example="10.0.0.0/24", name="source"),
        Text("Destination", example="10.0.1.10", name="destination"),
        Text("Protocol", example="tcp", name="protocol"),
        Text("Port", example="443", required=False, name="port"),
        Choice("Direction", {"in": "Inbound", "out": "Outbound"}, example="in", name="direction"),
        Choice("Rule", {"allow": "Allow", "deny": "Deny"}, example="allow", name="action"),
        LongText("Purpose", example=None, required=False, name="purpose"),
    ),
    example=[],
    required=False,
    needed="(needed to change network policy)",
    name="policies",
)
INTERRUPTS: Final = YesNo("Interrupts service", example=False, name="interrupts")
DATA_SAVED: Final = YesNo("Data is saved", example=True, required=False, needed="(needed to reduce)", name="data_saved")
URGENT_REASON: Final = LongText("Reason for urgency", example=SENTENCE, name="urgent_reason")
