"""A draft as .docx, in the form of an official paper: A4, 仿宋 of 16 points, headings in 黑体, tables in 宋体."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from tickets.pages.parts import wording
from tickets.pages.parts.moments import dated
from tickets.pages.reports.figures import MOST, ReportFigure, Scope

TITLE, BODY, HEAD, TABLE = "方正小标宋简体", "仿宋", "黑体", "宋体"
#: Points: 二号, 三号, 五号; lines of the text are 28 points apart (GB/T 9704).
LARGE, NORMAL, SMALL, LINE = Pt(22), Pt(16), Pt(10.5), Pt(28)
#: Stands for a figure while the sentence around it is made.
MARK: Final = "\0"
#: Of the headings.
_NUMERALS: Final = (
    pgettext_lazy("numeral", "1"),
    pgettext_lazy("numeral", "2"),
    pgettext_lazy("numeral", "3"),
    pgettext_lazy("numeral", "4"),
)


def drafted(scope: Scope, figures: Sequence[ReportFigure], site: str) -> bytes:
    """site: scheme and host under which people reach the service; "": the document leads nowhere."""
    paper = Document()
    _laid_out(paper)
    _text(paper, _title(scope), TITLE, LARGE, centred=True)
    for line in _head(scope):
        _text(paper, line)
    for number, figure in enumerate(figures):
        _figure(paper, number, figure, site)
    _signature(paper, scope)
    held = BytesIO()
    DocumentFile.save(paper, held)  # said so, it reads as no row's `save`
    return held.getvalue()


def _laid_out(paper: DocumentFile) -> None:
    """The sheet and its margins (GB/T 9704), and the face of what names no other."""
    part = paper.sections[0]
    part.page_width, part.page_height = Mm(210), Mm(297)
    part.top_margin, part.bottom_margin = Mm(37), Mm(35)
    part.left_margin, part.right_margin = Mm(28), Mm(26)
    style: Any = paper.styles["Normal"]
    style.font.name, style.font.size = BODY, NORMAL
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)


def _title(scope: Scope) -> str:
    words = {"week": _("Weekly report of cloud supervision"), "month": _("Monthly report of cloud supervision")}
    return words[scope.period.sort]


def file_name(scope: Scope) -> str:
    """`政务云监管周报 2026年第10周 DEMO.docx`; without a number where it is of several contracts."""
    number = scope.contracts[0].number if len(scope.contracts) == 1 else ""
    return f"{' '.join(filter(None, (_title(scope), str(scope.period), number)))}.docx"


def _head(scope: Scope) -> Iterable[str]:
    yield _("Period: %(period)s") % {"period": scope.period}
    for contract in scope.contracts:
        yield _("Contract: %(title)s (%(number)s)") % {"title": contract.title, "number": contract.number}
    yield _("As of %(at)s") % {"at": dated(scope.here.now.replace(second=0, microsecond=0))}
    if scope.here.now < scope.period.over:
        yield _("The period is not over yet: its figures are provisional.")


def _text(paper: DocumentFile, words: str, face: str = BODY, size: Pt = NORMAL, *, centred: bool = False) -> Paragraph:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = LINE
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if words:
        _faced(paragraph.add_run(words), face, size)
    return paragraph


def _faced(run: Run, face: str, size: Pt) -> None:
    """Latin letters and Chinese characters alike."""
    run.font.name, run.font.size = face, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)  # noqa: SLF001  # no other way


def _figure(paper: DocumentFile, number: int, figure: ReportFigure, site: str) -> None:
    _text(paper, _("%(n)s. %(heading)s") % {"n": _NUMERALS[number], "heading": figure.heading}, HEAD)
    before, _mark, after = wording.pair(figure.sentence, MARK).partition(MARK)
    sentence = _text(paper, before)
    _linked(sentence, wording.grouped(figure.count), f"{site}{figure.path}" if site else "", BODY, NORMAL)
    _faced(sentence.add_run(after), BODY, NORMAL)
    if figure.rows:
        _table(paper, figure, site)
    if figure.count > len(figure.rows):
        _text(paper, _("Of these the first %(n)d are listed here.") % {"n": MOST}, TABLE, SMALL)


def _table(paper: DocumentFile, figure: ReportFigure, site: str) -> None:
    table = paper.add_table(rows=1, cols=len(figure.columns), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, figure.columns, strict=True):
        _faced(cell.paragraphs[0].add_run(words), HEAD, SMALL)
    _repeated(table.rows[0])
    for row in figure.rows:
        first, *rest = table.add_row().cells
        _linked(first.paragraphs[0], row.cells[0], f"{site}{row.path}" if site else "", TABLE, SMALL)
        for cell, words in zip(rest, row.cells[1:], strict=True):
            _faced(cell.paragraphs[0].add_run(words), TABLE, SMALL)
    for column, share in zip(table.columns, figure.widths, strict=True):
        for cell in column.cells:
            cell.width = Mm(156 * share // 100)


def _repeated(row: Any) -> None:
    """The heading of a table stands on each of its pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # no other way


def _linked(paragraph: Paragraph, words: str, address: str, face: str, size: Pt) -> None:
    run = paragraph.add_run(words)
    _faced(run, face, size)
    if not address:
        return
    run.font.underline = True
    link: Any = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._element)  # noqa: SLF001  # no other way
    paragraph._p.append(link)  # noqa: SLF001


def _signature(paper: DocumentFile, scope: Scope) -> None:
    """Who draws it up, who signs, and the day, to be filled in by hand; together on one page."""
    unit = scope.contracts[0].supervisor
    left = ("", _("Drawn up by: %(who)s") % {"who": scope.here.user}, _("Signed for issue:"))
    right = (_("%(unit)s (seal)") % {"unit": unit}, _("Date of the report:"))
    for words in (*left, *right):
        paragraph = _text(paper, words)
        paragraph.paragraph_format.keep_with_next = True
        if words in right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
