"""A sheet as strips, each with its height, before anything is drawn: what fits a page is known beforehand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from tickets.pages.print.lines import wrapped
from tickets.pages.print.sheet import Boxes, Grid, Pairs, Part, Passage, SealBox

#: Millimetres, and points for sizes of letters.
WIDTH: Final = 180.0
PAD: Final = 1.6
TEXT, SMALL, HEADING = 10.5, 9.0, 11.5
BOX: Final = 38.0
BY_HAND: Final = 9.0
LABEL: Final = 0.2
#: Lines for the signature, and blank ones for the seal.
SIGN: Final = 2
INDENT: Final = "\u3000\u3000"

#: The width of a text in letters of a size.
Sized = Callable[[str, float], float]


def line_height(size: float) -> float:
    return size * 0.3528 * 1.45


@dataclass(frozen=True, slots=True)
class Cell:
    """below: what stands at its foot: on which side, and the words."""

    width: float
    lines: tuple[str, ...]
    below: tuple[tuple[str, str], ...] = ()
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of cells. heads: it stays with the strip after it. repeats: it stands again on each further page."""

    cells: tuple[Cell, ...]
    size: float = TEXT
    ruled: bool = True
    least: float = 0.0
    heads: bool = False
    repeats: "Strip | None" = None

    @property
    def height(self) -> float:
        most = max(len(cell.lines) + (len(cell.below) + SIGN if cell.below else 0) for cell in self.cells)
        return max(self.least, most * line_height(self.size) + 2 * PAD)

    def cut(self, most: int) -> "tuple[Strip, Strip]":
        """The first `most` lines of each cell, and the rest."""
        upper = tuple(replace(cell, lines=cell.lines[:most], below=()) for cell in self.cells)
        lower = tuple(replace(cell, lines=cell.lines[most:]) for cell in self.cells)
        return replace(self, cells=upper, least=0), replace(self, cells=lower, least=0)


def strips(part: Part, sized: Sized) -> Iterator[Strip]:
    if part.heading:
        yield Strip((_cell(part.heading, WIDTH, HEADING, sized),), HEADING, ruled=False, heads=True)
    if isinstance(part, Passage):
        for number, line in enumerate(part.lines):
            yield Strip((_cell((INDENT if number else "") + line, WIDTH, TEXT, sized),), TEXT, ruled=False)
    elif isinstance(part, Pairs):
        yield from _pairs(part, sized)
    elif isinstance(part, Grid):
        yield from _grid(part, sized)
    else:
        yield from _boxes(part, sized)


def _cell(text: str, width: float, size: float, sized: Sized, *, centred: bool = False) -> Cell:
    return Cell(width, tuple(wrapped(text, width - 2 * PAD, lambda one: sized(one, size))), centred=centred)


def _pairs(part: Pairs, sized: Sized) -> Iterator[Strip]:
    for line in part.lines:
        each = WIDTH / len(line) if part.brief else WIDTH
        label = WIDTH * LABEL
        cells = [
            _cell(words, width, TEXT, sized)
            for pair in line
            for words, width in zip(pair, (label, each - label), strict=True)
        ]
        by_hand = any(not words for _label, words in line)
        yield Strip(tuple(cells), TEXT, least=BY_HAND if by_hand else 0.0)


def _grid(part: Grid, sized: Sized) -> Iterator[Strip]:
    widths = [WIDTH * one / 100 for one in part.widths]

    def row(words: tuple[str, ...], *, centred: bool = False) -> tuple[Cell, ...]:
        return tuple(_cell(one, width, SMALL, sized, centred=centred) for one, width in zip(words, widths, strict=True))

    head = Strip(row(part.columns, centred=True), SMALL, heads=True)
    yield head
    for words in part.rows:
        yield Strip(row(words), SMALL, repeats=head, least=0.0 if any(words) else BY_HAND)
    if part.note:
        yield Strip((_cell(part.note, WIDTH, SMALL, sized),), SMALL, ruled=False)


def _boxes(part: Boxes, sized: Sized) -> Iterator[Strip]:
    for line in part.lines:
        yield Strip(tuple(_box(box, WIDTH / len(line), sized) for box in line), SMALL, least=BOX)


def _box(box: SealBox, width: float, sized: Sized) -> Cell:
    lines = [one for text in (f"{box.who} {box.unit}", *box.said) for one in _cell(text, width, SMALL, sized).lines]
    below = (("L", _("Signature:")), ("C", _("(seal)")), ("R", _("Date:")))
    return Cell(width, tuple(lines), below)
