"""A ticket carried from its opening to its end by nothing but what the kinds declare.

`path(kind)` gives the whole way: whoever drives the service over HTTP takes each move as its people would.
`next_step` chooses one move from what a server says is allowed now.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from accounts.roles import PARTY
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Ask
from tickets.lifecycle.effects import ASSIGN, TAKE
from tickets.lifecycle.fields import Field, Sample, clean_all, out_of_bounds, schema
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.assessment import EXAMPLE_SHEET
from tickets.lifecycle.kinds.finding.contract_rules import UNPRICED
from tickets.lifecycle.parties import AC, AF, AL, AO, OTHER_PARTY, PD, PE, PL, SA, VE
from tickets.lifecycle.scene import Endorsed, Scene
from tickets.lifecycle.steps import ALL, Step
from tickets.penalties.balance import MoneyBalance
from tickets.penalties.settling import FinalDeduction
from tickets.policy.types import ScoreItemTerms, ScoreSheetTerms

#: One person a role.
PEOPLE = {role: number for number, role in enumerate((AC, AL, AF, PD, PE, PL, AO, SA, VE), start=1)}
#: A second person of a role.
SECONDS = {AL: 101, PL: 102}
AGENCY_UNIT, OTHER_UNIT = 1, 2
MOST_MOVES = 60
#: The last instalment was paid with nothing left of it; beside that the agency paid the first one late.
INSTALMENT = Decimal("481204.15")
BALANCE = MoneyBalance(
    found=FinalDeduction(instalment=INSTALMENT, claimed=Decimal("601505.19"), deducted=INSTALMENT),
    late_fees=Decimal("120.30"),
    late_orders=("GD-2026-000001",),
    demanded={},
    done={},
)
#: As the example of a form has it.
AGREED_SHEET = ScoreSheetTerms(source="评分表", items=tuple(ScoreItemTerms(*item) for item in EXAMPLE_SHEET))


@dataclass(frozen=True)
class Move:
    """One act: who presses which button, with what in the form and which papers attached before."""

    action: str
    role: str
    fields: dict[str, Any]
    slots: tuple[str, ...]
    #: Another person of the same role acts: whoever acted before may not settle it alone.
    second: bool = False


def path(kind: str, now: datetime, goal: str = "closed", **fields: Any) -> list[Move]:
    """The moves from opening to `goal` of an order filled in with the examples, `fields` put over them."""
    ticket = Order.opened(KINDS[kind], now, fields)
    return list(ticket.carried_to(goal))


def distances(machine: type[Kind], goal: str) -> dict[str, int]:
    """How many states lie before `goal` on the shortest way of duties; states off every way are left out."""
    known, edge = {goal: 0}, {goal}
    while edge:
        edge = {
            source
            for step in machine.steps
            if not step.aside and step.target in edge
            for source in step.sources
            if source not in known
        }
        known |= dict.fromkeys(edge, max(known.values()) + 1)
    return known


def next_step(
    machine: type[Kind], state: str, allowed: Iterable[str], done: Collection[str] = (), goal: str = "closed"
) -> Step | None:
    """Of the allowed actions the one that leads on; else a duty not `done` yet; else a way round."""
    ahead = distances(machine, goal)
    duties = [machine.by_step[name] for name in allowed if not machine.by_step[name].aside]
    moving = [one for one in duties if one.target in ahead and ahead[one.target] <= ahead[state]]
    onward = [one for one in moving if one.target and ahead[one.target] < ahead[state]]
    beside = [one for one in duties if one.target is None and one.name not in done]
    return next(iter(onward or beside or moving), None)


def sample(now: datetime) -> Sample:
    """A contract two months old."""
    return Sample(now, now.date() - timedelta(days=60), now.date() + timedelta(days=305))


def example(asked: Iterable[Field], now: datetime) -> dict[str, Any]:
    """What a program sends that takes the first example of every field."""
    properties = schema(asked, sample(now))["properties"]
    return {name: shape["examples"][0] for name, shape in properties.items()}


def facts(now: datetime, **given: Any) -> SimpleNamespace:
    """A contract two months old, a system of no importance, every paper attached; `given` put over that."""
    known = {
        "term_starts": sample(now).starts,
        "term_ends": sample(now).ends,
        "ending": None,
        "consents": {},
        "scope": frozenset({"energy-monitoring"}),
        "running": frozenset({"energy-monitoring", "energy-sensing"}),
        "own_system": "energy-monitoring",
        "switchover_ends": sample(now).ends + timedelta(days=31),
        "held": {"vcpu": 100},
        "line_names": {"vcpu": "vCPU"},
        "finding_rules": UNPRICED,
        "holders": lambda roles: {number: role for role, number in PEOPLE.items() if role in roles},
        "stood_in_for": lambda *_asked: {},
        "replace_by": now.date() + timedelta(days=5),
        "next_working_day": now.date() + timedelta(days=1),
        "number": lambda parameter: parameter.otherwise,
        "notice_due": now + timedelta(days=120),
        "application": None,
        "reading": lambda switch: switch.otherwise,
        "trial_days": 30,
        "permit_hours": 24,
        "tolerance": timedelta(minutes=5),
        "urgent_days": 3,
        "exit_filings": frozenset(),
        "reject_until": None,
        "reopen_until": None,
        "return_until": None,
        "accepting": "",
        "effective_on": sample(now).starts,
        "accepted_on": sample(now).ends,
        "instalments": {1: Decimal("721806.23"), 2: Decimal("481204.15")},
        "payments": {},
        "sheets_until": sample(now).ends,
        "disputed": (),
        "sheet_lines": frozenset(),
        "balance": BALANCE,
        "score_sheet": AGREED_SHEET,
        "scored_months": {},
        "recorders": frozenset(),
        "absences": (),
        "objection_by": now.date() + timedelta(days=3),
        "important": False,
        "slots": frozenset({"icp_record"}),
        "case": case(),
        "rights": None,
        "orders": lambda numbers: numbers & {"GD-2026-000001"},
        "supplements": frozenset({"BC-2026-0002"}),
        "catalogue": frozenset({"vcpu"}),
        "within": True,
        "sisters": frozenset(),
        "suspended": frozenset(),
    }
    return SimpleNamespace(**(known | given))


def case(**given: Any) -> SimpleNamespace:
    """The event of a finding: one order that missed a clock, nothing contested, nothing found before."""
    known = {
        "orders": frozenset({"GD-2026-000001"}),
        "missed": frozenset({("GD-2026-000001", "incident.respond")}),
        "fact_finders": frozenset(),
        "fallen": (),
        "contested": (),
        "outages": frozenset({"MON-1"}),
        "not_cured": frozenset(),
        "found": {},
        "of_level_b": (),
    }
    return SimpleNamespace(**(known | given))


def first_side(machine: type[Kind], opener: str, fields: dict[str, Any]) -> str:
    """The party whose side of the order comes first: that of whoever opened it, or the one that it is not against."""
    return PARTY[opener] if machine.against is None else OTHER_PARTY[fields[machine.against.name]].value


@dataclass
class Order:
    """An order without a database: state, content, endorsements, assignee."""

    machine: type[Kind]
    now: datetime
    state: str
    fields: dict[str, Any]
    opener: str
    endorsements: dict[str, Endorsed] = field(default_factory=dict)
    assignee: int | None = None
    done: set[str] = field(default_factory=set)

    @classmethod
    def opened(cls, machine: type[Kind], now: datetime, over: dict[str, Any]) -> "Order":
        raw = example(machine.opening.asks, now) | over
        fields, errors = clean_all(machine.opening.asks, raw)
        assert not errors, errors
        return cls(machine, now, machine.initial.code, fields, machine.opening.by[0])

    @property
    def first_side(self) -> str:
        return first_side(self.machine, self.opener, self.fields)

    def scene(self, role: str, *, second: bool = False) -> Scene:
        person = (SECONDS if second else PEOPLE)[role]
        return Scene(
            now=self.now,
            kind=self.machine.kind,
            state=self.state,
            persons=frozenset({person}),
            roles=frozenset({role}),
            units=frozenset({AGENCY_UNIT if role in (AC, AL, AF) else OTHER_UNIT}),
            fields=self.fields,
            assignee=self.assignee,
            opened_at=self.now,
            state_since=self.now,
            opened_unit=AGENCY_UNIT if self.opener in (AC, AL, AF) else OTHER_UNIT,
            opening_party=self.first_side,
            raised_by=PARTY[self.opener] if self.machine.against else "",
            authors=frozenset({PEOPLE[self.opener]}),
            digest="content",
            request="request",
            endorsements=self.endorsements,
            facts=facts(self.now),
        )

    def allowed(self, role: str, *, second: bool = False) -> list[str]:
        scene = self.scene(role, second=second)
        return [
            step.name
            for step in self.machine.leaving(self.state)
            if role in step.roles(self.first_side)
            and all(guard.holds(scene) for guard in step.when if guard.asks in (Ask.WHO, Ask.STANDING))
        ]

    def carried_to(self, goal: str) -> Iterator[Move]:
        for _ in range(MOST_MOVES):
            if self.state == goal:
                return
            yield self.moved(goal)
        raise AssertionError(f"{self.machine.kind} goes round in circles at {self.state}")

    def moved(self, goal: str) -> Move:
        second = not (ways := self.ways(goal))
        ways = ways or self.ways(goal, second=True)
        assert ways, f"{self.machine.kind}: nobody can go on from {self.state}"
        role, step = min(ways, key=lambda way: way[1].target is None)
        raw = example(step.asks, self.now)
        self.take(step, role, raw, second=second)
        return Move(step.name, role, raw, tuple(slot.name for slot in step.needs), second)

    def ways(self, goal: str, *, second: bool = False) -> list[tuple[str, Step]]:
        own = {role: self.allowed(role, second=second) for role in (SECONDS if second else PEOPLE)}
        choices = {role: next_step(self.machine, self.state, may, self.done, goal) for role, may in own.items()}
        return [(role, step) for role, step in choices.items() if step is not None]

    def take(self, step: Step, role: str, raw: dict[str, Any], *, second: bool = False) -> None:
        """State, endorsements and assignee as the door would leave them. Asserts that it would not refuse."""
        typed, errors = clean_all(step.asks, raw)
        assert not errors, (step.name, errors)
        scene = replace(self.scene(role, second=second), typed=typed)
        refused = [guard.name for guard in step.when if not guard.holds(scene)] + [*out_of_bounds(step.asks, scene)]
        assert not refused, (step.name, refused)
        self._endorse(step, role, typed)
        if {ASSIGN, TAKE} & set(step.does):
            self.assignee = PEOPLE[PE]
        self.done = self.done | {step.name} if step.target is None else set()
        self.state = step.target or self.state

    def _endorse(self, step: Step, role: str, typed: dict[str, Any]) -> None:
        gone = set(self.endorsements) if step.voids is ALL else {one.name for one in step.voids}
        for name in gone & self.endorsements.keys():
            del self.endorsements[name]
        for one in step.uses:
            self.endorsements[one.name] = replace(self.endorsements[one.name], used=True)
        for one in step.grants:
            self.endorsements[one.name] = Endorsed(PEOPLE[role], "content", "request", data=typed, at=self.now)
