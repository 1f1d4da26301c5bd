"""One table as an Excel file, row by row: with whose it is, of which hour and how it was narrowed written into it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import save_workbook

from texts import formulas
from tickets.datelaw.types import ZONE
from tickets.pages.parts import wording
from tickets.pages.parts.exported import Cell, SheetColumn
from tickets.pages.parts.moments import exact

#: What a cell may hold, and the name of a sheet.
LONGEST, LONGEST_NAME = 32_767, 31
#: Of paper, as the format numbers it.
A4: Final = 9
INSTANT, DAY = "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"
BOLD, TOP = Font(bold=True), Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the table and, as a watermark, on each printed page."""

    title: str
    who: str
    unit: str
    at: datetime
    said: str
    rows: int

    def lines(self) -> Iterator[str]:
        yield wording.pair(_("Exported by"), wording.remark(self.who, self.unit))
        yield wording.pair(_("As of"), exact(self.at))
        yield wording.pair(_("Narrowed to"), self.said)
        yield wording.pair(_("Rows"), wording.grouped(self.rows))

    def mark(self) -> str:
        return f"{wording.remark(self.who, self.unit)} {exact(self.at)} {_('For official use only')}"


def write(file: BinaryIO, heading: Heading, columns: Sequence[SheetColumn], rows: Iterable[Any]) -> None:
    """The workbook into a file that is open for writing. Texts stay texts, dates are dates of Beijing time."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(heading.title))
    lines = [heading.title, *heading.lines()]
    first = len(lines) + 1
    _lay_out(sheet, heading, columns, first)
    for number, line in enumerate(lines):
        sheet.append([_bold(sheet, line) if not number else _cell(sheet, line)])
    sheet.append([_bold(sheet, str(one.label)) for one in columns])
    for row in rows:
        sheet.append([_cell(sheet, one.of(row)) for one in columns])
    save_workbook(book, file)


def _lay_out(sheet: Any, heading: Heading, columns: Sequence[SheetColumn], first: int) -> None:
    for place, one in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = one.width
    sheet.freeze_panes = f"A{first + 1}"
    sheet.auto_filter.ref = f"A{first}:{get_column_letter(len(columns))}{first + heading.rows}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.print_title_rows = f"{first}:{first}"
    mark = heading.mark().replace("&", "&&")
    sheet.oddHeader.center.text = sheet.oddFooter.left.text = mark
    sheet.oddFooter.right.text = "&P / &N"


def _sheet_name(title: str) -> str:
    return "".join(one for one in title if one not in r"[]:*?/\\")[:LONGEST_NAME]


def _bold(sheet: Any, words: str) -> Any:
    cell = _cell(sheet, words)
    cell.font = BOLD
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value=value.astimezone(ZONE).replace(tzinfo=None, microsecond=0))
        cell.number_format = INSTANT
    elif isinstance(value, date):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = DAY
    elif isinstance(value, int) or value is None:
        cell = WriteOnlyCell(sheet, value=value)
    else:
        cell = _text(sheet, value)
    return cell


def _text(sheet: Any, value: str) -> Any:
    """A text, whatever it looks like: neither the file nor whoever edits the cell makes a formula of it."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]
    cell = WriteOnlyCell(sheet)
    cell.value = plain
    cell.data_type = "s"
    cell.alignment = TOP
    if formulas.looks_like_one(plain):
        cell.quotePrefix = True
    return cell
