"""Whose turn it is on an order: which role can carry it on, by which step, from when until when.

Pure: over the declarations of the kind and a scene without an actor. A turn is a duty that its holder can do. What is
held up by a fact of the order is nobody's turn, and what only waits for an hour is a turn from that hour on.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Final

from accounts.roles import PARTY, PROVIDER_ENGINEER
from tickets.lifecycle import KINDS
from tickets.lifecycle.conditions import Ask, Guard
from tickets.lifecycle.duties import CLAIMED, Sort
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.parties import OTHER_PARTY, SYS
from tickets.lifecycle.scene import Endorsed, Scene
from tickets.lifecycle.steps import Everything, Mark, Op, Side, Step, touch_of
from tickets.policy.types import Party

#: More changes by time alone than an order can have ahead of it.
MOST_SPANS: Final = 12


@dataclass(frozen=True, slots=True)
class DrawnTurn:
    """`role` can carry the order on by `step`, from `opens_at` until `until` (None: for good).

    barred: those who may not, though they hold the role: whoever wrote a request does not decide on it.
    """

    role: str
    step: str
    sort: Sort
    opens_at: datetime
    until: datetime | None = None
    barred: frozenset[int] = frozenset()


def is_duty(step: Step, scene: Scene) -> bool:
    """What the state waits for, and what a running clock of one's own side waits for while the order stays where it is:
    an act beside the way that takes it elsewhere is no duty of whoever may take it, but an answer of a ruling is, and
    one for which somebody waits."""
    if not step.aside or any(guard.prompts for guard in step.when):
        return True
    answers = step.target is None or is_ruling(step, KINDS[scene.kind], scene.state)
    return answers and any(_settles_own(mark, scene) for mark in step.clocks)


def turns_down(step: Step) -> bool:
    """A verdict against the order: never what is proposed first."""
    return step.turns_back or step.refuses


def sort_of(step: Step, machine: type[Kind], scene: Scene) -> Sort:
    """Of what sort the duty is: as its clock says, of several the one that is open, else by the state in which it is
    done."""
    named, state = [touch_of(touch).clock for touch in step.stops], scene.state
    open_now = [clock for clock in named if (known := scene.clock(clock)) is not None and known.open]
    said = next((clock.sort for clock in open_now or named if clock.sort is not Sort.WORK), None)
    if said is not None:
        return said
    if not machine.by_state[state].editable:
        return Sort.WORK
    return Sort.DRAFT if state == machine.initial.code else Sort.CORRECT


#: Of an order: no side, one of those of whoever opened it, or one against this party.
Sided = Side | Party | None


@cache
def waiting() -> dict[tuple[str, Sided], list[str]]:
    """(role, side of the order) -> the (kind, state) pairs that wait for it; no side: whoever opened the order."""
    pairs: dict[tuple[str, Sided], list[str]] = defaultdict(list)
    for machine in KINDS.values():
        for state in machine.states:
            for one in _waiting(machine, state.code):
                pairs[one].append(f"{machine.kind}:{state.code}")
    return dict(pairs)


def _waiting(machine: type[Kind], state: str) -> set[tuple[str, Sided]]:
    if not machine.sided:
        return {(role, None) for role in machine.waits_for(state)}
    by_party = [(party, role) for party in machine.sides() for role in machine.waits_for(state, party)]
    if machine.against is not None:
        return {(role, OTHER_PARTY[party]) for party, role in by_party}
    return {(role, Side.OPENER if PARTY[role] == party else Side.OTHER) for party, role in by_party}


def turns(machine: type[Kind], scene: Scene) -> list[DrawnTurn]:
    """Every turn from `scene.now` on, as far as time alone changes it. The actor of the scene does not matter."""
    spans: dict[str, DrawnTurn] = {}
    found: list[DrawnTurn] = []
    for at in _instants(machine.leaving(scene.state), scene):
        now = {one.role: one for one in _at(machine, replace(scene, now=at))}
        over = [role for role, span in spans.items() if role not in now or not _same(span, now[role])]
        found += [replace(spans.pop(role), until=at) for role in over]
        spans = now | spans
    return [*found, *spans.values()]


def _same(one: DrawnTurn, other: DrawnTurn) -> bool:
    return (one.step, one.barred) == (other.step, other.barred)


def _instants(leaving: Iterable[Step], scene: Scene) -> list[datetime]:
    """Now, and whenever time alone may change something."""
    ahead = {at for step in leaving for at in _flips(step, scene) if at > scene.now}
    return [scene.now, *sorted(ahead)[:MOST_SPANS]]


def _flips(step: Step, scene: Scene) -> Iterator[datetime]:
    for guard in step.when:
        yield from guard.flips(scene)
    if (ripe := _ripe_at(step, scene)) is not None:
        yield ripe


def _ripe_at(step: Step, scene: Scene) -> datetime | None:
    clock = scene.clock(step.ripens) if step.ripens is not None else None
    return clock.nearly_at if clock is not None and clock.open else None


def _at(machine: type[Kind], scene: Scene) -> Iterator[DrawnTurn]:
    """Those of one instant. Where nobody can carry the order on, to turn it back is what is left to do."""
    leaving = machine.leaving(scene.state)
    roles = sorted({role for step in leaving for role in step.by} - {SYS})
    possible = {role: _possible(leaving, _seat(scene, role)) for role in roles}
    forward = {role: [step for step in steps if not turns_down(step)] for role, steps in possible.items()}
    stuck = not any(forward.values()) and not _waits_for_time(leaving, scene)
    for role, steps in (possible if stuck else forward).items():
        if steps:
            yield _turn(machine, role, steps, scene)


def is_ruling(step: Step, machine: type[Kind], state: str) -> bool:
    """One of several answers of a third side to a question between the parties: none of them is proposed."""
    if not _rules(step):
        return False
    others = (one for one in machine.leaving(state) if one is not step and _rules(one))
    return any(not set(step.by).isdisjoint(one.by) for one in others)


def _rules(step: Step) -> bool:
    """A side that is no party of the contract ends the clock of a decision."""
    decides = any(touch_of(touch).clock.sort is Sort.DECIDE for touch in step.stops)
    return decides and {PARTY[role] for role in step.by}.isdisjoint({"agency", "provider"})


def able_after(step: Step, machine: type[Kind], scene: Scene) -> frozenset[str]:
    """The roles that could take a duty of the state to which the step leads, judged by the role alone: by what it
    grants and withdraws, and whoever the persons may be."""
    if step.target is None:
        return frozenset()
    kept = {} if isinstance(step.voids, Everything) else dict(scene.endorsements)
    for one in () if isinstance(step.voids, Everything) else step.voids:
        kept.pop(one.name, None)
    granted = {one.name: Endorsed(None, "") for one in step.grants}
    then = replace(scene, state=step.target, endorsements=kept | granted)
    duties = [one for one in machine.leaving(step.target) if not one.aside]
    roles = {role for one in duties for role in one.roles(scene.opening_party)} - {SYS}
    return frozenset(role for role in roles if any(one.permits(_seat(then, role)) for one in duties))


def _waits_for_time(leaving: Iterable[Step], scene: Scene) -> bool:
    """Whether a step becomes possible by itself: then the order is not stuck."""
    return any(at > scene.now for step in leaving if not turns_down(step) for at in _flips(step, scene))


def _possible(leaving: Iterable[Step], seat: Scene) -> list[Step]:
    return [step for step in leaving if is_duty(step, seat) and step.permits(seat) and _holds(step, seat)]


def _holds(step: Step, scene: Scene) -> bool:
    ripe = _ripe_at(step, scene)
    return all(guard.holds(scene) for guard in _judged(step)) and (ripe is None or ripe <= scene.now)


def _judged(step: Step) -> Iterator[Guard]:
    """What the order itself must meet; and of what is asked with the step what time alone decides."""
    return (one for one in step.when if one.asks is Ask.STANDING or (one.asks is Ask.TYPED and one.has_flips))


def _seat(scene: Scene, role: str, *persons: int) -> Scene:
    """As somebody sees it who holds this role alone; an engineer has the order in hand, where one has."""
    held = {scene.assignee} if role == PROVIDER_ENGINEER and scene.assignee is not None else set()
    unit = scene.units_of.get(role, scene.opened_unit)
    units = frozenset() if unit is None else frozenset({unit})
    return replace(scene, roles=frozenset({role}), persons=frozenset(held | set(persons)), units=units)


def _turn(machine: type[Kind], role: str, steps: list[Step], scene: Scene) -> DrawnTurn:
    step = min(steps, key=lambda one: _said(one, scene))
    involved = scene.authors.union(*(one.persons for one in scene.endorsements.values()))
    involved = involved.union(*(guard.keeps_out(scene) for one in steps for guard in one.when))
    barred = {person for person in involved if not any(one.permits(_seat(scene, role, person)) for one in steps)}
    return DrawnTurn(role, step.name, sort_of(step, machine, scene), scene.now, None, frozenset(barred))


def _said(step: Step, scene: Scene) -> bool:
    """What may be said again, but has been said."""
    return bool(step.grants) and all(scene.endorsed(one) for one in step.grants)


def _settles_own(mark: Mark, scene: Scene) -> bool:
    clock = scene.clocks.get(mark.clause)
    if clock is None or not clock.open or clock.resting or clock.party not in {PARTY.get(role) for role in scene.roles}:
        return False
    return mark.op is Op.STOP or (mark.op is Op.PAUSE and mark.ground == CLAIMED)


SORTS: Final[Mapping[Sort, int]] = {sort: place for place, sort in enumerate(Sort)}
