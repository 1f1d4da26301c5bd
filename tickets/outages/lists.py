"""A list of what monitoring saw: read from a table as monitoring writes it, and judged row by row before anything is
taken over. Columns: system, from, to, source id. The same source id twice is the same outage."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from itertools import islice
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from texts import tidy
from tickets.datelaw.types import midnight
from tickets.lifecycle.form_fields import InstantFormField
from tickets.models import Contract, MonitoredOutage, OutageWord, System

SYSTEM, FROM, TO, SOURCE_ID = COLUMNS = ("system", "from", "to", "source_id")
#: What stands above each, and is found in any order; the names of REST are known as well.
HEADS: Final = {
    SYSTEM: pgettext_lazy("monitoring", "system"),
    FROM: pgettext_lazy("monitoring", "from"),
    TO: pgettext_lazy("monitoring", "to"),
    SOURCE_ID: pgettext_lazy("monitoring", "source id"),
}
LANGUAGES: Final = ("zh-hans", "en")
MOST: Final = 2_000
LONGEST: Final = 100
#: What a row would do: a new entry; an entry that puts an earlier one right; nothing, for it stands so already; or
#: nothing, for people have spoken of it.
NEW, CORRECTS, STANDS, SPOKEN_OF = "new", "corrects", "stands", "spoken_of"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One row as it was read. number: as the list counts. faults: (column, sentence). replaces: the entry that it would
    put right."""

    number: int
    cells: Mapping[str, str]
    faults: tuple[tuple[str, str], ...] = ()
    does: str = NEW
    system: System | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    replaces: MonitoredOutage | None = None

    @property
    def errors(self) -> list[str]:
        """As people read them."""
        said = _("%(column)s: %(sentence)s")
        return [said % {"column": HEADS[column], "sentence": sentence} for column, sentence in self.faults]


def read(text: str) -> list[dict[str, str]]:
    """The rows that say anything, with their number; the first is the head. Raises ValidationError."""
    try:
        rows = csv.reader(StringIO(text), strict=True, delimiter=_delimiter(text))
        found = list(islice(_rows(rows), MOST + 1))
    except csv.Error:
        raise ValidationError(_("This is no table: save it as CSV.")) from None
    if not found:
        raise ValidationError(_("The list is empty: the first row is its head, outages stand below it."))
    if len(found) > MOST:
        said = _("At most %(most)d outages at once: split the list behind row %(row)s. Nothing was taken over.")
        raise ValidationError(said % {"most": MOST, "row": found[-2]["number"]})
    return found


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max((",", ";", "\t"), key=head.count)


def _rows(rows: Iterator[list[str]]) -> Iterator[dict[str, str]]:
    places = _placed([tidy.line(cell) for cell in next(rows, [])])
    for number, row in enumerate(rows, 2):
        said = {name: tidy.line(row[at])[: LONGEST + 1] if at < len(row) else "" for at, name in places.items()}
        if any(said.values()):
            yield {"number": str(number), **said}


def _placed(head: list[str]) -> dict[int, str]:
    """Place in a row -> column. Columns that monitoring writes besides are passed over. Raises ValidationError."""
    known, places = _by_head(), dict[int, str]()
    for at, said in enumerate(head):
        name = known.get(said.lower())
        if name in places.values():
            raise ValidationError(_("The head repeats “%(said)s”.") % {"said": said[:LONGEST]})
        if name is not None:
            places[at] = name
    if lacking := [str(label) for name, label in HEADS.items() if name not in places.values()]:
        said = _("The head in row 1 lacks: %(names)s. It is: %(all)s.")
        told = {"names": ", ".join(lacking), "all": ", ".join(str(one) for one in HEADS.values())}
        raise ValidationError(said % told)
    return places


def _by_head() -> dict[str, str]:
    found = {name: name for name in COLUMNS}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {str(label).lower(): name for name, label in HEADS.items()}
    return found


