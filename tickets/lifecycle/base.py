"""How a state machine is declared: states, steps, guards, clock marks, in one place each.

A `Machine` is a table of `Step`s. From it come the django-fsm transitions of the kind's proxy model, the
buttons, the REST `actions`, the flow diagram and the approved tables of the tests. Nothing here knows a
model.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, TypedDict, Unpack

from django.utils.translation import gettext
from django_fsm import transition

from tickets.lifecycle.fields import Field, fields
from tickets.lifecycle.parties import SYS
from tickets.lifecycle.scene import Scene
from tickets.policy.types import PauseReason

#: The act that files a new order.
OPEN: Final = "open"
#: Why a clock is paused where its mark names no ground: a result is handed over and waits for the other side.
CLAIMED: Final = PauseReason.WITH_OTHER_SIDE.value


class Op(StrEnum):
    """What a step does to a clock (machines.md §1)."""

    START = "+"
    STOP = "-"
    PAUSE = "="
    RESUME = "~"
    VOID_PAUSE = "^"
    REOPEN = "~~"
    REOPEN_VOIDED = "^^"
    CANCEL = "!"


MARK = re.compile(
    r"(?P<op>~~|\^\^|[-+=~^!])(?P<clause>\*|\w[\w.-]*)"
    r"(?:@(?P<ground>\w+))?(?:\?(?P<when>\w+))?"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One operation on one clause's clock, "*" for all that are open.

    On a clock that is not in its condition it does nothing. `when`: only if this word of
    `guards.CONDITIONS` holds. `ground`: why a clock is paused; a pause for a window that is not open ends
    when the window opens.
    """

    op: Op
    clause: str
    when: str = ""
    ground: str = ""


def marks(text: str) -> tuple[Mark, ...]:
    """Read "+restart.verify =change.expand@window_not_open?interrupts". Raises ValueError on anything else."""
    return tuple(_mark(word) for word in text.split())


def _mark(word: str) -> Mark:
    found = MARK.fullmatch(word)
    if found is None:
        raise ValueError(f"{word!r} is not a clock mark")
    op = Op(found["op"])
    ground = found["ground"] or (CLAIMED if op is Op.PAUSE else "")
    return Mark(op, found["clause"], found["when"] or "", ground)


class Ask(StrEnum):
    """Where a guard looks, and so how a refusal is answered."""

    WHO = "who"  # at the actor: 403
    STANDING = "standing"  # at the ticket: 409
    TYPED = "typed"  # at what was typed: 400 at the field; the action stays listed


def _nothing(_: Scene) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Guard:
    """A pure condition with the sentence (a message id) that says why not.

    `recorded`: its refusal is audited too. `names` gives what the sentence names: a day, a number.
    """

    name: str
    holds: Callable[[Scene], bool]
    why: str
    asks: Ask = Ask.STANDING
    field: str = ""
    recorded: bool = False
    names: Callable[[Scene], Mapping[str, object]] = _nothing

    def reason(self, scene: Scene) -> str:
        """Why not, in the language of whoever is refused."""
        return gettext(self.why) % self.names(scene)


def guard(
    why: str,
    asks: Ask = Ask.STANDING,
    *,
    field: str = "",
    recorded: bool = False,
    names: Callable[[Scene], Mapping[str, object]] = _nothing,
) -> Callable[[Callable[[Scene], bool]], Guard]:
    """Make a guard of a pure function, named like it."""

    def named(holds: Callable[[Scene], bool]) -> Guard:
        return Guard(holds.__name__, holds, why, asks, field, recorded, names)

    return named


@dataclass(frozen=True, slots=True)
class State:
    """`private`: the other parties do not see the ticket yet. `stage` groups states for the stepper."""

    code: str
    stage: str
    final: bool = False
    editable: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    required: bool = False


