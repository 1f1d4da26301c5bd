"""A sheet as PDF/A, with the font embedded. Nothing is read here but the sheet and the font: no transaction waits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.fonts import TTFFont

from tickets import fonts
from tickets.fonts import Face
from tickets.pages.print import qr
from tickets.pages.print.lines import wrapped
from tickets.pages.print.sheet import Part, Passage, PrintedSheet, texts
from tickets.pages.print.strips import HEADING, PAD, SMALL, WIDTH, Cell, Strip, line_height, strips

#: Millimetres of A4.
LEFT, TOP, FOOT = 15.0, 15.0, 280.0
CODE: Final = 28.0
TITLE: Final = 18.0
FEWEST: Final = 3  # lines of a row that may stand alone at the end of a page
FAMILY: Final = "han"


def render(sheet: PrintedSheet, face: Face, made_at: datetime) -> bytes:
    """The file. What the font cannot write is named in its place and at the end, never left blank."""
    lacking = fonts.lacking(face, "".join(texts(sheet)))
    drawn = Drawn(sheet, face, made_at, {ord(one): f"[U+{ord(one):04X}]" for one in lacking})
    drawn.head()
    drawn.parts(sheet.parts)
    if lacking:
        drawn.parts([Passage((_lacks(lacking),))])
    drawn.together(sheet.closing)
    if sheet.annex:
        drawn.add_page()
        drawn.parts(sheet.annex)
    return bytes(drawn.output())


def _lacks(lacking: Sequence[str]) -> str:
    codes = ", ".join(f"U+{ord(one):04X}" for one in lacking)
    return _("The font of this file cannot write %(codes)s; print the page from the browser instead.") % {
        "codes": codes
    }


class Drawn(FPDF):
    """Draws strips one below the other; page after page."""

    def __init__(self, sheet: PrintedSheet, face: Face, made_at: datetime, instead: dict[int, str]) -> None:
        super().__init__(enforce_compliance="PDF/A-2u")
        self.sheet, self.instead = sheet, instead
        self.widths: dict[str, float] = {}
        self.set_title(f"{sheet.title} {sheet.number}")
        self.set_author(sheet.unit)
        self.set_creation_date(made_at)
        self.set_lang(get_language() or "")
        self.set_margins(LEFT, TOP, LEFT)
        self.set_auto_page_break(auto=False)
        self.set_line_width(0.2)
        self.add_font(FAMILY, fname=face.path, collection_font_number=face.number)
        font = self.fonts[FAMILY]
        if isinstance(font, TTFFont):
            font.ttfont.recalcBBoxes = False  # else the outline of each letter is measured three times over
        self.set_font(FAMILY, size=SMALL)
        self.add_page()

    # --- what stands on every page ---

    def footer(self) -> None:
        self.set_font(FAMILY, size=SMALL)
        self.set_xy(LEFT, FOOT + 4)
        self.cell(WIDTH - 35, 5, self.said(self.sheet.foot))
        self.cell(35, 5, _("Page %(page)d of %(pages)s") % {"page": self.page_no(), "pages": self.str_alias_nb_pages})

    def head(self) -> None:
        sheet = self.sheet
        side = LEFT + WIDTH - CODE
        self._code(side)
        self._centred(sheet.number, SMALL, side, CODE, TOP + CODE + 3)
        y = TOP + 4.0
        for words, letters in ((sheet.unit, HEADING), (sheet.title, TITLE), (sheet.mark, HEADING)):
            for line in filter(None, self._title_lines(words, letters)):
                y += line_height(letters)
                self._centred(line, letters, LEFT, WIDTH - CODE, y - 0.25 * line_height(letters))
        self.set_y(max(TOP + CODE + 6, y + 2))

    def _code(self, left: float) -> None:
        size, dark = qr.runs(self.sheet.address)
        module = CODE / size
        for x, y, length in dark:
            self.rect(left + x * module, TOP + y * module, length * module, module, style="F")

    def _title_lines(self, words: str, letters: float) -> tuple[str, ...]:
        return tuple(wrapped(self.said(words), WIDTH - CODE - 6, lambda one: self.sized(one, letters)))

    def _centred(self, words: str, letters: float, x: float, width: float, y: float) -> None:
        width = width - self.sized(words, letters)
        self.set_font(FAMILY, size=letters)
        self.text(x + width / 2, y, self.said(words))

    # --- strips ---

    def said(self, words: str) -> str:
        return words.translate(self.instead)

    def sized(self, words: str, letters: float) -> float:
        """The width of the words, letter by letter, each of which is measured once."""
        return sum(self._width(one) for one in self.said(words)) * letters

    def _width(self, letter: str) -> float:
        if letter not in self.widths:
            self.set_font(FAMILY, size=SMALL)
            self.widths[letter] = self.get_string_width(letter) / SMALL
        return self.widths[letter]

    def parts(self, parts: Iterable[Part]) -> None:
        for part in parts:
            self.strips(list(strips(part, self.sized)))
            self.set_y(self.get_y() + 2)

    def together(self, parts: Sequence[Part]) -> None:
        """On one page, if one page holds them."""
        whole = sum(one.height for part in parts for one in strips(part, self.sized)) + 2 * len(parts)
        if self.get_y() + whole > FOOT:
            self.add_page()
        self.parts(parts)

    def strips(self, listed: Sequence[Strip]) -> None:
        for number, strip in enumerate(listed):
            needed = strip.height
            for after in listed[number : number + 2] if strip.heads else ():
                needed += min(after.height, 20.0)
            if strip.heads and self.get_y() + needed > FOOT:
                self.add_page()
            self._strip(strip)

    def _strip(self, strip: Strip) -> None:
        room = FOOT - self.get_y()
        if strip.height <= room:
            self._draw(strip)
            return
        lines = int((room - 2 * PAD) / line_height(strip.size))
        if strip.height > FOOT - TOP - 20 and lines >= FEWEST:  # no page holds it whole
            upper, strip = strip.cut(lines)
            self._draw(upper)
        self.add_page()
        if strip.repeats:
            self._draw(strip.repeats)
        self._strip(strip)

    def _draw(self, strip: Strip) -> None:
        x, top, height = LEFT, self.get_y(), strip.height
        step = line_height(strip.size)
        for cell in strip.cells:
            self.set_font(FAMILY, size=strip.size)
            if strip.ruled:
                self.rect(x, top, cell.width, height)
            self._lines(cell, x, top + PAD, step, strip.size)
            for number, (side, words) in enumerate(cell.below):
                self._below(cell, x, top + height - PAD - (len(cell.below) - number - 0.75) * step, side, words)
            x += cell.width
        self.set_y(top + height)

    def _lines(self, cell: Cell, x: float, y: float, step: float, letters: float) -> None:
        for number, line in enumerate(cell.lines):
            indent = (cell.width - self.sized(line, letters)) / 2 if cell.centred else PAD
            self.set_font(FAMILY, size=letters)
            self.text(x + indent, y + (number + 0.75) * step, self.said(line))

    def _below(self, cell: Cell, x: float, y: float, side: str, words: str) -> None:
        width = self.sized(words, SMALL)
        self.set_font(FAMILY, size=SMALL)
        at = {"L": PAD, "C": (cell.width - width) / 2, "R": cell.width - width - PAD}[side]
        self.text(x + at, y, words)
