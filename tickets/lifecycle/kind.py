"""How a kind of ticket is declared: one class that reads from top to bottom like a page of a rule book.

Its fields, slots, states and steps are attributes and know their names. What several kinds share is a `Segment`,
put where it belongs in the body; a kind adds to a segment's step with `also`. From the declaration come the
django-fsm transitions, the buttons, the REST `actions`, the flow diagram and the approved tables of the tests.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from accounts.roles import PARTY
from tickets.lifecycle.beside import beside
from tickets.lifecycle.bounds import Point
from tickets.lifecycle.conditions import Ask, Guard
from tickets.lifecycle.duties import Advice, Clock, Gate
from tickets.lifecycle.fields import Choice, Field
from tickets.lifecycle.meaning import refuse_what_cannot_be_meant
from tickets.lifecycle.named import Named
from tickets.lifecycle.parties import SYS
from tickets.lifecycle.recurring import Recurring
from tickets.lifecycle.reports import Report
from tickets.lifecycle.scene import Scene
from tickets.lifecycle.stages import Stage
from tickets.lifecycle.steps import Mark, Op, State, Step, Touches, touch_of
from tickets.lifecycle.tables import RuleCode, Table
from tickets.lifecycle.topics import WHOLE, Topic
from tickets.policy.known import Reading

#: The act that files a new ticket.
OPEN: Final = "open"


@dataclass(frozen=True, slots=True)
class Advised:
    """What should be told ahead of a planned day, and when it was told: late is said, never refused."""

    advice: Advice
    planned: Point
    told: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Who files a new ticket, what the form asks for, the clocks that it starts, and what it reports.

    pauses: those of its clocks that are born paused; each rests from its own start on.
    topics: the pages of the form, which part its fields among them; none: one page. at_once: one page that is filed
    without a look at what was written, for what cannot wait; behind: its fields that stay folded there.
    asked_of: fields that a page asks of holders of these roles alone. answers_of: of a choice, or of one that is a
    column of a table, the answers that concern holders of these roles. titled: fields whose answers say in the title
    what an order of no system is about; none: the first that the form asks for.
    """

    by: tuple[str, ...]
    asks: tuple[Field[Any], ...]
    starts: Touches = ()
    pauses: Touches = ()
    reports: Report | None = None
    topics: tuple[Topic, ...] = ()
    at_once: bool = False
    behind: tuple[Field[Any], ...] = ()
    asked_of: tuple[tuple[Field[Any], tuple[str, ...]], ...] = ()
    answers_of: tuple[tuple[Choice | RuleCode, tuple[str, ...], tuple[str, ...]], ...] = ()
    titled: tuple[Field[Any], ...] = ()

    @property
    def clocks(self) -> tuple[Mark, ...]:
        started, paused = map(touch_of, self.starts), map(touch_of, self.pauses)
        starts = (Mark(Op.START, touch.clock.code, touch.condition) for touch in started)
        rests = (Mark(Op.PAUSE, touch.clock.code, touch.condition, touch.reason.value) for touch in paused)
        return (*starts, *rests)

    @property
    def pages(self) -> tuple[Topic, ...]:
        return self.topics or (Topic(WHOLE, self.asks),)

    def not_asked_of(self, roles: frozenset[str]) -> frozenset[str]:
        """The names of the fields that do not concern whoever holds these roles."""
        return frozenset(field.name for field, whom in self.asked_of if roles.isdisjoint(whom))

    def asked_as(self, roles: frozenset[str], asks: Iterable[Field[Any]] | None = None) -> tuple[Field[Any], ...]:
        """The fields (`asks`: these of them) with the answers that concern whoever holds these roles; all, where none
        of them does."""
        offered: dict[str, set[str]] = {}
        for field, whom, codes in self.answers_of:
            if not roles.isdisjoint(whom):
                offered.setdefault(field.name, set()).update(codes)
        return tuple(_narrowed(one, offered) for one in (self.asks if asks is None else asks))

    @property
    def edition(self) -> int:
        """Of the form: the newest that one of its fields came with."""
        return max((field.since for field in self.asks), default=1)


def _narrowed(field: Field[Any], offered: Mapping[str, set[str]]) -> Field[Any]:
    if isinstance(field, Choice | RuleCode):
        return field.narrowed(offered[field.name]) if field.name in offered else field
    return field.narrowed(offered) if isinstance(field, Table) else field


class Segment:
    """States and steps that several kinds share. Its attributes become the kind's, in their order."""

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, Named) and not value.name:
            value.named(name)
        super().__setattr__(name, value)


class AfterTerm(StrEnum):
    """May the kind be opened when the contract's term is over?"""

    NEVER = "never"
    DURING_SWITCHOVER = "switchover"
    ALWAYS = "ended"


