"""A long list part by part, from the row where the reader stands: however far that is, it costs the same.

A number of rows to skip would have to be walked each time, and would show a row twice when another one comes.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.models import DateTimeField, QuerySet
from django.http import QueryDict

#: Of the address: the row after which, or before which, the part lies.
AFTER, BEFORE = "after", "before"
_PLACE: Final = re.compile(r"(\d{1,18})_(\d{1,18})", re.ASCII)
_EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
#: What a column of small numbers holds.
_GREATEST: Final = 2**15 - 1
#: What the list is ordered by, and the id.
Place = tuple[datetime | int, int]
#: No list is counted further; and one that no index answers no further than this.
MOST: Final = 1_000
FEW: Final = 100


@dataclass(frozen=True, slots=True)
class ListPart:
    """`ids` in their order; where the part before and the part behind begin, "" where there is none."""

    ids: list[int]
    before: str
    after: str


def part(rows: QuerySet[Any], order: tuple[str, str], size: int, asked: QueryDict) -> ListPart:
    """`size` rows from where the address says, else the first. order: an instant or a small number, and the id among
    equals."""
    of_time = _of_time(rows, order)
    if (place := _read(asked.get(AFTER, ""), of_time=of_time)) is not None:
        found = _beyond(rows, order, place, size + 1)
        return _part(found[:size], before=True, after=len(found) > size)
    if (place := _read(asked.get(BEFORE, ""), of_time=of_time)) is not None:
        found = _beyond(rows, _turned(order), place, size + 1)
        if len(found) > size:
            return _part(found[:size][::-1], before=True, after=True)
    found = list(_keys(rows, order)[: size + 1])
    return _part(found[:size], before=False, after=len(found) > size)


def total(rows: QuerySet[Any], order: tuple[str, str], found: ListPart, most: int = MOST) -> int:
    """How many there are; `most` + 1 where there are more.

    Where no index answers what is asked, to count the first part again takes as long as to find it: up to `FEW` the
    count goes on behind it instead.
    """
    if not (found.before or found.after):
        return len(found.ids)
    place = _read(found.after, of_time=_of_time(rows, order))
    if most > FEW or found.before or place is None:
        return rows.order_by(*order)[: most + 1].count()
    return len(found.ids) + len(_beyond(rows, order, place, most + 1 - len(found.ids)))


def _of_time(rows: QuerySet[Any], order: tuple[str, str]) -> bool:
    return isinstance(rows.model._meta.get_field(_bare(order[0])[0]), DateTimeField)


def _part(found: list[Place], *, before: bool, after: bool) -> ListPart:
    first, last = (_written(found[0]), _written(found[-1])) if found else ("", "")
    return ListPart([pk for _at, pk in found], first if before else "", last if after else "")


def _beyond(rows: QuerySet[Any], order: tuple[str, str], place: Place, most: int) -> list[Any]:
    """Those of the same instant first, then the others: each is one stretch of the index, both together are not."""
    at, pk = place
    column, rises = _bare(order[0])
    among = {column: at, "pk__gt" if _bare(order[1])[1] else "pk__lt": pk}
    found = list(_keys(rows.filter(**among), order)[:most])
    if len(found) < most:
        found += _keys(rows.filter(**{f"{column}__gt" if rises else f"{column}__lt": at}), order)[: most - len(found)]
    return found


def _keys(rows: QuerySet[Any], order: tuple[str, str]) -> QuerySet[Any, tuple[Any, ...]]:
    return rows.order_by(*order).values_list(_bare(order[0])[0], "pk")


def _bare(column: str) -> tuple[str, bool]:
    """Its name, and whether it rises."""
    return column.removeprefix("-"), not column.startswith("-")


def _turned(order: tuple[str, str]) -> tuple[str, str]:
    first, second = (name if not rises else f"-{name}" for name, rises in map(_bare, order))
    return first, second


def _written(place: Place) -> str:
    at, pk = place
    return f"{(at - _EPOCH) // _TICK if isinstance(at, datetime) else at}_{pk}"


def is_place(typed: str) -> bool:
    return _read(typed, of_time=True) is not None


def _read(typed: str, *, of_time: bool) -> Place | None:
    found = _PLACE.fullmatch(typed)
    try:
        at = int(found[1]) if found else 0
        return (_EPOCH + at * _TICK if of_time else min(at, _GREATEST), int(found[2])) if found else None
    except OverflowError:
        return None
