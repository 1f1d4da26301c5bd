"""What a list looks like taken out as a table: its columns, and the rows exactly as its page has them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tickets.models import Deadline
from tickets.pages.parts import wording
from tickets.pages.parts.moments import last_day
from tickets.pages.parts.visit import Visit

Cell = str | int | datetime | date | None


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """width: in letters, of which a Chinese one counts two."""

    label: Promise
    width: int
    of: Callable[[Any], Cell]


@dataclass(frozen=True, slots=True)
class NarrowedList:
    """One list as it was narrowed. faults: why it cannot be, in sentences. said: how, as (label, words).

    ids: of the rows, in the list's order, no more than that many. rows: of those ids, dressed for the columns.
    """

    faults: Sequence[str]
    said: Sequence[tuple[str, str]]
    ids: Callable[[int], list[int]]
    rows: Callable[[Sequence[int]], Iterable[Any]]

    def in_words(self) -> str:
        return wording.listed_sentences(wording.pair(*one) for one in self.said) or _("all")


@dataclass(frozen=True, slots=True)
class ExportedList:
    """label: what the file is called. home: name of the page's address. take: the list for a person as asked. whose:
    the administrators whose list it is; none: it is of those who handle and oversee orders."""

    name: str
    label: Promise
    home: str
    columns: tuple[SheetColumn, ...]
    take: Callable[[Visit, QueryDict], NarrowedList]
    whose: frozenset[str] = frozenset()
    #: Of the page's address, where it has places.
    places: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        return reverse(self.home, args=self.places)

    def open_to(self, here: Visit) -> bool:
        return not self.whose.isdisjoint(here.standing.roles) if self.whose else not here.standing.administers


CHUNK: Final = 500


def every(taken: NarrowedList, ids: Sequence[int]) -> Iterator[Any]:
    """All rows, part by part: however many there are, so few lie in memory."""
    for first in range(0, len(ids), CHUNK):
        yield from taken.rows(ids[first : first + CHUNK])


def due(clock: Deadline) -> Cell:
    """The due as a real date: the instant, or the last day of a clock that runs by days."""
    return clock.due_at if clock.unit.elapsed else last_day(clock.due_at)