class Kind:
    """One kind of ticket. The first state is where a ticket begins.

    title, help: English; their Chinese stands in the catalogue under the context "kind". position: where the kind
    stands among the others. checks: guards that look at what is typed when the ticket is opened or edited. gates:
    duties that its guards ask for. parameters: numbers and readings of the contract that its guards look up.
    takes_off_cloud: a filed exit may be merged into an open ticket of this kind. advised: what should be told ahead.
    puts_into_service: once for each system. needs_sheet: it runs on an agreed score sheet. recurs: what the service
    opens by itself. one_by_one: its checks look at its other orders under the contract, so that none is opened while
    another is. known: fields of the opening that nobody fills in, as contract and orders say it already. against:
    the field that names one of the two parties; the first side of the order is the other one then, whoever opened it.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    help: ClassVar[str]
    position: ClassVar[int]
    path: ClassVar[tuple[Stage, ...]]
    opening: ClassVar[Opening]
    system_required: ClassVar[bool] = True
    after_term: ClassVar[AfterTerm] = AfterTerm.NEVER
    checks: ClassVar[tuple[Guard, ...]] = ()
    gates: ClassVar[tuple[Gate, ...]] = ()
    parameters: ClassVar[tuple[Reading, ...]] = ()
    takes_off_cloud: ClassVar[bool] = False
    advised: ClassVar[tuple[Advised, ...]] = ()
    puts_into_service: ClassVar[bool] = False
    needs_sheet: ClassVar[bool] = False
    recurs: ClassVar[tuple[Recurring, ...]] = ()
    one_by_one: ClassVar[bool] = False
    known: ClassVar[Mapping[Field[Any], Callable[[Scene], Any]]] = {}
    against: ClassVar[Choice | None] = None

    #: Made of the body when the class is made.
    by_state: ClassVar[dict[str, State]]
    by_step: ClassVar[dict[str, Step]]
    states: ClassVar[tuple[State, ...]]
    steps: ClassVar[tuple[Step, ...]]
    by_source: ClassVar[dict[str, tuple[Step, ...]]]
    initial: ClassVar[State]
    #: Some steps are those of the side that opened the order, or of the other.
    sided: ClassVar[bool]

    def __init_subclass__(cls) -> None:
        """Raises TypeError for a body that cannot be meant."""
        found = list(_declared(vars(cls)))
        states = {name: one for name, one in found if isinstance(one, State)}
        steps = {name: one for name, one in found if isinstance(one, Step)}
        refuse_what_cannot_be_meant(cls, states, steps)
        in_order = sorted(states.values(), key=lambda state: (state.final, cls.path.index(state.stage)))
        cls.by_state = {state.code: state for state in in_order}
        cls.by_step = steps | {step.name: step for step in beside(in_order, steps.values())}
        cls.states, cls.steps = tuple(in_order), tuple(cls.by_step.values())
        cls.by_source = {code: tuple(step for step in cls.steps if code in step.sources) for code in cls.by_state}
        cls.initial = in_order[0]
        cls.sided = any(step.side is not None for step in cls.steps)

    @classmethod
    def label(cls) -> Promise:
        return pgettext_lazy("kind", cls.title)

    @classmethod
    def leaving(cls, state: str) -> tuple[Step, ...]:
        """The steps that can be taken in a state; none in one that the kind does not know."""
        return cls.by_source.get(state, ())

    @classmethod
    def waits_for(cls, state: str, opening_party: str = "") -> frozenset[str]:
        """The roles whose duty the next move is, on an order that this party opened; "": whoever did."""
        duties = [step for step in cls.leaving(state) if not step.aside]
        return frozenset(role for step in duties for role in step.roles(opening_party)) - {SYS}

    @classmethod
    def movers(cls, state: str, opening_party: str = "") -> frozenset[str]:
        """The parties whose duty the next move is."""
        return frozenset(PARTY[role] for role in cls.waits_for(state, opening_party))

    @classmethod
    def openers(cls) -> frozenset[str]:
        """The parties that may open it."""
        return frozenset(PARTY[role] for role in cls.opening.by)

    @classmethod
    def sides(cls) -> frozenset[str]:
        """The parties of which one is the first side of an order, the one for which Side.OPENER stands."""
        return frozenset(cls.against.options) if cls.against is not None else cls.openers()

    @classmethod
    def marks(cls) -> Iterator[Mark]:
        yield from cls.opening.clocks
        for step in cls.steps:
            yield from step.clocks

    @classmethod
    def clocks(cls) -> frozenset[Clock]:
        """Those that its opening or one of its steps touches."""
        touched = (*cls.opening.starts, *(one for step in cls.steps for one in step.touches))
        return frozenset(touch_of(one).clock for one in touched)

    @classmethod
    def duties(cls) -> frozenset[str]:
        """Codes of all duties on which the kind runs."""
        return frozenset(duty.code for duty in (*cls.clocks(), *cls.gates))

    @classmethod
    def transitions(cls) -> dict[str, Callable[..., Any]]:
        """The django-fsm transitions, for the namespace of the kind's proxy model."""
        return {step.name: _transition(step) for step in cls.steps}


def _declared(body: Mapping[str, object]) -> Iterator[tuple[str, Named]]:
    """Everything named in the body, in order, a segment's where the segment stands.

    An underscore hides: such a segment is made first and put in its place by a second name.
    """
    for name, value in body.items():
        if name.startswith("_"):
            continue
        if isinstance(value, Segment):
            yield from _declared(vars(value))
        elif isinstance(value, Named):
            yield name, value


def _transition(step: Step) -> Callable[..., Any]:
    def move(ticket: Any) -> None:
        """The state changes; all else that the step declares is done by the door, in the same transaction."""

    move.__name__ = step.name
    decorate = transition(
        field="state",
        source=list(step.sources),
        target=step.target,
        conditions=list(step.guarded(Ask.STANDING)),
        permission=lambda ticket, _user: step.permits(ticket.scene),
        custom={"step": step},
    )
    decorated: Callable[..., Any] = decorate(move)
    return decorated
