"""Columns in fixed pixels, reckoned by the server: one a month. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tickets.pages.statistics.bars import high
from tickets.pages.statistics.lines import Line

#: In pixels: the height of the tallest, the place that each takes, and its own width.
TALL: Final = 150
STEP: Final = 58
WIDE: Final = 34
#: Above a column stands its rate, below it its month.
ABOVE: Final = 24
BELOW: Final = 26


@dataclass(frozen=True, slots=True)
class Column:
    """The clocks of one line: those missed stand upon those met. Places from the left and the top."""

    line: Line
    x: int
    missed_y: int
    missed_height: int
    met_y: int
    met_height: int
    wide: int = WIDE

    @property
    def middle(self) -> int:
        return self.x + WIDE // 2

    @property
    def rate_y(self) -> int:
        return self.missed_y - 6


@dataclass(frozen=True, slots=True)
class Chart:
    columns: list[Column]
    width: int
    height: int = ABOVE + TALL + BELOW
    floor: int = ABOVE + TALL
    label_y: int = ABOVE + TALL + 18


def columns(lines: Sequence[Line]) -> Chart:
    tallest = max((line.kept.due for line in lines), default=0)
    return Chart([_column(place, line, tallest) for place, line in enumerate(lines)], width=STEP * len(lines))


def _column(place: int, line: Line, tallest: int) -> Column:
    missed, met = high(line.kept.missed, tallest, TALL), high(line.kept.met, tallest, TALL)
    floor = ABOVE + TALL
    return Column(line, place * STEP + (STEP - WIDE) // 2, floor - met - missed, missed, floor - met, met)
