"""Each register taken out: the rows and filters of its page, each field in a column of its own."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from tickets.lifecycle.fields import Day, Field
from tickets.models import RegisterEntry
from tickets.pages.parts import wording
from tickets.pages.parts.exported import Cell, ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.visit import Visit
from tickets.pages.registers.rows import ListedEntry, dressed
from tickets.pages.registers.view import NEWEST_FIRST, search
from tickets.registers import REGISTERS, Register

#: In letters, of a column whose field says nothing of its width.
WIDE, NARROW = 30, 14

BEFORE: Final = (
    SheetColumn(_("Contract"), 18, lambda row: row.entry.contract.number),
    SheetColumn(_("Entry"), 8, lambda row: row.pk),
)
BEHIND: Final = (
    SheetColumn(_("State"), 14, lambda row: row.state),
    SheetColumn(_("Remarked"), 30, lambda row: wording.listed_sentences(words for words, _grave in row.flags)),
    SheetColumn(_("File"), 24, lambda row: row.entry.file_name),
    SheetColumn(_("Entered by"), 24, lambda row: _who(row.entry.entered_by, row.entry.entered_unit)),
    SheetColumn(_("Entered"), 20, lambda row: row.entry.entered_at),
    SheetColumn(_("Confirmed or returned by"), 24, lambda row: _who(row.entry.decided_by, row.entry.decided_unit)),
    SheetColumn(_("Confirmed or returned at"), 20, lambda row: row.entry.decided_at),
    SheetColumn(_("Reason"), 30, lambda row: row.entry.reason or row.entry.note),
)


def _who(person: object, unit: object) -> str:
    return wording.remark(str(person), str(unit)) if person is not None else ""


def _column(field: Field[Any]) -> SheetColumn:
    return SheetColumn(field.label, NARROW if isinstance(field, Day) else WIDE, _cell(field))


def _cell(field: Field[Any]) -> Callable[[ListedEntry], Cell]:
    """Days stay days."""
    if isinstance(field, Day):
        return lambda row: row.values.get(field.name)
    return lambda row: row.cells.get(field.name, "")


def _columns(register: type[Register]) -> tuple[SheetColumn, ...]:
    side = (SheetColumn(_("Side"), 16, lambda row: wording.side(row.entry.side)),) if register.sided else ()
    return (*BEFORE, *side, *map(_column, register.asks), *BEHIND)


def take(code: str, here: Visit, query: QueryDict) -> NarrowedList:
    narrowed = search(here, code, query)

    def ids(most: int) -> list[int]:
        return list(narrowed.found().order_by(*NEWEST_FIRST).values_list("pk", flat=True)[:most])

    def rows(some: Sequence[int]) -> Iterable[ListedEntry]:
        return dressed(RegisterEntry.objects.filter(pk__in=some).order_by(*NEWEST_FIRST), here.today)

    faults = [words for _place, words in narrowed.problems()]
    asked = list(narrowed.said())
    if not query.get("state"):
        asked.insert(0, (said("State"), said("In force")))
    return NarrowedList(faults, asked, ids, rows)


TAKEN: Final = tuple(
    ExportedList(f"register_{code}", one.label(), "register", _columns(one), partial(take, code), places=(code,))
    for code, one in REGISTERS.items()
)
