"""What an act reports: something that happened in the world at a time of its own, which clocks hang on.

All other acts (approvals, seals, permits) take effect by being entered. Whoever reports may say when it happened; said
late, it is what one side says, until the other accepts it or the supervisor decides (docs/claims.md).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tickets.lifecycle.bounds import NOW, REACHED, TERM_STARTS, not_after, not_before
from tickets.lifecycle.fields import Field, Instant, LongText
from tickets.lifecycle.papers import OUTSIDE, Slot
from tickets.policy.known import Parameter
from tickets.policy.types import Party

if TYPE_CHECKING:
    from tickets.lifecycle.conditions import Condition
    from tickets.lifecycle.duties import Gate

#: When it happened, where that is not the instant of the entry; and why it is entered late. What went before it on the
#: order bounds it closer (`actions/claims/bounds.py`).
HAPPENED_AT: Final = Instant(
    "Happened at", within=(not_before(REACHED), not_after(NOW)), example=None, required=False, name="happened_at"
)
LATE_REASON: Final = LongText(
    "Reason for the late entry", example=None, required=False, needed="(needed for a late entry)", name="late_reason"
)
FACT_EVIDENCE: Final = Slot("Evidence of the time", name="fact_evidence", paper=OUTSIDE)

#: A paper may have been handed over on any day of the term.
HANDED_OVER_AT: Final = HAPPENED_AT.bounded(not_before(TERM_STARTS), not_after(NOW))
#: All by which a report says its time; they are no terms of any act's own.
SAID: Final = (HAPPENED_AT, HANDED_OVER_AT, LATE_REASON)


@dataclass(frozen=True, slots=True)
class Report:
    """A step that reports a fact, named like the step.

    answered_by: the side that may accept or contest it; None: the other side of the two, for others the agency.
    telling: the fact is itself the telling (a paper served, a call): duties of the other side start at it, once it is
    settled. turns_down: a result is turned down; what happened is that the defect was seen, and the checker's own clock
    stops at the entry. since: names of the facts before which it cannot have happened; none: the state's beginning.
    at: the fields that say when, where there are such; the earliest counts. reach: so many hours back it may lie,
    where no fact bounds it. unless: the condition under which it is no fact that a claim could be about. denies: the
    fact, by its name, that by this report did not happen. gate: it is handed over on paper, at any time of the term,
    and that instant is held against this gate; the clocks of the act run from its entry.
    """

    answered_by: Party | None = None
    telling: bool = False
    turns_down: bool = False
    since: tuple[str, ...] = ()
    at: tuple[Instant, ...] = ()
    reach: Parameter | None = None
    unless: "Condition | None" = None
    denies: str = ""
    gate: "Gate | None" = None

    @property
    def asks(self) -> tuple[Field[Any], ...]:
        """What may be said of its time: no instant where fields of the act's own say it."""
        if self.at:
            return (LATE_REASON,)
        return (HAPPENED_AT if self.gate is None else HANDED_OVER_AT, LATE_REASON)


#: Something that one's own side did.
DONE: Final = Report()
#: A paper or a call that the other side received.
SERVED: Final = Report(telling=True)
#: A filing number was given: it starts the provider's work.
FILED: Final = Report(answered_by=Party.PROVIDER)
#: A result is turned down.
SEEN: Final = Report(turns_down=True)
