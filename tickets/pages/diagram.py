"""A machine as a picture: its states from left to right by stage, its main steps as arrows. Plain SVG, no library.

Steps aside (withdraw, suspend…) are left out of the picture and listed in the table below it: a diagram with
every arrow is one that nobody reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tickets.lifecycle.base import Machine, Step
from tickets.pages import wording

BOX_W, BOX_H = 148, 44
GAP_X, GAP_Y = 72, 26
MARGIN, HEAD = 16, 34
#: Characters of a state's name on one line of its box.
LINE = 11


@dataclass(frozen=True, slots=True)
class Box:
    state: str
    x: int
    y: int
    final: bool
    current: bool

    @property
    def middle(self) -> int:
        return self.y + BOX_H // 2


def draw(machine: Machine, *, current: str = "", label: str) -> SafeString:
    """The picture, as wide as it needs to be; `current` is drawn full."""
    boxes = _placed(machine, current)
    width = 2 * MARGIN + len(machine.stages) * (BOX_W + GAP_X) - GAP_X + GAP_X // 2
    height = max(box.y for box in boxes.values()) + BOX_H + MARGIN
    return format_html(
        '<svg class="flow" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        width, height, width, height, label, ARROW_HEAD, _stages(machine), _arrows(machine, boxes), _boxes(boxes),
    )  # fmt: skip


ARROW_HEAD = SafeString(
    '<defs><marker id="flow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto-start-reverse"><path class="flow-head" d="M0 0L8 4L0 8z"/></marker></defs>'
)


def _placed(machine: Machine, current: str) -> dict[str, Box]:
    """A column a stage, states below one another in the order of the machine."""
    rows = dict.fromkeys(machine.stages, 0)
    boxes: dict[str, Box] = {}
    for state in machine.states:
        column = machine.stages.index(state.stage)
        x = MARGIN + column * (BOX_W + GAP_X)
        y = MARGIN + HEAD + rows[state.stage] * (BOX_H + GAP_Y)
        rows[state.stage] += 1
        boxes[state.code] = Box(state.code, x, y, state.final, state.code == current)
    return boxes


def _stages(machine: Machine) -> SafeString:
    return format_html_join(
        "",
        '<text class="flow-stage" x="{}" y="{}">{}</text>',
        (
            (MARGIN + column * (BOX_W + GAP_X) + BOX_W // 2, MARGIN + 14, wording.stage(code))
            for column, code in enumerate(machine.stages)
        ),
    )


def _boxes(boxes: dict[str, Box]) -> SafeString:
    return format_html_join("", "{}", ((_box(box),) for box in boxes.values()))


def _box(box: Box) -> SafeString:
    style = "flow-box" + (" flow-final" if box.final else "") + (" flow-current" if box.current else "")
    lines = list(_wrapped(wording.state(box.state)))
    first = box.middle + 5 - 8 * (len(lines) - 1)
    words = format_html_join(
        "",
        '<text class="flow-name" x="{}" y="{}">{}</text>',
        ((box.x + BOX_W // 2, first + 16 * number, line) for number, line in enumerate(lines)),
    )
    return format_html(
        '<g class="{}"><rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>{}</g>',
        style, box.x, box.y, BOX_W, BOX_H, BOX_H // 2 if box.final else 6, words,
    )  # fmt: skip


def _wrapped(words: str) -> Iterator[str]:
    """At most two lines: Chinese breaks anywhere, English at a blank."""
    if len(words) <= LINE or (" " in words and len(words) <= 2 * LINE - 4):
        yield words
        return
    cut = words.rfind(" ", 0, 2 * LINE - 2) if " " in words else (len(words) + 1) // 2
    cut = cut if cut > 0 else len(words) // 2
    yield words[:cut].strip()
    yield words[cut:].strip()


def main_steps(machine: Machine) -> list[tuple[str, Step]]:
    """(source, step) of every arrow: the duties that lead to another state, one arrow a pair of states."""
    seen: set[tuple[str, str]] = set()
    arrows: list[tuple[str, Step]] = []
    for step in machine.steps:
        for source in step.sources:
            pair = (source, step.target or source)
            if step.target and source != step.target and not step.aside and pair not in seen:
                seen.add(pair)
                arrows.append((source, step))
    return arrows


def _arrows(machine: Machine, boxes: dict[str, Box]) -> SafeString:
    return format_html_join(
        "",
        '<path class="flow-line{}" d="{}" marker-end="url(#flow-head)"/>',
        (
            (" flow-back" if step.turns_back else "", _path(boxes[source], boxes[step.target or source]))
            for source, step in main_steps(machine)
        ),
    )


def _path(start: Box, end: Box) -> str:
    """Forwards from the right edge to the left; within a column down or up; backwards in a bow below."""
    if end.x == start.x:
        return _within(start, end)
    ahead = end.x > start.x
    x1, x2 = (start.x + BOX_W, end.x - 1) if ahead else (start.x, end.x + BOX_W + 1)
    shift, bend = (-6, GAP_X // 2) if ahead else (8, -GAP_X // 2)
    y1, y2 = start.middle + shift, end.middle + shift
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"


def _within(start: Box, end: Box) -> str:
    """Neighbours straight, others in a bow at the side: down at the right, up at the left."""
    down = end.y > start.y
    shift = 14 if down else -14
    x = start.x + BOX_W // 2 + shift
    if abs(end.y - start.y) <= BOX_H + GAP_Y:
        y1, y2 = (start.y + BOX_H, end.y - 1) if down else (start.y, end.y + BOX_H + 1)
        return f"M{x} {y1}V{y2}"
    edge, bow = (start.x + BOX_W, 34) if down else (start.x, -34)
    return f"M{edge} {start.middle}C{edge + bow} {start.middle} {edge + bow} {end.middle} {edge} {end.middle}"
