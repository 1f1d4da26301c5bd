"""What the machines and rules name in a contract: clause handles, and parameters with bounds. Pure.

A contract may give each its own limit, party or words. A handle that no machine knows, or one that is absent,
is a clock that never runs: both are refused when a file is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tickets.policy.types import Sort

CLOCKS = (
    "3.4-expand",
    "A3.4-second",
    "3.5-end",
    "3.8-respond",
    "3.8-handle",
    "3.8-onsite",
    "3.10-locate",
    "3.10-locate-key",
    "4.1-confirm",
    "1.4-check",
    "8.3-filing",
    "8.3-late-filing",
    "8.9-replace",
    "9.1-accept",
    "9.1-allocate",
    "9.1-implement",
    "9.1-undo",
    "9.9-verify",
    "9.9-restart",
    "9.10-handover",
    "9.13-progress",
    "9.13-report",
    "13.1-decide",
    "13.1-help",
    "13.1-claim",
    "13.1-answer",
    "13.2-demand",
    "13.2-migrate",
    "13.2-shut",
    "13.2-erase",
    "13.3-switch",
)
GATES = ("13.1-notice",)
ADVICE = ("8.3-advance", "8.7-notice")

SORTS: Mapping[str, Sort] = MappingProxyType(
    dict.fromkeys(CLOCKS, Sort.CLOCK) | dict.fromkeys(GATES, Sort.GATE) | dict.fromkeys(ADVICE, Sort.ADVICE)
)

#: Fields from which a clause may take its limit: a last day, or a number of days beside a unit.
LAST_DAY_FIELDS = frozenset({"end_date", "last_service_day"})
NUMBER_FIELDS = frozenset({"days"})
#: Fields at which a clock may begin later than the act, or earlier (G7).
LATER_FIELDS = frozenset({"window_start", "shut_down_on", "end_date"})
EARLIER_FIELDS = frozenset({"reported_at", "alarm_at"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a parameter may be: a whole number between two others, both allowed."""

    least: int
    most: int

    def admits(self, value: int) -> bool:
        return self.least <= value <= self.most

    def __str__(self) -> str:
        return f"{self.least}–{self.most}"


PARAMETERS: Mapping[str, Bounds] = MappingProxyType(
    {
        "go_live.trial_days": Bounds(0, 365),  # M12; 0 asks for no trial run
        "incident.reject_recovery_working_days": Bounds(1, 30),  # M16
        "incident.reopen_natural_days": Bounds(1, 90),  # M16
        "restart.permit_max_hours": Bounds(1, 168),  # M13
    }
)
