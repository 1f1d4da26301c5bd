"""What stands on a sheet of paper, whoever draws it: the page for the browser's print and the PDF show the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

#: A label and what is said under it. Empty words are filled in by hand.
Pair = tuple[str, str]


def shared_out(count: int) -> tuple[int, ...]:
    """A sheet's width among so many columns, in per cent: multiples of five, the first ones a little wider."""
    each, over = divmod(20, count)
    return tuple(5 * (each + (place < over)) for place in range(count))


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences in running text: to whom the paper goes, what it declares."""

    lines: tuple[str, ...]
    sort: str = "said"
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels and words. brief: two pairs to a line."""

    heading: str
    rows: tuple[Pair, ...]
    brief: bool = False
    sort: str = "pairs"

    @property
    def lines(self) -> list[tuple[Pair, ...]]:
        """The pairs of each line; where there are two to a line, a last one alone takes the whole of it."""
        size = 2 if self.brief else 1
        return [self.rows[at : at + size] for at in range(0, len(self.rows), size)]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. widths: of the columns, in per cent, each a multiple of five. note: below it."""

    heading: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    sort: str = "grid"

    @property
    def measured(self) -> list[tuple[str, int]]:
        return list(zip(self.columns, self.widths, strict=True))


@dataclass(frozen=True, slots=True)
class SealBox:
    """Where one side says its opinion, signs and seals. said: what it has said in the service already."""

    who: str
    unit: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Boxes:
    heading: str
    boxes: tuple[SealBox, ...]
    sort: str = "boxes"

    @property
    def lines(self) -> list[tuple[SealBox, ...]]:
        """Two to a line; one alone takes the whole of it."""
        return [self.boxes[at : at + 2] for at in range(0, len(self.boxes), 2)]


Part = Passage | Pairs | Grid | Boxes


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """number: of the order. mark: what stands below the title, such as a line for the document's number. address: where
    the QR code leads. closing: what stays together on one page, signatures among it. annex: begins a page of its own.
    foot: stands on every page.
    """

    unit: str
    title: str
    number: str
    address: str
    foot: str
    parts: tuple[Part, ...]
    closing: tuple[Part, ...]
    mark: str = ""
    annex: tuple[Part, ...] = field(default=())

    def every(self) -> tuple[Part, ...]:
        return (*self.parts, *self.closing, *self.annex)


def texts(sheet: PrintedSheet) -> Iterator[str]:
    """Every text of the sheet, in the order in which it is read."""
    yield from filter(None, (sheet.unit, sheet.title, sheet.number, sheet.mark))
    for part in sheet.every():
        yield from filter(None, _of(part))
    yield sheet.foot


def _of(part: Part) -> Iterable[str]:
    yield part.heading
    if isinstance(part, Passage):
        yield from part.lines
    elif isinstance(part, Pairs):
        yield from (one for pair in part.rows for one in pair)
    elif isinstance(part, Grid):
        yield from part.columns
        yield from (cell for row in part.rows for cell in row)
        yield part.note
    else:
        for box in part.boxes:
            yield from (box.who, box.unit, *box.said)
