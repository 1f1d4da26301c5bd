"""What a change asks for."""

from typing import Final

from tickets.lifecycle import applicant
from tickets.lifecycle.bounds import (
    FILED_LATE,
    SERVICE_ENDS,
    TERM_STARTS,
    TODAY,
    Moment,
    Point,
    after,
    answer_to,
    not_after,
    not_before,
    recorded,
)
from tickets.lifecycle.endorsements import URGENT
from tickets.lifecycle.fields import (
    SENTENCE,
    AskedIf,
    Choice,
    Day,
    LongText,
    Number,
    Text,
    YesNo,
    in_term,
)
from tickets.lifecycle.questions import END_DATE, FILED_ON, LINES, WINDOW_START
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.tables import BeforeAfter, SystemCode, Table

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
TERM: Final = Choice(
    "Term",
    {"long_term": "Long-term", "temporary": "Temporary"},
    example="long_term",
    asked_if=AskedIf(TYPE, ("expansion",), otherwise="long_term"),
    name="term",
)
#: The example is a long-term change, which has no end. What ends before it begins was never needed.
ENDS: Final = END_DATE.bounded(
    not_before(TODAY), not_before(answer_to(WINDOW_START)), not_after(SERVICE_ENDS)
).optional(needed="(needed for a temporary expansion)", example=None, asked_if=AskedIf(TERM, ("temporary",)))
EXTENDED_TO: Final = END_DATE.bounded(
    after(recorded(END_DATE, "the present end date")), not_before(TODAY), not_after(SERVICE_ENDS)
).changed(example=in_term(90))
FILED_LATE_ON: Final = FILED_ON.bounded(not_before(FILED_LATE), not_after(TODAY))
DELTAS: Final = LINES.optional(
    needed="(needed to expand, reduce or move)",
    asked_if=AskedIf(TYPE, ("expansion", "reduction", "move")),
    hint="More is written as 4, less as -4; what moves to another system as 4. Leave rows empty that you do not need.",
)
#: The example is no move.
TO_SYSTEM: Final = SystemCode(
    "System to which they move",
    example=None,
    required=False,
    needed="(needed to move)",
    since=2,
    asked_if=AskedIf(TYPE, ("move",)),
    name="to_system",
)
#: What changes on which host, beside the lines: how it stood and how it is to stand.
HOSTS: Final = BeforeAfter(
    "Change of hosts",
    (
        Text("Host", example="app-01", name="host"),
        Choice(
            "Item",
            {
                "whole": "Whole host",
                "cpu": "Processor",
                "memory": "Memory",
                "system_disk": "System disk",
                "data_disk": "Data disk",
                "os": "Operating system",
                "database": "Database",
                "middleware": "Middleware",
                "government_ip": "IP on the government network",
                "internet_ip": "IP on the internet",
                "domain": "Domain",
                "other": "Other",
            },
            example="memory",
            name="item",
        ),
        Text("Before the change", example="8 GB", required=False, name="before"),
        Text("After the change", example="16 GB", required=False, name="after"),
    ),
    example=[],
    required=False,
    since=3,
    asked_if=AskedIf(TYPE, ("expansion", "reduction", "move", "software")),
    hint="What is new has no “before”, what goes has no “after”. Leave rows empty that you do not need.",
    name="hosts",
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
        Day(
            "Valid from",
            within=(not_before(TERM_STARTS), not_after(SERVICE_ENDS)),
            example=None,
            required=False,
            since=3,
            name="valid_from",
        ),
        Day(
            "Valid to",
            within=(not_before(TODAY), not_after(SERVICE_ENDS)),
            example=None,
            required=False,
            since=3,
            name="valid_to",
        ),
        LongText("Purpose", example=None, required=False, name="purpose"),
    ),
    example=[],
    required=False,
    needed="(needed to change network policy)",
    asked_if=AskedIf(TYPE, ("policy",)),
    name="policies",
)
DAYS: Final = Number("Days of the second limit", least=1, most=365, example=3, name="days")
INTERRUPTS: Final = YesNo("Interrupts service", example=False, name="interrupts")
DATA_SAVED: Final = YesNo(
    "Data is saved",
    example=True,
    required=False,
    needed="(needed to reduce)",
    asked_if=AskedIf(TYPE, ("reduction",)),
    name="data_saved",
)
#: What the agency does itself on a system that is live (8.7).


def _planned_start(scene: Scene) -> Moment | None:
    """Urgent work goes before its filing (M7): nothing is filed ahead of it."""
    return None if scene.endorsed(URGENT) else scene.value(WINDOW_START)


PLANNED_START: Final = Point(WINDOW_START.name, WINDOW_START.english, _planned_start, context=WINDOW_START.context)
#: Why waiting for the filing would do harm. Nothing else is urgent (interpretation M7b).
URGENT_GROUND: Final = Choice(
    "Ground of urgency",
    {
        "fault": "A fault must be cured",
        "security": "A security hole or an attack",
        "public_event": "A major event or emergency that was not foreseeable",
        "order": "An urgent order from above",
    },
    example="fault",
    name="urgent_ground",
)
URGENT_REASON: Final = LongText("Reason for urgency", example=SENTENCE, name="urgent_reason")
#: What others ask since their second edition, a change asks since its third.
APPLIES: Final = tuple(one.changed(since=3) for one in applicant.APPLICANT)
ON_PAPER: Final = tuple(one.changed(since=3) for one in applicant.ON_PAPER)
