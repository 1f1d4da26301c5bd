"""What the declared kinds ask of a contract, worked out from their declarations, for whoever reads or judges one."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tickets.datelaw.counting import NATURAL_DAYS
from tickets.lifecycle import KINDS, parameters
from tickets.lifecycle.duties import ADVICE
from tickets.lifecycle.fields import Day, Field, Instant, Number
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.reports import SAID
from tickets.lifecycle.steps import Mark, Op
from tickets.policy.known import Known, KnownDuty, Needs, Parameter, Reading
from tickets.policy.types import ClauseKind

#: A field by its name and type: kinds ask for it in ways of their own.
Asked = frozenset[tuple[str, type[Field[Any]]]]


def _starts(kind: type[Kind]) -> Iterator[tuple[Mark, Asked]]:
    """Every start of a clock, and what is known then: what the form asked for, and the step that starts it."""
    form = _asked(kind.opening.asks)
    yield from ((mark, form) for mark in kind.opening.clocks)
    for step in kind.steps:
        yield from ((mark, form | _asked(step.asks)) for mark in step.clocks if mark.op is Op.START)


def _asked(fields: tuple[Field[Any], ...]) -> Asked:
    """When a fact happened is no field that a clause could name: it may be contested."""
    return frozenset((field.name, type(field)) for field in fields if field not in SAID)


def _clocks() -> dict[str, KnownDuty]:
    known: dict[str, Asked] = {}
    for kind in KINDS.values():
        for mark, asked in _starts(kind):
            known[mark.clause] = known.get(mark.clause, asked) & asked
    return {code: _clock(asked) for code, asked in known.items()}


def _clock(asked: Asked) -> KnownDuty:
    days, numbers, instants = (
        frozenset(name for name, field in asked if issubclass(field, sort)) for sort in (Day, Number, Instant)
    )
    return KnownDuty(ClauseKind.CLOCK, days, numbers, instants)


def _duties() -> dict[str, KnownDuty]:
    gates = {gate.code: KnownDuty(ClauseKind.GATE) for kind in KINDS.values() for gate in kind.gates}
    return _clocks() | gates | {advice.code: KnownDuty(ClauseKind.ADVICE) for advice in ADVICE}


def _asked_of(kind: type[Kind]) -> Iterator[Reading]:
    yield from kind.parameters
    yield from (reading for reading, kinds in parameters.OF_KINDS.items() if kind.kind in kinds)


def _needs(kind: type[Kind]) -> Needs:
    asked = list(_asked_of(kind))
    first = {reading.key for reading in asked if isinstance(reading, Parameter) and reading.since == 1}
    return Needs(kind.duties(), frozenset(reading.key for reading in asked), frozenset(first))


def _readings() -> Mapping[str, Reading]:
    of_kinds = (reading for kind in KINDS.values() for reading in _asked_of(kind))
    return {reading.key: reading for reading in (*parameters.ALWAYS, *of_kinds, *parameters.AHEAD)}


KNOWN: Final = Known(
    kinds={name: _needs(kind) for name, kind in KINDS.items()},
    duties=_duties(),
    readings=_readings(),
    always=frozenset(reading.key for reading in parameters.ALWAYS),
    governed=parameters.GOVERNED,
    natural_days=NATURAL_DAYS,
)
