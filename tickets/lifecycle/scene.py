"""What a guard may look at: one ticket, one actor, one instant, as plain values. Loaded once by `actions`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from tickets.datelaw.types import ZONE
from tickets.lifecycle.attendance import Absence
from tickets.lifecycle.cases import EventCase
from tickets.lifecycle.duties import Clock
from tickets.lifecycle.endorsements import EndorsementKind
from tickets.lifecycle.fields import Field
from tickets.lifecycle.papers import Slot
from tickets.penalties.balance import MoneyBalance
from tickets.policy.known import Parameter, Switch
from tickets.policy.types import ScoreSheetTerms

if TYPE_CHECKING:
    from tickets.lifecycle.kinds.finding.contract_rules import FindingRules

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ClockFact:
    """The newest deadline of one duty on this ticket. `reasons`: for which it may be paused."""

    party: str
    state: str  # running, paused, met, breached, cancelled
    late: bool
    open: bool
    resting: bool = False
    reasons: tuple[str, ...] = ()
    started_at: datetime | None = None
    #: From then on it is nearly due, and due.
    nearly_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """An application that must be in time: when it was handed over by what stands, and whether that is settled."""

    at: datetime
    settled: bool


@dataclass(frozen=True, slots=True)
class Endorsed:
    """An endorsement that stands.

    `digest` is that of the content when it was given, `request` that of type, term and lines alone; `data`
    holds the values typed with it, `at` is when it was given. `principal`: the person whom the actor stood in for;
    both count as the author.
    """

    by: int | None
    digest: str
    request: str = ""
    principal: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    used: bool = False
    #: When it was given, and in which unit.
    at: datetime | None = None
    unit: int | None = None

    @property
    def persons(self) -> frozenset[int]:
        return frozenset(person for person in (self.by, self.principal) if person is not None)

    def value(self, declared: Field[T]) -> T | None:
        found: T | None = self.data.get(declared.name)
        return found


@dataclass(frozen=True, slots=True)
class Consented:
    """A consent that may still be used: its first and last day, and its systems; none named: all of the contract."""

    first: date
    last: date
    systems: frozenset[str]

    def covers(self, first: date, last: date, systems: frozenset[str]) -> bool:
        """All of these days and systems; none named: all of the contract."""
        within = not self.systems or (bool(systems) and systems <= self.systems)
        return self.first <= first and last <= self.last and within


@dataclass(frozen=True, slots=True)
class Ending:
    """The act that ends the contract: how, on what basis, its last day, by which order, for which systems."""

    act: str
    basis: str
    ends: date
    number: str
    systems: frozenset[str]


class Facts(Protocol):
    """What lies in other rows. Each is read once, when a guard asks for it."""

    #: First day of the contract's term.
    @property
    def term_starts(self) -> date: ...

    #: Last day of the contract's term as amended.
    @property
    def term_ends(self) -> date: ...

    #: What ends the contract; None where nothing does yet.
    @property
    def ending(self) -> Ending | None: ...

    #: Number of each consent to a drill of the platform that is granted and not used yet -> what it covers.
    @property
    def consents(self) -> Mapping[str, Consented]: ...

    #: Codes of the systems that the order takes in.
    @property
    def scope(self) -> frozenset[str]: ...

    #: Codes of the contract's systems that have not left the cloud.
    @property
    def running(self) -> frozenset[str]: ...

    #: Code of the system for which the order stands; "" where it stands for the whole contract (M19).
    @property
    def own_system(self) -> str: ...

    #: The last day of the switchover that follows the term; None under a contract that knows none (13.3).
    @property
    def switchover_ends(self) -> date | None: ...

    #: Code of the line -> what the ledger holds of it for the order's system now.
    @property
    def held(self) -> Mapping[str, int]: ...

    #: Code of the line -> its name.
    @property
    def line_names(self) -> Mapping[str, str]: ...

    #: The rules that a finding under the contract may name, by their codes.
    @property
    def finding_rules(self) -> "FindingRules": ...

    def holders(self, roles: frozenset[str]) -> Mapping[int, str]:
        """Who holds one of these roles under the contract, with their names."""

    def stood_in_for(self, kind: str, now: datetime) -> Mapping[int, frozenset[int]]:
        """Substitute -> for whom they act on orders of this kind now."""

    #: Last day of the limit for a replacement of staff (8.9), were it demanded now; None without such a clause.
    @property
    def replace_by(self) -> date | None: ...

    #: The first working day after today.
    @property
    def next_working_day(self) -> date | None: ...

    #: What the contract's interpretation says of a parameter.
    def number(self, parameter: Parameter) -> int: ...

    #: From then on an application to leave is late; None where the contract sets no such day.
    @property
    def notice_due(self) -> datetime | None: ...

    #: The newest application to leave; None where there is none, or an earlier release took it.
    @property
    def application(self) -> HandedOver | None: ...

    def reading(self, switch: Switch) -> str:
        """How the contract reads an open question, as one of the switch's values."""

    #: Days that a trial run must have lasted, 0 for any (interpretation M12).
    @property
    def trial_days(self) -> int: ...

    #: How long the window of a restart may be, in hours (M13).
    @property
    def permit_hours(self) -> int: ...

    #: So many days ahead the window of an urgent change may lie (M7b).
    @property
    def urgent_days(self) -> int: ...

    #: Filing numbers of the agency's exit orders that cover the system; empty where none is in the service.
    @property
    def exit_filings(self) -> frozenset[str]: ...

    #: So far an instant may be off an edge of the window before that counts.
    @property
    def tolerance(self) -> timedelta: ...

    #: Until then a recovery may be rejected (M16).
    @property
    def reject_until(self) -> datetime | None: ...

    #: Until then a closed report may be reopened (M16).
    @property
    def reopen_until(self) -> datetime | None: ...

    #: Until then a report that was handed in may be returned; None while it is not closed.
    @property
    def return_until(self) -> datetime | None: ...

    #: Number of the order by which the service is accepted, or was; "": there is none.
    @property
    def accepting(self) -> str: ...

    #: From then on the contract is in force; None until that day is registered (G14).
    @property
    def effective_on(self) -> date | None: ...

    #: From then on the last instalment is owed: the service is accepted, nothing is left open, and its last day is
    #: over; None: it is not accepted yet.
    @property
    def accepted_on(self) -> date | None: ...

    #: Number of each instalment -> its sum.
    @property
    def instalments(self) -> Mapping[int, Decimal]: ...

    #: Number of each instalment that is paid by an order, or was -> number of that order.
    @property
    def payments(self) -> Mapping[int, str]: ...

    #: The last month whose sheet of penalties is closed; None: none is. Of a contract that prices nothing today.
    @property
    def sheets_until(self) -> date | None: ...

    #: What may still move what the provider owes by penalties: not settled between the sides, in words.
    @property
    def disputed(self) -> tuple[str, ...]: ...

    #: The lines of the closed sheets that stand against the provider, by their codes.
    @property
    def sheet_lines(self) -> frozenset[str]: ...

    #: What the closed sheets leave of the last instalment.
    @property
    def last_paid(self) -> Decimal: ...

    #: What one side owes the other beyond the last instalment, and what of it is demanded.
    @property
    def balance(self) -> MoneyBalance: ...

    #: The score sheet that both sides agreed on; None: none is.
    @property
    def score_sheet(self) -> ScoreSheetTerms | None: ...

    #: First day of each month that is scored by an order, or was -> number of that order.
    @property
    def scored_months(self) -> Mapping[date, str]: ...

    #: Those who recorded what was looked at in the month, and whom they stood in for.
    @property
    def recorders(self) -> frozenset[int]: ...

    #: The posts that nobody held in a duty, in the order in which that was entered.
    @property
    def absences(self) -> tuple[Absence, ...]: ...

    #: Until the end of that day the provider may object to a result that is issued today.
    @property
    def objection_by(self) -> date: ...

    #: The system is an important one (article 3.10).
    @property
    def important(self) -> bool: ...

    #: Slots filled since the last edit or return.
    @property
    def slots(self) -> frozenset[str]: ...

    #: Basis -> ids of the findings whose right may end the contract now; None under a contract without findings.
    @property
    def rights(self) -> Mapping[str, list[int]] | None: ...

    #: What lies in other rows of the event that a finding is about.
    @property
    def case(self) -> EventCase: ...

    def orders(self, numbers: frozenset[str]) -> frozenset[str]:
        """Those of these numbers that are work orders of the contract."""

    #: Numbers of the supplementary contracts that the contract's edition in force names.
    @property
    def supplements(self) -> frozenset[str]: ...

    #: Codes of the contract's catalogue lines.
    @property
    def catalogue(self) -> frozenset[str]: ...

    #: The lines fit into what contract and supplements hold.
    @property
    def within(self) -> bool: ...

    #: Numbers of the open tickets that take this system off the cloud.
    @property
    def sisters(self) -> frozenset[str]: ...

    #: Duties whose clocks a suspension holds.
    @property
    def suspended(self) -> frozenset[str]: ...