def judged(rows: Iterable[Mapping[str, Any]], contract: Contract, now: datetime) -> list[EntryRow]:
    """Each row with what is wrong with it and what it would do. Three queries, however many there are."""
    rows = list(rows)
    systems = {one.code.lower(): one for one in contract.systems.all()}
    named = {tidy.code(str(row.get(SOURCE_ID) or "")) for row in rows}
    present = _present(contract, named)
    spoken = set(
        OutageWord.objects.filter(entry__in=[one.pk for one in present.values()]).values_list("entry", flat=True)
    )
    judge, above, found = _Judge(contract, systems, now), dict[str, int](), list[EntryRow]()
    for place, row in enumerate(rows, 1):
        one = judge.row(row, int(row.get("number") or place))
        one = _repeated(one, above) or _compared(one, present.get(one.cells[SOURCE_ID]), spoken)
        above.setdefault(one.cells[SOURCE_ID], one.number)
        found.append(one)
    return found


def _present(contract: Contract, named: set[str]) -> dict[str, MonitoredOutage]:
    """By the source's name, the entry that stands."""
    rows = MonitoredOutage.objects.filter(contract=contract, source_id__in=named, replaced_by=None)
    return {one.source_id: one for one in rows}


def _repeated(row: EntryRow, above: Mapping[str, int]) -> EntryRow | None:
    if not (source := row.cells[SOURCE_ID]) or source not in above:
        return None
    fault = (SOURCE_ID, _("“%(said)s”: the same as in row %(row)d.") % {"said": source, "row": above[source]})
    return EntryRow(row.number, row.cells, (*row.faults, fault))


def _compared(row: EntryRow, there: MonitoredOutage | None, spoken: set[int]) -> EntryRow:
    if there is None or row.faults:
        return row
    stands = (there.system_id, there.began_at, there.ended_at)
    same = row.system is not None and stands == (row.system.pk, row.began_at, row.ended_at)
    does = STANDS if same else SPOKEN_OF if there.pk in spoken else CORRECTS
    return EntryRow(row.number, row.cells, (), does, row.system, row.began_at, row.ended_at, there)


@dataclass(frozen=True, slots=True)
class _Judge:
    contract: Contract
    systems: Mapping[str, System]
    now: datetime

    def row(self, said: Mapping[str, Any], number: int) -> EntryRow:
        cells = {name: tidy.line(str(said.get(name) or "")) for name in COLUMNS}
        cells |= {name: tidy.code(cells[name]) for name in (SYSTEM, SOURCE_ID)}
        faults: list[tuple[str, str]] = []
        system = self.systems.get(cells[SYSTEM].lower())
        if system is None:
            message = (
                _("The contract has no system with the code “%(said)s”.") if cells[SYSTEM] else _("It is missing.")
            )
            faults.append((SYSTEM, message % {"said": cells[SYSTEM]} if cells[SYSTEM] else message))
        began, ended = self._instant(FROM, cells, faults), self._instant(TO, cells, faults)
        self._span(cells, began, ended, faults)
        if not cells[SOURCE_ID]:
            faults.append((SOURCE_ID, _("It is missing.")))
        elif len(cells[SOURCE_ID]) > LONGEST:
            faults.append((SOURCE_ID, _("It has at most %(most)d characters.") % {"most": LONGEST}))
        return EntryRow(number, cells, tuple(faults), NEW, system, began, ended)

    def _instant(self, name: str, cells: Mapping[str, str], faults: list[tuple[str, str]]) -> datetime | None:
        try:
            found: datetime | None = InstantFormField(required=False).clean(cells[name])
        except ValidationError as refused:
            faults.append((name, " ".join(refused.messages)))
            return None
        if found is not None and found > self.now:
            faults.append((name, _("It lies ahead.")))
        return found

    def _span(
        self, cells: Mapping[str, str], began: datetime | None, ended: datetime | None, faults: list[tuple[str, str]]
    ) -> None:
        if not cells[FROM]:
            faults.append((FROM, _("It is missing.")))
        if began is not None and began < midnight(self.contract.starts):
            faults.append((FROM, _("It lies before the term of the contract.")))
        if began is not None and ended is not None and ended <= began:
            faults.append((TO, _("It is not after the beginning.")))
