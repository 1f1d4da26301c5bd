"""What the machines and rules name in a contract: clause handles, and parameters with bounds. Pure.

A contract may give each its own limit, party or words. A handle that no machine knows, or one that is absent,
is a clock that never runs: both are refused when a file is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tickets.policy.types import ClauseKind

CLOCKS = (
    "change.expand",
    "change.expand_again",
    "change.temporary_end",
    "incident.respond",
    "incident.handle",
    "incident.onsite",
    "incident.locate",
    "incident.locate_key",
    "common.confirm",
    "go_live.check",
    "filing.register",
    "change.file_late",
    "staff.replace",
    "common.accept",
    "onboarding.allocate",
    "common.implement",
    "change.undo",
    "restart.verify",
    "restart.execute",
    "exit.handover",
    "incident.progress",
    "incident.report",
    "provider_exit.decide",
    "provider_exit.help",
    "provider_exit.claim",
    "provider_exit.answer",
    "migration.demand",
    "migration.move",
    "leaving.shut",
    "leaving.erase",
    "switchover.move",
)
GATES = ("provider_exit.notice",)
ADVICE = ("filing.advance", "notice.advance")

CLAUSE_KINDS: Mapping[str, ClauseKind] = MappingProxyType(
    dict.fromkeys(CLOCKS, ClauseKind.CLOCK)
    | dict.fromkeys(GATES, ClauseKind.GATE)
    | dict.fromkeys(ADVICE, ClauseKind.ADVICE)
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