class NotLoadedError(LookupError):
    """A guard asked for a fact of other rows, where only the ticket's own is known."""


class NoFacts:
    """What a list knows. Better no answer than a guessed one."""

    def __getattr__(self, name: str) -> Any:
        raise NotLoadedError(name)


NO_FACTS: Final[Any] = NoFacts()


@dataclass(frozen=True, slots=True)
class Scene:
    """The facts of one act. Times are aware; `fields` and `typed` hold values by field name.

    At an opening or an edit `fields` holds what was typed.
    """

    now: datetime
    kind: str
    state: str
    #: The actor and whomever they stand in for: both count for "not the author".
    persons: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    fields: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    comment: str = ""
    assignee: int | None = None
    opened_unit: int | None = None
    #: Role -> the unit that holds it on the order, where whose turn it is is asked of everybody.
    units_of: Mapping[str, int | None] = field(default_factory=dict)
    #: The party that opened it, where the kind has steps of one side of the order; against one side, the other.
    opening_party: str = ""
    #: The party that raised an order against one side, whoever that is.
    raised_by: str = ""
    #: When the ticket was filed, and when it came into its state.
    opened_at: datetime | None = None
    state_since: datetime | None = None
    #: Who opened, edited or submitted the present content.
    authors: frozenset[int] = frozenset()
    #: Digests of the present content, and of its type, term and lines alone.
    digest: str = ""
    request: str = ""
    endorsements: Mapping[str, Endorsed] = field(default_factory=dict)
    clocks: Mapping[str, ClockFact] = field(default_factory=dict)
    facts: Facts = NO_FACTS

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    def recorded(self, declared: Field[T]) -> T | None:
        """What the ticket says. None: left empty, or not asked when the ticket was filed."""
        found: T | None = self.fields.get(declared.name)
        return found

    def entered(self, declared: Field[T]) -> T | None:
        """What was typed now."""
        found: T | None = self.typed.get(declared.name)
        return found

    def value(self, declared: Field[T]) -> T | None:
        """What was typed now, else what the ticket says."""
        found = self.entered(declared)
        return self.recorded(declared) if found is None else found

    def filled(self, slot: Slot) -> bool:
        """A file lies in this slot since the last edit or return."""
        return slot.name in self.facts.slots

    def endorsed(self, endorsement: EndorsementKind) -> Endorsed | None:
        return self.endorsements.get(endorsement.name)

    def stands(self, endorsement: EndorsementKind) -> bool:
        """This was endorsed, and the content has not changed since."""
        endorsed = self.endorsements.get(endorsement.name)
        return endorsed is not None and endorsed.digest == self.digest

    def clock(self, clock: Clock) -> ClockFact | None:
        return self.clocks.get(clock.code)
