"""A machine as its approved table: one line a state, one line a transition, everything that it does.

The tests keep the tables that people have approved; this writes the one that the code declares.
"""

from collections.abc import Iterable

from tickets.lifecycle.base import Guard, Machine, Mark, Opening, Slot, State, Step
from tickets.lifecycle.fields import Field


def table(machine: Machine) -> str:
    """Deterministic text, one transition a line, columns named so that a difference can be read."""
    lines = [f"kind {machine.kind}", _opening(machine), ""]
    lines += [_state(state, machine) for state in machine.states]
    lines += ["", *(_step(step) for step in machine.steps)]
    return "\n".join(lines) + "\n"


def _opening(machine: Machine) -> str:
    opening: Opening = machine.opening
    return _joined(
        f"open by {' '.join(opening.who)}",
        _column("asks", map(_field, opening.asks)),
        _column("checks", map(_guard, machine.checks)),
        _column("clocks", map(_mark, opening.clocks)),
        f"system {'required' if machine.system_required else 'optional'}",
        f"after the term {machine.after_term or 'never'}",
    )


def _state(state: State, machine: Machine) -> str:
    flags = [flag for flag in ("final", "editable", "private") if getattr(state, flag)]
    return _joined(
        f"state {state.code}",
        f"stage {state.stage}",
        _column("is", flags),
        _column("waits for", sorted(machine.waits_for(state.code))),
    )


def _step(step: Step) -> str:
    flags = [flag for flag in ("why", "turns_back", "aside", "grave") if getattr(step, flag)]
    return _joined(
        f"{step.name}: {' '.join(step.sources)} -> {step.target or '='}",
        f"by {' '.join(step.who)}",
        _column("if", map(_guard, step.guards)),
        _column("asks", map(_field, step.asks)),
        _column("needs", map(_slot, step.needs)),
        _column("clocks", map(_mark, step.clocks)),
        _column("grants", step.grants),
        _column("voids", step.voids),
        _column("uses", step.uses),
        _column("does", step.effects),
        _column("tells", step.tells),
        _column("only if", filter(None, [step.tells_if])),
        _column("lapses at", filter(None, [step.lapses])),
        _column("is", flags),
    )


def _joined(*columns: str) -> str:
    return " | ".join(column for column in columns if column)


def _column(name: str, values: Iterable[str]) -> str:
    text = " ".join(values)
    return f"{name} {text}" if text else ""


def _guard(guard: Guard) -> str:
    place = f"@{guard.field}" if guard.field else ""
    return f"{guard.name}{place}({guard.asks}{', recorded' if guard.recorded else ''})"


def _field(field: Field) -> str:
    choices = f"({'/'.join(field.choices)})" if field.choices else ""
    return f"{field.name}:{field.type}{choices}{'*' if field.required else ''}"


def _slot(slot: Slot) -> str:
    return f"{slot.name}{'*' if slot.required else ''}"


def _mark(mark: Mark) -> str:
    ground = f"@{mark.ground}" if mark.ground else ""
    return f"{mark.op}{mark.clause}{ground}{f'?{mark.when}' if mark.when else ''}"
