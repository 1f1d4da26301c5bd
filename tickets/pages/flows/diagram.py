"""A machine as a picture: a state a row, stage by stage, and beside each state the main steps that lead on from it.

Plain SVG, no library. A line runs from the name of a step to a lane of its own target, along it, and to the target:
lines to different states cross and never lie on each other. Steps aside (withdraw, suspend…) are left out of the
picture and listed in the table below it, where every arrow would make it unreadable.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string

from tickets.lifecycle.kind import Kind
from tickets.lifecycle.steps import State, Step

BOX_W, BOX_H = 138, 42
#: Room for the stage's name at the left; between rows; between boxes and the names of steps.
LEFT, TOP, MARGIN, GAP = 100, 14, 8, 18
#: The height of a step's name, and of the line that comes in above the first of them.
STEP_H, LANE_W = 20, 12
#: Characters of a state's name on one line of its box.
LINE = 10
#: Pixels of a letter at the size of the picture: Chinese is square.
WIDE, NARROW = 13, 7


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state with its box, and the steps that lead on from it."""

    state: State
    y: int
    steps: tuple[Step, ...]

    @property
    def height(self) -> int:
        return max(BOX_H, STEP_H * (len(self.steps) + 1))

    @property
    def center(self) -> int:
        return LEFT + BOX_W // 2

    @property
    def lines(self) -> list[tuple[int, str]]:
        return _lines(str(self.state.label), self.y + BOX_H // 2)

    @property
    def comes_in(self) -> int:
        """Where lines reach it."""
        return self.y + STEP_H // 2

    def goes_out(self, number: int) -> int:
        """Where the line of its step of that number begins."""
        return self.y + STEP_H * (number + 1) + STEP_H // 2


def draw(machine: type[Kind], *, current: str = "", label: str) -> str:
    """The picture, as wide as it needs to be; `current` is drawn full."""
    rows = _rows(machine)
    lanes = _lanes(rows)
    names = [(step, row.goes_out(number)) for row in rows.values() for number, step in enumerate(row.steps)]
    begin = LEFT + BOX_W + MARGIN * 2
    first = begin + max(_width(str(step.label)) for step, _y in names) + 2 * MARGIN
    last = list(rows.values())[-1]
    context = {
        "label": label,
        "width": first + LANE_W * (max(lanes.values()) + 1) + MARGIN,
        "height": last.y + last.height + TOP,
        "margin": MARGIN,
        "stages": _stages(machine, rows.values()),
        "names": [(step.label, begin, y + 5) for step, y in names],
        "arrows": [
            (step, _path(begin + _width(str(step.label)) + 4, y, first + LANE_W * lanes[to.state.code], to))
            for step, y in names
            if (to := rows[step.target or ""])
        ],
        "boxes": rows.values(),
        "box_left": LEFT,
        "box_width": BOX_W,
        "box_height": BOX_H,
        "radius": BOX_H // 2,
        "current": machine.by_state.get(current),
    }
    return render_to_string("tickets/flows/_diagram.html", context)


def _rows(machine: type[Kind]) -> dict[str, StateRow]:
    """States stage by stage; of the ends the good one first."""
    leading: dict[str, list[Step]] = {}
    for source, step in main_steps(machine):
        leading.setdefault(source, []).append(step)
    rows: dict[str, StateRow] = {}
    y = TOP
    order = sorted(
        machine.states,
        key=lambda state: (machine.path.index(state.stage), state.final and state.code != "closed"),
    )
    for state in order:
        row = StateRow(state, y, tuple(leading.get(state.code, ())))
        rows[state.code] = row
        y += row.height + GAP
    return rows


def _lanes(rows: Mapping[str, StateRow]) -> dict[str, int]:
    """The lane in which lines run to each state: the shorter the run, the nearer; one lane holds runs apart."""
    runs: dict[str, list[int]] = {}
    for row in rows.values():
        for number, step in enumerate(row.steps):
            target = rows[step.target or ""]
            runs.setdefault(target.state.code, [target.comes_in]).append(row.goes_out(number))
    taken: list[list[tuple[int, int]]] = []
    found: dict[str, int] = {}
    for code, ends in sorted(runs.items(), key=lambda run: max(run[1]) - min(run[1])):
        top, bottom = min(ends), max(ends)
        free = (n for n, lane in enumerate(taken) if all(bottom < one or top > other for one, other in lane))
        number = next(free, len(taken))
        if number == len(taken):
            taken.append([])
        taken[number].append((top, bottom))
        found[code] = number
    return found


def _path(x: int, y: int, lane: int, to: StateRow) -> str:
    """From the end of the name to the lane, along it, and back to the box of the target."""
    return f"M{x} {y}H{lane}V{to.comes_in}H{LEFT + BOX_W + 1}"


def _stages(machine: type[Kind], rows: Iterable[StateRow]) -> list[tuple[int, list[tuple[int, str]]]]:
    """(y of the line above it, its name) of each stage, beside its first state."""
    first = {row.state.stage: row for row in reversed(list(rows))}
    return [
        (first[stage].y - GAP // 2, _lines(str(stage.label), first[stage].y + BOX_H // 2))
        for stage in machine.path
        if stage in first
    ]


def _width(words: str) -> int:
    return sum(WIDE if ord(letter) > 0x2E7F else NARROW for letter in words)


def _lines(words: str, middle: int) -> list[tuple[int, str]]:
    """(y, words) of each line, around the middle."""
    lines = list(_wrapped(words))
    return [(middle + 5 - 8 * (len(lines) - 1) + 16 * number, line) for number, line in enumerate(lines)]


def _wrapped(words: str) -> Iterator[str]:
    """At most two lines: Chinese breaks anywhere, English at a blank."""
    if len(words) <= LINE or (" " in words and len(words) <= 2 * LINE - 4):
        yield words
        return
    cut = words.rfind(" ", 0, 2 * LINE - 2) if " " in words else (len(words) + 1) // 2
    cut = cut if cut > 0 else len(words) // 2
    yield words[:cut].strip()
    yield words[cut:].strip()


def main_steps(machine: type[Kind]) -> list[tuple[str, Step]]:
    """(source, step) of every arrow: the duties that lead elsewhere, and steps aside that alone lead to a state."""
    moves = [(source, step) for step in machine.steps for source in step.sources if step.target not in (None, source)]
    duties = [move for move in moves if not move[1].aside]
    reached = {step.target for _source, step in duties}
    alone = [
        move for move in moves if move[1].target not in reached and not machine.by_state[move[1].target or ""].final
    ]
    return [*duties, *alone]