def slots(text: str) -> tuple[Slot, ...]:
    """Read "@change_plan* @test_plan"."""
    return tuple(Slot(word.strip("@*"), word.endswith("*")) for word in text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One transition. `target` None: the state stays.

    `asks` and `needs` are fields and attachment slots; `why`: the comment must not be empty; `grants`,
    `voids` and `uses` name endorsements ("*": all); `effects` name the acts of `actions.effects`; `tells`
    roles beyond those whom a step always tells; `aside`: it is nobody's duty (withdraw, cancel…) and makes no
    to-do.
    """

    name: str
    sources: tuple[str, ...]
    target: str | None
    who: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    asks: tuple[Field, ...] = ()
    needs: tuple[Slot, ...] = ()
    why: bool = False
    clocks: tuple[Mark, ...] = ()
    grants: tuple[str, ...] = ()
    voids: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    aside: bool = False
    #: The word of `guards.CONDITIONS` without which `tells` are not told.
    tells_if: str = ""
    #: Asks for work again: papers handed in before do not fill their slots a second time.
    turns_back: bool = False
    #: Asks for the password again: what it does cannot be undone.
    grave: bool = False
    #: The field with the instant after which the sweep takes this step by itself.
    lapses: str = ""

    def guarded(self, asks: Ask) -> tuple[Guard, ...]:
        return tuple(guard for guard in self.guards if guard.asks is asks)


class Row(TypedDict, total=False):
    """What a table row says beyond name, sources, target and roles, in the short words of the tables."""

    guards: Iterable[Guard]
    asks: str
    needs: str
    clocks: str
    grants: str
    voids: str
    uses: str
    effects: str
    tells: Iterable[str]
    tells_if: str
    why: bool
    aside: bool
    grave: bool
    lapses: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: How each column is read. What is not here is taken as it stands.
READ: Final[dict[str, Callable[[Any], tuple[Any, ...]]]] = {
    "sources": _words,
    "guards": tuple,
    "asks": fields,
    "needs": slots,
    "clocks": marks,
    "grants": _words,
    "voids": _words,
    "uses": _words,
    "effects": _words,
    "tells": tuple,
}


def step(name: str, sources: str, target: str | None, *who: str, **row: Unpack[Row]) -> Step:
    """One row of a machine's table. Raises ValueError on a field or mark that cannot be read."""
    read: dict[str, Any] = {column: _read(column, cell) for column, cell in row.items()}
    return Step(name=name, sources=_words(sources), target=target, who=who, **read)


def turn_back(name: str, sources: str, target: str | None, *who: str, **row: Unpack[Row]) -> Step:
    """A row that asks for work again, never without a reason."""
    return replace(step(name, sources, target, *who, **row), why=True, turns_back=True)


def _read(column: str, cell: Any) -> Any:
    return READ[column](cell) if column in READ else cell


class Change(Row, total=False):
    """What a kind adds to a row of a shared segment."""

    sources: str


def amend(steps: Iterable[Step], **changes: Change) -> tuple[Step, ...]:
    """Further marks, sources, guards or fields on the rows of a shared segment, after those that it has.

    `amend(filed("planning"), record_filing={"clocks": "+onboarding.allocate"})`. Raises KeyError on a row not there.
    """
    rows = {step.name: step for step in steps}
    for name, change in changes.items():
        rows[name] = _amended(rows[name], change)
    return tuple(rows.values())


def _amended(row: Step, change: Change) -> Step:
    more: dict[str, Any] = {
        column: getattr(row, column) + _read(column, cell) for column, cell in change.items()
    }
    return replace(row, **more)


@dataclass(frozen=True, slots=True)
class Opening:
    """What filing a new order asks for, and the clocks that it starts."""

    who: tuple[str, ...]
    asks: tuple[Field, ...]
    clocks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Machine:
    """One kind of work order. The first state is where an order begins."""

    kind: str
    opening: Opening
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    #: An order may stand for the whole contract (M19).
    system_required: bool = True
    #: May be opened after the term: "ended" needs nothing, "switchover" an open switchover.
    after_term: str = ""
    #: Guards that look at what is typed when the order is opened or edited (Ask.TYPED only).
    checks: tuple[Guard, ...] = ()

    @cached_property
    def by_state(self) -> dict[str, State]:
        return {state.code: state for state in self.states}

    @cached_property
    def by_step(self) -> dict[str, Step]:
        return {step.name: step for step in self.steps}

    @property
    def initial(self) -> State:
        return self.states[0]

    @cached_property
    def stages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(state.stage for state in self.states))

    def leaving(self, state: str) -> Iterator[Step]:
        return (step for step in self.steps if state in step.sources)

    def waits_for(self, state: str) -> frozenset[str]:
        """The roles whose duty the next move is."""
        duties = [step for step in self.leaving(state) if not step.aside]
        return frozenset(role for step in duties for role in step.who) - {SYS}

    def mixin(self) -> type:
        """The django-fsm transitions of this machine, as a class to mix into the kind's proxy model."""
        name = "".join(word.title() for word in self.kind.split("_")) + "Steps"
        return type(name, (), {step.name: _transition(step) for step in self.steps} | {"machine": self})


def _transition(step: Step) -> Callable[..., Any]:
    def move(ticket: Any) -> None:
        """The state changes; all else that the step declares is done by the door, in the same transaction."""

    move.__name__ = step.name
    decorate = transition(
        field="state",
        source=list(step.sources),
        target=step.target,
        conditions=[_condition(guard) for guard in step.guarded(Ask.STANDING)],
        permission=_permission(step),
        custom={"step": step},
    )
    decorated: Callable[..., Any] = decorate(move)
    return decorated


def _condition(guard: Guard) -> Callable[[Any], bool]:
    return lambda ticket: guard.holds(ticket.scene)


def _permission(step: Step) -> Callable[[Any, Any], bool]:
    return lambda ticket, _: not refused_who(step, ticket.scene)


def refused_who(step: Step, scene: Scene) -> bool:
    """Neither role nor person fits."""
    return scene.roles.isdisjoint(step.who) or any(not g.holds(scene) for g in step.guarded(Ask.WHO))
