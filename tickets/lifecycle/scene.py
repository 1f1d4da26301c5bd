"""What a guard may look at: one ticket, one actor, one instant, as plain values. Loaded once by `actions`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tickets.datelaw.types import ZONE


@dataclass(frozen=True, slots=True)
class ClockFact:
    """The newest deadline of one clause on this ticket."""

    party: str
    state: str  # running, paused, met, breached, cancelled
    late: bool
    open: bool
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Endorsed:
    """An act that stands until it is voided: approval, filing, signature, permit, acknowledgement.

    `digest` is that of the content when it was given, `request` that of type, term and lines alone; `data`
    holds the cleaned values typed with it. `principal`: whoever the actor stood in for; both count as the
    person.
    """

    by: int | None
    digest: str
    request: str = ""
    principal: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    used: bool = False

    @property
    def persons(self) -> frozenset[int]:
        return frozenset(person for person in (self.by, self.principal) if person is not None)


@dataclass(frozen=True, slots=True)
class Scene:
    """The facts of one act. Times are aware; `fields` and `typed` hold cleaned values.

    At an opening or an edit `fields` holds what was typed. `facts` holds what lies in other rows; only those
    of its kind are asked for, and a missing one is a KeyError: better no answer than a guessed one.

    term_ends       date: last day of the contract's term as amended (exit, switchover, provider_exit)
    notice_due      datetime: from then on an application under 13.1 is late (provider_exit)
    trial_days      int: days that a trial run must have lasted, 0 for any (M12; go_live)
    permit_hours    int: how long the window of a restart may be (M13)
    reject_until    datetime or None: until then a recovery may be rejected (M16; incident)
    reopen_until    datetime or None: until then a closed report may be reopened (M16; incident)
    important       bool: the system is an important one (3.10; incident)
    slots           frozenset[str]: attachment slots filled since the last edit or return (go_live)
    catalogue       frozenset[str]: codes of the contract's catalogue lines (onboarding, change)
    within          bool: the lines fit into what contract and supplements hold (onboarding, change)
    sisters         frozenset[str]: numbers of open orders of 4.5, 4.8, 4.9 on this system (exit)
    suspended       frozenset[str]: clauses paused by a suspension (every kind)
    """

    now: datetime
    kind: str
    state: str
    #: The actor and whoever he stands in for: both count for "not the author".
    persons: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    fields: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    comment: str = ""
    assignee: int | None = None
    opened_unit: int | None = None
    #: Who opened, edited or submitted the present content.
    authors: frozenset[int] = frozenset()
    #: Digests of the present content, and of its type, term and lines alone.
    digest: str = ""
    request: str = ""
    endorsements: Mapping[str, Endorsed] = field(default_factory=dict)
    clocks: Mapping[str, ClockFact] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    def endorsed(self, name: str) -> Endorsed | None:
        return self.endorsements.get(name)

    def stands(self, name: str) -> bool:
        """This was endorsed, and the content has not changed since."""
        endorsed = self.endorsements.get(name)
        return endorsed is not None and endorsed.digest == self.digest

    def asked(self, name: str) -> Any:
        """What was typed now, else what the order says; None if neither says anything."""
        return self.typed.get(name, self.fields.get(name))

    def clock_open(self, clause: str) -> bool:
        clock = self.clocks.get(clause)
        return clock is not None and clock.open
