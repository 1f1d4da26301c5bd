"""What the declared kinds ask of a contract, worked out from their declarations, for whoever reads or judges one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tickets.datelaw.counting import NATURAL_DAYS
from tickets.lifecycle import KINDS, parameters
from tickets.lifecycle.duties import ADVICE
from tickets.lifecycle.fields import Day, Field, Instant, Number
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.reports import SAID
from tickets.lifecycle.steps import Op
from tickets.policy.known import Known, KnownDuty, Needs, Parameter, Reading
from tickets.policy.types import ClauseKind

#: A field by its name and type: kinds ask for it in ways of their own.
Asked = frozenset[tuple[str, type[Field[Any]]]]


@dataclass(frozen=True, slots=True)
class Start:
    """One start of a clock. asked: what the form and the step that starts it ask for. one_moves: whether one party
    alone is waited for then."""

    clause: str
    asked: Asked
    one_moves: bool


def _starts(kind: type[Kind]) -> Iterator[Start]:
    form = _asked(kind.opening.asks)
    for mark in kind.opening.clocks:
        yield Start(mark.clause, form, _one_moves(kind, [kind.initial.code]))
    for step in kind.steps:
        moves = _one_moves(kind, [step.target] if step.target else step.sources)
        for mark in step.clocks:
            if mark.op is Op.START:
                yield Start(mark.clause, form | _asked(step.asks), moves)


def _one_moves(kind: type[Kind], states: Iterable[str]) -> bool:
    return all(len(kind.movers(state, party)) == 1 for state in states for party in kind.sides())


def _asked(fields: tuple[Field[Any], ...]) -> Asked:
    """When a fact happened is no field that a clause could name: it may be contested."""
    return frozenset((field.name, type(field)) for field in fields if field not in SAID)


def _clocks() -> dict[str, KnownDuty]:
    known: dict[str, list[Start]] = defaultdict(list)
    for kind in KINDS.values():
        for start in _starts(kind):
            known[start.clause].append(start)
    return {code: _clock(starts) for code, starts in known.items()}


def _clock(starts: list[Start]) -> KnownDuty:
    asked = frozenset.intersection(*(start.asked for start in starts))
    days, numbers, instants = (
        frozenset(name for name, field in asked if issubclass(field, sort)) for sort in (Day, Number, Instant)
    )
    return KnownDuty(ClauseKind.CLOCK, days, numbers, instants, all(start.one_moves for start in starts))


def _duties() -> dict[str, KnownDuty]:
    gates = {gate.code: KnownDuty(ClauseKind.GATE) for kind in KINDS.values() for gate in kind.gates}
    return _clocks() | gates | {advice.code: KnownDuty(ClauseKind.ADVICE) for advice in ADVICE}


def _asked_of(kind: type[Kind]) -> Iterator[Reading]:
    yield from kind.parameters
    yield from (reading for reading, kinds in parameters.OF_KINDS.items() if kind.kind in kinds)


def _needs(kind: type[Kind]) -> Needs:
    asked = list(_asked_of(kind))
    first = {reading.key for reading in asked if isinstance(reading, Parameter) and reading.since == 1}
    later = frozenset(clock.code for clock in kind.clocks() if clock.since)
    return Needs(kind.duties(), frozenset(reading.key for reading in asked), frozenset(first), later, kind.needs_sheet)


def _readings() -> Mapping[str, Reading]:
    of_kinds = (reading for kind in KINDS.values() for reading in _asked_of(kind))
    return {reading.key: reading for reading in (*parameters.ALWAYS, *of_kinds, *parameters.PRICED)}


KNOWN: Final = Known(
    kinds={name: _needs(kind) for name, kind in KINDS.items()},
    duties=_duties(),
    readings=_readings(),
    always=frozenset(reading.key for reading in parameters.ALWAYS),
    governed=parameters.GOVERNED,
    natural_days=NATURAL_DAYS,
    priced=frozenset(reading.key for reading in parameters.PRICED),
)
