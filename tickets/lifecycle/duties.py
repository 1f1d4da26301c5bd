"""The duties that a contract puts limits on, by name. Their articles, limits and parties are data of each contract.

A kind names the duties that its steps start and stop; those of several kinds stand here. Three sorts: a clock
makes deadline rows, a gate refuses, an advice is shown and never refuses.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tickets.policy.types import PauseReason

if TYPE_CHECKING:
    from tickets.lifecycle.conditions import Condition

#: Why a clock is paused where nothing else is said: a result is handed over and waits for the other side.
CLAIMED: Final = PauseReason.WITH_OTHER_SIDE
#: Why a clock rests from the instant at which something was handed in or restored: a late entry moves that instant.
HANDED_IN: Final = frozenset({CLAIMED, PauseReason.NOMINEE_UNDER_REVIEW, PauseReason.SERVICE_RESTORED})


class Sort(StrEnum):
    """What sort of duty somebody has, as a to-do groups them."""

    APPROVE = "approve"
    FILE = "file"
    ACCEPT = "accept"
    WORK = "work"
    CORRECT = "correct"
    CONFIRM = "confirm"
    DECIDE = "decide"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Duty:
    """`code` names it in contracts, rows and REST: "restart.verify"."""

    code: str


@dataclass(frozen=True, slots=True)
class Touch:
    """How a step touches one clock: under which condition, and why where it pauses."""

    clock: "Clock"
    condition: "Condition | None" = None
    reason: PauseReason = CLAIMED

    def when(self, condition: "Condition") -> "Touch":
        return Touch(self.clock, condition, self.reason)


@dataclass(frozen=True, slots=True)
class Clock(Duty):
    """A limit that runs on a ticket.

    `since`: the release that asks contracts for it, where an earlier one did not. A contract loaded before lacks the
    clause; the kind is offered under it all the same, and no clock runs until the contract's file is loaded again.
    sort: of what sort the duty is that ends with it. right: what its party may do until then and need not; left undone
    it lapses, and nothing was missed.
    """

    since: str = ""
    sort: Sort = Sort.WORK
    right: bool = False

    def when(self, condition: "Condition") -> Touch:
        """Only if the condition holds."""
        return Touch(self, condition)

    def because(self, reason: PauseReason) -> Touch:
        """Paused for this reason. A wait for a window ends when the window opens."""
        return Touch(self, None, reason)


class Gate(Duty):
    """Until when something may be done at all."""


class Advice(Duty):
    """What is told and never refused."""


ACCEPT: Final = Clock("common.accept", sort=Sort.ACCEPT)
CONFIRM: Final = Clock("common.confirm", sort=Sort.CONFIRM)
IMPLEMENT: Final = Clock("common.implement")
REGISTER: Final = Clock("filing.register", sort=Sort.FILE)
#: What one side’s people owe one another and the ticket: a decision, and a correction of what was returned.
APPROVE: Final = Clock("common.approve", since="0.2.0", sort=Sort.APPROVE)
CORRECT: Final = Clock("common.correct", since="0.2.0", sort=Sort.CORRECT)
UNDO: Final = Clock("change.undo")
OBSERVE: Final = Clock("leaving.observe", since="0.2.0")
JUDGE: Final = Clock("leaving.judge", since="0.2.0", sort=Sort.DECIDE)
SHUT: Final = Clock("leaving.shut")
ERASE: Final = Clock("leaving.erase")
CLAIM: Final = Clock("provider_exit.claim")
ANSWER: Final = Clock("provider_exit.answer")

#: Told at filing (8.3) and before maintenance (8.7); a contract may leave them out.
FILE_AHEAD: Final = Advice("filing.advance")
ANNOUNCE_AHEAD: Final = Advice("notice.advance")
ADVICE: Final = (FILE_AHEAD, ANNOUNCE_AHEAD)
