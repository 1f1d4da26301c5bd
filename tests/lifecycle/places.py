"""Every place that a ticket can come to: its state, what is endorsed, how its clocks stand, the hour of its window.

`ways(kind)` goes every way that people and time can go, guards asked and conditions of clocks obeyed, without a
database. Where a step lapses time takes it at once: nobody finds the ticket there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from accounts.roles import PARTY
from tests.lifecycle.scenes import NOW, TODAY
from tests.lifecycle.walk import AGENCY_UNIT, OTHER_UNIT, PEOPLE, example, facts, first_side
from tests.policy.small_contract import SHIPPED
from tickets.lifecycle import KINDS
from tickets.lifecycle import duties as lifecycle
from tickets.lifecycle.conditions import Ask, Guard
from tickets.lifecycle.effects import REBOOK
from tickets.lifecycle.endorsements import STABILITY, SUPPLEMENT_COUNTERSIGNED
from tickets.lifecycle.fields import clean_all
from tickets.lifecycle.guards.authority import UNAUTHORISED
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.known import KNOWN
from tickets.lifecycle.parties import SYS
from tickets.lifecycle.scene import ClockFact, Endorsed, Scene
from tickets.lifecycle.steps import ALL_CLOCKS, Everything, Mark, Op, Step
from tickets.policy import contract_files
from tickets.policy.types import Party, PauseReason

BESIDE: Final = ("suspend", "resume", "hand_over")
HOUR: Final = timedelta(hours=1)
WINDOW: Final = {"window_start": NOW + HOUR, "window_end": NOW + 2 * HOUR}
#: An hour before the window, in it, and after it.
HOURS: Final = (NOW, NOW + 1.5 * HOUR, NOW + 3 * HOUR)
#: What is good for whole days is so from tomorrow on, for one day.
DAY: Final = timedelta(days=1)
VALIDITY: Final = {"valid_from": TODAY + DAY, "valid_to": TODAY + DAY}
DAYS: Final = (NOW, NOW + DAY, NOW + 2 * DAY)
BEFORE, AFTER = 0, 2
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
TERMS: Final = {clause.code: clause for clause in contract_files.read(SHIPPED[0], KNOWN).clauses}

VCPU: Final = [{"line": "vcpu", "quantity": 4}]
TEMPORARY: Final = {"term": "temporary", "end_date": (TODAY + timedelta(days=30)).isoformat()}
#: What a ticket may say, where it decides which way is open and which clocks run; "late": every clock has run out.
VARIANTS: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "change": tuple(
        {**said, "interrupts": interrupts, **more}
        for said in ({}, TEMPORARY, {"type": "reduction", "lines": [{"line": "vcpu", "quantity": -4}]})
        for interrupts in (True, False)
        for more in ({}, {"within": False}, {"late": True})
    ),
    "go_live": ({}, {"late": True}),
    "rectification": ({}, {"late": True}),
    "acceptance": ({}, {"late": True}),
    "payment": ({}, {"late": True}, {"instalment": 2}, {"instalment": 2, "late": True}),
    "recovery": (
        {},
        {"late": True},
        {"owed_for": "late_fee", "owed_sum": "120.30"},
        {"owed_for": "paid_back", "late": True},
    ),
    "dispute": ({}, {"late": True}),
    "force_majeure": ({}, {"late": True}),
    "finding": tuple(
        {**said, **late}
        for said in (
            {},
            {"rules": [{"rule": "15.11"}]},
            {"rules": [{"rule": "A2.6"}, {"rule": "A3.7"}]},
            {"against": "agency", "rules": [{"rule": "12.6"}]},
        )
        for late in ({}, {"late": True})
    ),
    "incident": ({}, {"on_site": True}, {"important": True}),
    "restart": ({}, {"operation": "other"}),
    "drill": ({}, {"late": True}),
    "consent": ({}, {"matter": "platform_drill"}, {"matter": "subcontract"}),
    "provider_exit": ({}, {"notice_due": NOW - HOUR}),
    "exit": ({}, {"sisters": frozenset({"SW-2026-000001"})}),
}
#: What is typed with an endorsement and decides which way is open.
TYPED: Final = {
    STABILITY.name: {"shut_down_on": TODAY},
    SUPPLEMENT_COUNTERSIGNED.name: {"supplement_no": "BC-2026-0002"},
}
FACTS: Final = ("within", "important", "sisters", "notice_due")


class Clock(NamedTuple):
    party: str
    status: str  # running, paused, waiting (for the window), stopped, cancelled

    @property
    def open(self) -> bool:
        return self.status in ("running", "paused", "waiting")


class Place(NamedTuple):
    """A tuple, as a clock is: a hundred thousand are compared."""

    state: str
    endorsed: frozenset[str] = frozenset()
    clocks: frozenset[tuple[str, Clock]] = frozenset()
    hour: int = BEFORE


Clocks = frozenset[tuple[str, Clock]]
#: A step with those of its guards that judge actor and ticket.
Asked = tuple[Step, list[Guard]]


@dataclass
class Ways:
    """One ticket of a kind that says one thing, and everywhere it can come to.

    What many places share is worked out once: what is known at an hour, what a step asks, where it leads the clocks.
    """

    machine: type[Kind]
    said: dict[str, Any]
    opener: str
    found: set[Place] = field(default_factory=set)
    _may: dict[tuple[Place, str], list[Step]] = field(default_factory=dict)
    _asked: dict[tuple[str, str], list[Asked]] = field(default_factory=dict)
    _moved: dict[tuple[Any, ...], Clocks] = field(default_factory=dict)

    def __post_init__(self) -> None:
        over = {name: value for name, value in self.said.items() if name not in (*FACTS, "late")}
        typed, errors = clean_all(self.machine.opening.asks, example(self.machine.opening.asks, NOW) | over)
        assert not errors, errors
        self.hours = DAYS if "valid_to" in typed else HOURS
        self.fields = typed | (WINDOW if "window_end" in typed else VALIDITY if "valid_to" in typed else {})
        self.known = [self.facts(now) for now in self.hours]
        self.marks = {"": self.machine.opening.clocks} | {step.name: step.clocks for step in self.machine.steps}
        self.late = bool(self.said.get("late"))

    def explored(self) -> "Ways":
        start = Place(self.machine.initial.code)
        scene = self.scene(start, self.opener)
        waiting = [self.run(start, start, [one for one in self.marks[""] if one.counts(scene)])]
        while waiting:
            place = waiting.pop()
            if place not in self.found:
                self.found.add(place)
                waiting.extend(self.onward(place))
        return self

    def settled(self) -> Iterator[Place]:
        """Those where people find the ticket: open, and nothing lapses."""
        return (
            place
            for place in self.found
            if not self.machine.by_state[place.state].final and self.lapsing(place) is None
        )

    def onward(self, place: Place) -> Iterator[Place]:
        if (lapse := self.lapsing(place)) is not None:
            yield self.taken(place, lapse, SYS)
            return
        for role in PEOPLE:
            for step in self.permitted(place, role):
                yield from (self.taken(place, step, role, typed) for typed in self.typed(place, step))
        if not {"window_end", "valid_to"}.isdisjoint(self.fields) and place.hour < AFTER:
            opened = {code: one._replace(status="running") for code, one in place.clocks if one.status == "waiting"}
            clocks = dict(place.clocks) | opened
            yield place._replace(hour=place.hour + 1, clocks=frozenset(clocks.items()))

    def lapsing(self, place: Place) -> Step | None:
        step = next((one for one in self.permitted(place, SYS) if one.lapses), None)
        if step is not None and isinstance(step.lapses, lifecycle.Clock):
            clock = dict(place.clocks).get(step.lapses.code)
            return step if self.late and clock is not None and clock.status == "running" else None
        return step if place.hour >= AFTER else None

    def permitted(self, place: Place, role: str) -> list[Step]:
        """What this role may do here, beside what everybody may always do; what would be typed is not judged."""
        if not (asked := self.asked(place.state, role)):
            return []
        found = self._may.get((place, role))
        if found is None:
            scene = self.scene(place, role)
            found = [step for step, guards in asked if all(guard.holds(scene) for guard in guards)]
            self._may[place, role] = found
        return found

    def asked(self, state: str, role: str) -> list[Asked]:
        """The steps of this role from this state, each with the guards that judge actor and ticket."""
        if (state, role) not in self._asked:
            leaving = [one for one in self.machine.leaving(state) if one.name not in BESIDE]
            steps = [one for one in leaving if role in one.roles(self.party)]
            self._asked[state, role] = [(one, [*one.guarded(Ask.WHO), *one.guarded(Ask.STANDING)]) for one in steps]
        return self._asked[state, role]

    def facts(self, now: datetime) -> Any:
        known = {name: self.said[name] for name in FACTS if name in self.said}
        return facts(
            now, **{"reject_until": now + HOUR, "reopen_until": now + HOUR, "return_until": now + HOUR, **known}
        )

    def scene(self, place: Place, role: str, now: datetime | None = None, typed: Mapping[str, Any] = NOTHING) -> Scene:
        person, unit = PEOPLE.get(role), self.unit(role)
        return Scene(
            now=now or self.hours[place.hour],
            kind=self.machine.kind,
            state=place.state,
            persons=frozenset({person} if person else ()),
            roles=frozenset({role}),
            units=frozenset({unit}),
            fields=self.fields,
            typed=typed,
            opened_unit=self.unit(self.opener),
            opening_party=self.party,
            raised_by=PARTY[self.opener] if self.machine.against else "",
            authors=frozenset({PEOPLE[self.opener]}),
            digest="content",
            request="request",
            endorsements=endorsements(place.endorsed),
            clocks=clock_facts(place.clocks, self.late),
            facts=self.known[place.hour],
        )

    @property
    def party(self) -> str:
        """That of whoever opened it, or the one that it is not against."""
        return first_side(self.machine, self.opener, self.fields)

    def unit(self, role: str) -> int:
        return AGENCY_UNIT if PARTY.get(role) == "agency" else OTHER_UNIT

    def typed(self, place: Place, step: Step) -> tuple[Mapping[str, Any], ...]:
        """What is said of work: before its window it was not authorised, after it some was and some was not."""
        if UNAUTHORISED not in step.asks:
            return (NOTHING,)
        outside = {UNAUTHORISED.name: True}
        return {BEFORE: (outside,), AFTER: (NOTHING, outside)}.get(place.hour, (NOTHING,))

    def taken(self, place: Place, step: Step, role: str, typed: Mapping[str, Any] = NOTHING) -> Place:
        """Where the step leads, as the door leaves it."""
        there = Place(
            step.target or place.state,
            endorsed_after(step, place.endorsed),
            place.clocks,
            BEFORE if REBOOK in step.does else place.hour,
        )
        marks = self.marks[step.name]
        if any(one.condition for one in marks):
            scene = self.scene(place, role, self.hours[there.hour], typed)
            marks = tuple(one for one in marks if one.counts(scene))
        return self.run(place, there, marks)

    def run(self, place: Place, there: Place, marks: Sequence[Mark]) -> Place:
        """The place with its clocks as the marks that count leave them."""
        same = (place.clocks, there.state, there.hour, tuple(map(id, marks)))  # they live as long as this
        if same not in self._moved:
            self._moved[same] = self.moved_by(marks, dict(place.clocks), there)
        return there._replace(clocks=self._moved[same])

    def moved_by(self, marks: Iterable[Mark], clocks: dict[str, Clock], there: Place) -> Clocks:
        for mark in marks:
            for code in list(clocks) if mark.clause == ALL_CLOCKS else [mark.clause]:
                clocks[code] = self.moved(clocks.get(code), mark, code, there)
        state = self.machine.by_state[there.state]
        if state.final or (state is self.machine.initial and state.editable):
            clocks = {code: one._replace(status="cancelled") if one.open else one for code, one in clocks.items()}
        return frozenset((code, one) for code, one in clocks.items() if one.status)

    def moved(self, clock: Clock | None, mark: Mark, code: str, there: Place) -> Clock:
        if mark.op is Op.START and (clock is None or not clock.open):
            party = TERMS[code].party
            (mover,) = self.machine.movers(there.state, self.party) if party == Party.MOVER else (party,)
            return Clock(str(mover), "running")
        if clock is None:
            return Clock("", "")
        return clock._replace(status=status_after(clock, mark, there))


def status_after(clock: Clock, mark: Mark, there: Place) -> str:
    """A mark on a clock that is not in its condition does nothing."""
    if mark.op is Op.PAUSE and clock.status == "running":
        for_the_window = mark.ground == PauseReason.WINDOW_NOT_OPEN
        return ("waiting" if there.hour == BEFORE else "running") if for_the_window else "paused"
    if mark.op in (Op.STOP, Op.CANCEL) and clock.open:
        return "stopped" if mark.op is Op.STOP else "cancelled"
    rests = mark.op in (Op.START, Op.RESUME, Op.VOID_PAUSE) and clock.status in ("paused", "waiting")
    reopens = mark.op is Op.REOPEN and clock.status == "stopped"
    return "running" if rests or reopens else clock.status


@cache
def endorsed_after(step: Step, before: frozenset[str]) -> frozenset[str]:
    gone = before if isinstance(step.voids, Everything) else {one.name for one in step.voids}
    used = {f"{one.name} used" for one in step.uses}
    return before - gone | used | {one.name for one in step.grants}


@cache
def endorsements(names: frozenset[str]) -> Mapping[str, Endorsed]:
    return {name: endorsed(name, used=f"{name} used" in names) for name in names}


def endorsed(name: str, *, used: bool) -> Endorsed:
    return Endorsed(None, "content", "request", data=TYPED.get(name, {}), used=used)


@cache
def clock_facts(clocks: Clocks, late: bool) -> Mapping[str, ClockFact]:
    """`late`: whatever runs has run out."""
    return {code: ClockFact(one.party, one.status, late and one.status == "running", one.open) for code, one in clocks}


def ways(kind: str) -> list[Ways]:
    machine = KINDS[kind]
    said = VARIANTS.get(kind, ({},))
    return [Ways(machine, one, opener).explored() for one in said for opener in machine.opening.by[:2]]


def begun(code: str, clock: Clock, place: Place) -> bool:
    """The clock counts now: it runs, and does not wait for its window to open."""
    ahead = TERMS[code].anchor_later == "window_start" and place.hour == BEFORE
    return clock.status == "running" and not ahead
