"""A kind as its approved table: one line a state, one line a transition, everything that it does.

The tests keep the tables that people have approved; this writes the one that the code declares.
"""

from collections.abc import Iterable
from typing import Any

from tickets.lifecycle.bounds import Relation
from tickets.lifecycle.conditions import Guard
from tickets.lifecycle.duties import Clock
from tickets.lifecycle.fields import Choice, Dated, Field
from tickets.lifecycle.kind import Kind, Opening
from tickets.lifecycle.steps import Everything, Mark, State, Step

SIGNS = {Relation.NOT_BEFORE: "≥", Relation.AFTER: ">", Relation.NOT_AFTER: "≤", Relation.BEFORE: "<"}


def table(kind: type[Kind]) -> str:
    """Deterministic text, one transition a line, columns named so that a difference can be read."""
    lines = [f"kind {kind.kind}", _opening(kind), ""]
    lines += [_state(state, kind) for state in kind.states]
    lines += ["", *(_step(step) for step in kind.steps)]
    return "\n".join(lines) + "\n"


def _opening(kind: type[Kind]) -> str:
    opening: Opening = kind.opening
    return _joined(
        f"open by {' '.join(opening.by)}",
        _column("asks", map(_field, opening.asks)),
        _column("checks", map(_guard, kind.checks)),
        _column("clocks", map(_mark, opening.clocks)),
        f"system {'required' if kind.system_required else 'optional'}",
        f"after the term {kind.after_term or 'never'}",
    )


def _state(state: State, kind: type[Kind]) -> str:
    flags = [flag for flag in ("final", "editable", "private") if getattr(state, flag)]
    return _joined(
        f"state {state.code}",
        f"stage {state.stage.code}",
        _column("is", flags),
        _column("waits for", sorted(kind.waits_for(state.code))),
    )


def _step(step: Step) -> str:
    flags = [flag for flag in ("why", "turns_back", "finds", "aside", "grave") if getattr(step, flag)]
    return _joined(
        f"{step.name}: {' '.join(step.sources)} -> {step.target or '='}",
        f"by {' '.join(step.by)}{f' ({step.side})' if step.side else ''}",
        _column("if", map(_guard, step.when)),
        _column("asks", map(_field, step.asks)),
        _column("needs", [*(f"{slot.name}*" for slot in step.needs), *(slot.name for slot in step.takes)]),
        _column("clocks", map(_mark, step.clocks)),
        _column("grants", _names(step.grants)),
        _column("voids", _names(step.voids)),
        _column("uses", _names(step.uses)),
        _column("flags", _names(step.flags)),
        _column("does", _names(step.does)),
        _column("tells", step.tells),
        _column("only if", _names(filter(None, [step.tells_if]))),
        _column("lapses at", _lapses(step)),
        _column("is", flags),
    )


def _lapses(step: Step) -> list[str]:
    if step.lapses is None:
        return []
    return [step.lapses.code if isinstance(step.lapses, Clock) else step.lapses.name]


def _joined(*columns: str) -> str:
    return " | ".join(column for column in columns if column)


def _column(name: str, values: Iterable[str]) -> str:
    text = " ".join(values)
    return f"{name} {text}" if text else ""


def _guard(guard: Guard) -> str:
    place = f"@{guard.field}" if guard.field else ""
    return f"{guard.name}{place}({guard.asks}{', recorded' if guard.recorded else ''})"


def _field(field: Field[Any]) -> str:
    choices = f"({'/'.join(field.options)})" if isinstance(field, Choice) else ""
    return f"{field.name}:{field.type}{choices}{_within(field)}{'*' if field.required else ''}"


def _within(field: Field[Any]) -> str:
    """[≥approval ≤today]: between what a day or an instant must lie."""
    if not isinstance(field, Dated) or not field.limiting:
        return ""
    return f"[{' '.join(f'{SIGNS[bound.relation]}{bound.point.name}' for bound in field.limiting)}]"


def _names(things: Iterable[Any] | Everything) -> list[str]:
    return ["*"] if isinstance(things, Everything) else [thing.name for thing in things]


def _mark(mark: Mark) -> str:
    ground = f"@{mark.ground}" if mark.ground else ""
    return f"{mark.op}{mark.clause}{ground}{f'?{mark.when}' if mark.when else ''}"
