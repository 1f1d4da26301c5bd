"""States and steps: what a kind's page is made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from enum import StrEnum
from typing import Any, Final, TypedDict, Unpack

from accounts.roles import PARTY
from tickets.lifecycle.conditions import Ask, Condition, Guard
from tickets.lifecycle.duties import Clock, Touch
from tickets.lifecycle.effects import Effect
from tickets.lifecycle.endorsements import EndorsementKind
from tickets.lifecycle.fields import Dated, Field
from tickets.lifecycle.named import Named
from tickets.lifecycle.papers import Slot
from tickets.lifecycle.reports import FACT_EVIDENCE, Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.stages import Stage


class Op(StrEnum):
    """What a step does to a clock. The values are those that the approved tables and REST show."""

    STOP = "-"
    CANCEL = "!"
    VOID_PAUSE = "^"
    RESUME = "~"
    REOPEN = "~~"
    START = "+"
    PAUSE = "="


class Side(StrEnum):
    """Of the two parties that may open a kind, the one that opened the order, or the other; where an order is against
    one of them, the other one, and that one."""

    OPENER = "opener"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mark:
    """One operation on one clock, on all that are open where `clause` is ALL_CLOCKS.

    On a clock that is not in its condition it does nothing.
    """

    op: Op
    clause: str
    condition: Condition | None = None
    ground: str = ""

    @property
    def when(self) -> str:
        return self.condition.name if self.condition else ""

    def counts(self, scene: Scene) -> bool:
        """Its condition holds, if it has one."""
        return self.condition is None or self.condition.holds(scene)


ALL_CLOCKS: Final = "*"
Touches = tuple[Clock | Touch, ...]


def _nothing(_: Scene) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Flag:
    """An endorsement that a step gives only if `condition` holds, and of which these roles are told at once.

    What they are told is the event of the catalogue that is named like the endorsement; `says` gives its parameters.
    """

    endorsement: EndorsementKind
    condition: Condition
    tells: tuple[str, ...]
    says: Callable[[Scene], Mapping[str, Any]] = _nothing

    @property
    def name(self) -> str:
        return self.endorsement.name


class Everything:
    """All that there is: all open clocks, all endorsements."""


ALL: Final = Everything()


@dataclass(eq=False)
class State(Named):
    """final: nothing follows. editable: title and fields may be changed. private: the other parties do not see it.

    `stage` groups states for the stepper.
    """

    context = "state"

    english: str
    stage: Stage
    _: KW_ONLY
    final: bool = False
    editable: bool = False
    private: bool = False
    name: str = ""

    @property
    def code(self) -> str:
        """As rows hold it."""
        return self.name


class Addition(TypedDict, total=False):
    """What a kind adds to a step of a segment, after what the segment says."""

    source: State | tuple[State, ...]
    when: tuple[Guard, ...]
    asks: tuple[Field[Any], ...]
    needs: tuple[Slot, ...]
    starts: Touches
    stops: Touches
    pauses: Touches
    resumes: Touches
    voids_pause: Touches
    reopens: Touches
    cancels: Touches
    grants: tuple[EndorsementKind, ...]
    flags: tuple[Flag, ...]
    does: tuple[Effect, ...]
    tells: tuple[str, ...]


@dataclass(eq=False)
class Step(Named):
    """One transition. `target` None: the state stays.

    by: roles. when: guards. asks: fields. needs, takes: slots that must, and may, be filled.
    starts … cancels: clocks. reopens and voids_pause of one clock: it runs on as if it had never stopped.
    grants, voids, uses (if `uses_if` holds): endorsements. flags: those that depend on what is typed. does: effects.
    tells: roles beyond those whom a step always tells, only if `tells_if` holds.
    """

    context = "action"

    english: str
    source: State | tuple[State, ...]
    target_state: State | None
    _: KW_ONLY
    by: tuple[str, ...]
    #: `by` names the roles of both parties, and only those of this side of the order may take it.
    side: Side | None = None
    when: tuple[Guard, ...] = ()
    asks: tuple[Field[Any], ...] = ()
    needs: tuple[Slot, ...] = ()
    takes: tuple[Slot, ...] = ()
    #: The comment must not be empty.
    why: bool = False
    starts: Touches = ()
    stops: Touches = ()
    pauses: Touches = ()
    resumes: Touches = ()
    voids_pause: Touches = ()
    reopens: Touches = ()
    cancels: Touches | Everything = ()
    grants: tuple[EndorsementKind, ...] = ()
    voids: tuple[EndorsementKind, ...] | Everything = ()
    uses: tuple[EndorsementKind, ...] = ()
    uses_if: Condition | None = None
    flags: tuple[Flag, ...] = ()
    does: tuple[Effect, ...] = ()
    tells: tuple[str, ...] = ()
    tells_if: Condition | None = None
    #: Nobody's duty (withdraw, cancel…): it makes no to-do.
    aside: bool = False
    #: Asks for work again: papers handed in before do not fill their slots a second time.
    turns_back: bool = False
    #: A verdict against the ticket that is no return: never what a page proposes first.
    refuses: bool = False
    #: It decides a fact on which a finding may rest: whoever takes it does not judge that finding (12).
    finds: bool = False
    #: How often it was taken is shown on the ticket.
    counted: bool = False
    #: Asks for the password again: it destroys data, ends the contract's service or owes money by one word.
    grave: bool = False
    #: The field with the instant, or the day, after which the sweep takes this step by itself; or the clock, a right
    #: that is used until then or not at all.
    lapses: Dated[Any] | Clock | None = None
    #: Nobody's duty before this clock nears its end, though it may be taken at any time.
    ripens: Clock | None = None
    #: May be taken on several orders of a kind at once: it agrees to what was asked, and asks for nothing itself.
    at_once: bool = False
    #: Done from a list by one press: it needs neither an answer nor a paper, and every minute counts.
    one_tap: bool = False
    #: It reports something that happened at a time of its own, which may be said.
    reports: Report | None = None
    #: What people mostly write with it, where that is not what they write with any step of its nature.
    phrases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.name = ""
        if self.turns_back:
            self.why = True
        if self.reports is not None:
            self.asks += tuple(field for field in self.reports.asks if field not in self.asks)
            self.takes += tuple(slot for slot in (FACT_EVIDENCE,) if slot not in self.takes)

    @property
    def source_states(self) -> tuple[State, ...]:
        return self.source if isinstance(self.source, tuple) else (self.source,)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(state.code for state in self.source_states)

    @property
    def target(self) -> str | None:
        return self.target_state.code if self.target_state else None

    @property
    def on_sums(self) -> bool:
        """It rests on what all orders and sheets of the contract come to: one such step at a time under a contract."""
        return any(guard.sums for guard in self.when) or any(effect.sums for effect in self.does)

    @property
    def slots(self) -> tuple[Slot, ...]:
        return self.needs + self.takes

    @property
    def touches(self) -> Touches:
        """The clocks that it names."""
        columns = [getattr(self, column) for _op, column in COLUMNS]
        return tuple(one for named in columns if not isinstance(named, Everything) for one in named)

    @property
    def clocks(self) -> tuple[Mark, ...]:
        """In the order in which they are carried out."""
        return tuple(_marks(self))

    def also(self, **more: Unpack[Addition]) -> "Step":
        """This step with what a kind adds to it."""
        added: dict[str, Any] = {column: _after(getattr(self, column), extra) for column, extra in more.items()}
        return replace(self, **added)

    def changed(self, **other: Any) -> "Step":
        """This step with other values in some of its columns."""
        return replace(self, **other)

    def raised(self, scene: Scene) -> tuple[Flag, ...]:
        """The flags whose condition holds."""
        return tuple(flag for flag in self.flags if flag.condition.holds(scene))

    def guarded(self, asks: Ask) -> tuple[Guard, ...]:
        return tuple(guard for guard in self.when if guard.asks is asks)

    def refusal(self, scene: Scene, asks: Ask) -> Guard | None:
        """The first of these guards that does not hold."""
        return next((guard for guard in self.guarded(asks) if not guard.holds(scene)), None)

    def roles(self, opening_party: str) -> tuple[str, ...]:
        """Who may take it on an order that this party opened; "": all of its roles, whoever opened it."""
        if self.side is None or not opening_party:
            return self.by
        own = self.side is Side.OPENER
        return tuple(role for role in self.by if role not in PARTY or (PARTY[role] == opening_party) is own)

    def permits(self, scene: Scene) -> bool:
        """Role and person fit."""
        return not scene.roles.isdisjoint(self.roles(scene.opening_party)) and self.refusal(scene, Ask.WHO) is None


def _after(present: Any, extra: Any) -> Any:
    if isinstance(present, Everything):
        return present
    as_tuple = [one if isinstance(one, tuple) else (one,) for one in (present, extra)]
    return as_tuple[0] + as_tuple[1]


def turn_back(label: str, source: State | tuple[State, ...], target: State | None, **columns: Any) -> Step:
    """A step that asks for work again, never without a reason."""
    return Step(label, source, target, turns_back=True, **columns)


COLUMNS: Final = (
    (Op.STOP, "stops"),
    (Op.CANCEL, "cancels"),
    (Op.VOID_PAUSE, "voids_pause"),
    (Op.RESUME, "resumes"),
    (Op.REOPEN, "reopens"),
    (Op.START, "starts"),
    (Op.PAUSE, "pauses"),
)


def _marks(step: Step) -> Iterator[Mark]:
    for op, column in COLUMNS:
        named = getattr(step, column)
        if isinstance(named, Everything):
            yield Mark(op, ALL_CLOCKS)
            continue
        for touch in map(touch_of, named):
            yield Mark(op, touch.clock.code, touch.condition, touch.reason.value if op is Op.PAUSE else "")


def touch_of(one: Clock | Touch) -> Touch:
    return one if isinstance(one, Touch) else Touch(one)
