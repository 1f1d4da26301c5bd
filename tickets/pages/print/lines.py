"""Chinese text in lines of a width: broken anywhere, but not before what closes, after what opens, or in a number."""

import re
from collections.abc import Callable
from typing import Final

#: Never the first of a line, never the last.
CLOSING: Final = frozenset("，。、；：！？）》〉」』】〕”’％…,.;:!?)]}%")
OPENING: Final = frozenset("（《〈「『【〔“‘([{")
#: A word in Latin letters, a number, a blank, or one character.
WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/_+-]*|\s|.", re.DOTALL)

Measure = Callable[[str], float]


def wrapped(text: str, width: float, measure: Measure) -> list[str]:
    """The lines of a text; a blank line for an empty one."""
    return [line for paragraph in text.split("\n") for line in _paragraph(paragraph, width, measure)]


def _paragraph(text: str, width: float, measure: Measure) -> list[str]:
    lines, line, used = [], "", 0.0
    for unit in _units(text, width, measure):
        size = measure(unit)
        if line and used + size > width:
            lines.append(line.rstrip())
            line, used = unit.lstrip(), measure(unit.lstrip())
        else:
            line, used = line + unit, used + size
    return [*lines, line.rstrip()]


def _units(text: str, width: float, measure: Measure) -> list[str]:
    """What stays together: a word that fits a line, with what closes behind it and opens before it."""
    units: list[str] = []
    for word in WORD.findall(text):
        for piece in [word] if measure(word) <= width / 2 else word:
            joins = units and (piece in CLOSING or units[-1][-1] in OPENING)
            if joins and measure(units[-1] + piece) <= width / 2:
                units[-1] += piece
            else:
                units.append(piece)
    return units
