"""A machine as a picture: a row a stage, the states of a stage beside one another, its main steps as arrows.

Plain SVG, no library. Steps aside (withdraw, suspend…) are left out of the picture and listed in the table below
it, where every arrow would make it unreadable.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string

from tickets.lifecycle.kind import Kind
from tickets.lifecycle.stages import Stage
from tickets.lifecycle.steps import State, Step

BOX_W, BOX_H = 138, 42
GAP_X, GAP_Y = 30, 46
#: Room for the stage's name at the left, and for bows above the first row.
LEFT, TOP, MARGIN = 100, 26, 8
#: Characters of a state's name on one line of its box.
LINE = 10


@dataclass(frozen=True, slots=True)
class Box:
    state: State
    x: int
    y: int

    @property
    def center(self) -> int:
        return self.x + BOX_W // 2

    @property
    def middle(self) -> int:
        return self.y + BOX_H // 2

    @property
    def lines(self) -> list[tuple[int, str]]:
        return _lines(str(self.state.label), self.middle)


def draw(machine: type[Kind], *, current: str = "", label: str) -> str:
    """The picture, as wide as it needs to be; `current` is drawn full."""
    boxes = _placed(machine)
    context = {
        "label": label,
        "width": max(box.x for box in boxes.values()) + BOX_W + 2 * MARGIN,
        "height": max(box.y for box in boxes.values()) + BOX_H + GAP_Y // 2,
        "margin": MARGIN,
        "stages": [_lines(str(stage.label), _row(machine, stage) + BOX_H // 2) for stage in machine.path],
        "arrows": [(step, _path(boxes[source], boxes[step.target or source])) for source, step in main_steps(machine)],
        "boxes": [(box.state, box) for box in boxes.values()],
        "box_width": BOX_W,
        "box_height": BOX_H,
        "radius": BOX_H // 2,
        "current": machine.by_state.get(current),
    }
    return render_to_string("tickets/flow/_diagram.html", context)


def _placed(machine: type[Kind]) -> dict[str, Box]:
    """States in the order of the machine, in the row of their stage; of the ends the good one first."""
    filled = dict.fromkeys(machine.path, 0)
    boxes: dict[str, Box] = {}
    for state in sorted(machine.states, key=lambda state: state.final and state.code != "closed"):
        x = LEFT + filled[state.stage] * (BOX_W + GAP_X)
        filled[state.stage] += 1
        boxes[state.code] = Box(state, x, _row(machine, state.stage))
    return boxes


def _row(machine: type[Kind], stage: Stage) -> int:
    return TOP + machine.path.index(stage) * (BOX_H + GAP_Y)


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
    return list({(source, step.target): (source, step) for source, step in reversed(duties + alone)}.values())


def _path(start: Box, end: Box) -> str:
    """Between rows from edge to edge; within a row straight to the neighbour, in a bow to all others."""
    if start.y == end.y:
        return _within(start, end)
    sign = 1 if end.y > start.y else -1
    y1, y2 = (start.y + BOX_H, end.y - 1) if sign > 0 else (start.y, end.y + BOX_H + 1)
    if abs(end.y - start.y) == BOX_H + GAP_Y:
        x1, x2, bend = start.center + 12 * sign, end.center + 12 * sign, GAP_Y * sign
        return f"M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}"
    # Past other rows: down or up the gap beside the column where it begins, so that it crosses no box.
    x1, x2 = start.center + 24 * sign, end.center + 24 * sign
    gap = start.x + BOX_W + GAP_X // 2 + (start.y // (BOX_H + GAP_Y)) % 5 * 3 - 6
    return (
        f"M{x1} {y1}C{x1} {y1 + 16 * sign} {gap} {y1 + 4 * sign} {gap} {y1 + 22 * sign}"
        f"V{y2 - 24 * sign}C{gap} {y2 - 6 * sign} {x2} {y2 - 18 * sign} {x2} {y2}"
    )


def _within(start: Box, end: Box) -> str:
    """To the right above the middle, to the left below it, so that two arrows never lie on each other."""
    right = end.x > start.x
    if abs(end.x - start.x) == BOX_W + GAP_X:
        x1, x2, y = (
            (start.x + BOX_W, end.x - 1, start.middle - 7) if right else (start.x, end.x + BOX_W + 1, start.middle + 7)
        )
        return f"M{x1} {y}H{x2}"
    edge, bow = (start.y, -22) if right else (start.y + BOX_H, 22)
    return f"M{start.center} {edge}C{start.center} {edge + bow} {end.center} {edge + bow} {end.center} {edge}"
