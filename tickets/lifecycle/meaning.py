"""What the body of a kind cannot mean: refused when the class is made, in a sentence that names the place."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Final

from accounts.roles import PARTY
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.duties import Clock, Touch
from tickets.lifecycle.effects import Effect
from tickets.lifecycle.endorsements import EndorsementKind
from tickets.lifecycle.fields import Field
from tickets.lifecycle.papers import Slot
from tickets.lifecycle.parties import SYS
from tickets.lifecycle.steps import COLUMNS, Everything, Flag, State, Step

if TYPE_CHECKING:
    from tickets.lifecycle.kind import Kind, Opening

#: What every kind says of itself.
SAID: Final = ("kind", "position", "title", "help", "path", "opening")
#: What belongs into a column of a step or of an opening.
BELONGS: Final[dict[str, tuple[type, ...]]] = {
    "by": (str,),
    "when": (Guard,),
    "asks": (Field,),
    "needs": (Slot,),
    "takes": (Slot,),
    "grants": (EndorsementKind,),
    "voids": (EndorsementKind,),
    "uses": (EndorsementKind,),
    "flags": (Flag,),
    "does": (Effect,),
    "tells": (str,),
    **{column: (Clock, Touch) for _op, column in COLUMNS},
}
ROLES: Final = {*PARTY, SYS}
#: Letters that the columns of the database hold.
LONGEST: Final = {"kind": 24, "state": 32, "step": 40, "slot": 40}


def refuse_what_cannot_be_meant(kind: type["Kind"], states: Mapping[str, State], steps: Mapping[str, Step]) -> None:
    """Raises TypeError with the first fault."""
    for fault in _faults(kind, states, steps):
        raise TypeError(fault)


def _faults(kind: type["Kind"], states: Mapping[str, State], steps: Mapping[str, Step]) -> Iterator[str]:
    if lacking := [name for name in SAID if getattr(kind, name, "") in ("", ())]:
        yield f"“{kind.__name__}” does not say its {', '.join(lacking)}"
    yield from _faults_of_names({"kind": [kind.kind], "state": states, "step": steps})
    for name in states.keys() & steps.keys():
        yield f"“{name}” of “{kind.kind}” is both a state and a step"
    if not states:
        yield f"“{kind.kind}” declares no state"
    yield from _faults_of_presses(kind, steps)
    for state in states.values():
        if state.stage not in kind.path:
            where = f"“{state.code}” stands in the stage “{state.stage.code}”"
            yield f"{where}, which is not on the path of “{kind.kind}”"
    rows: dict[str, Step | Opening] = {"opening": kind.opening, **steps}
    for name, row in rows.items():
        yield from (f"“{name}” of “{kind.kind}”: {fault}" for fault in _faults_of_columns(row))
    for step in steps.values():
        yield from (
            f"“{step.name}” names the state “{state.code or state.english}”, which “{kind.kind}” does not declare"
            for state in (*step.source_states, step.target_state)
            if state is not None and states.get(state.code) is not state
        )
    slots = {slot.name: slot for step in steps.values() for slot in step.slots}
    yield from _faults_of_names({"slot": slots})
    things: Iterable[State | Step | Slot] = chain(states.values(), steps.values(), slots.values())
    yield from (f"“{thing.name}” of “{kind.kind}” has no label" for thing in things if not thing.english)


def _faults_of_presses(kind: type["Kind"], steps: Mapping[str, Step]) -> Iterator[str]:
    """What is done by one press cannot ask for anything."""
    for name, step in steps.items():
        asks = [one.name for one in step.asks if one.required] or step.why or step.grave
        if step.one_tap and (asks or step.needs):
            yield f"“{name}” of “{kind.kind}” is done by one press, and asks for something"
        if step.at_once and (asks or _against(step)):
            yield f"“{name}” of “{kind.kind}” is done on several at once, and asks for something"


def _against(step: Step) -> bool:
    return step.turns_back or step.refuses


def _faults_of_names(names: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for sort, held in names.items():
        too_long = (name for name in held if len(name) > LONGEST[sort])
        yield from (f"the {sort} “{name}” has more than {LONGEST[sort]} letters" for name in too_long)


def _faults_of_columns(row: "Step | Opening") -> Iterator[str]:
    for column, sorts in BELONGS.items():
        held = getattr(row, column, ())
        if isinstance(held, tuple):
            yield from (fault for thing in held if (fault := _fault(column, sorts, thing)))
        elif not isinstance(held, Everything):
            yield f"`{column}` is no tuple; one thing alone needs a comma behind it"


def _fault(column: str, sorts: tuple[type, ...], thing: object) -> str:
    """What is wrong with one thing in a column; "" where nothing is."""
    if not isinstance(thing, sorts):
        return f"a {type(thing).__name__} stands in `{column}`, where a {sorts[0].__name__} belongs"
    if isinstance(thing, str) and thing not in ROLES:
        return f"`{column}` names the role “{thing}”, which there is not"
    if isinstance(thing, Field | Slot) and not thing.name:
        return f"“{thing.english}” in `{column}` has no name: declare it as an attribute of the class"
    return ""
