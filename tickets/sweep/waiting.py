"""What is due at all, of every sort: one look, so that a sweep with nothing to do costs next to nothing."""

from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import Any

from django.db.models import QuerySet, Value

from tickets import actions
from tickets.models import PeriodicTask
from tickets.prepared import SOME_HOUR, Prepared, zoned
from tickets.sweep import clocks, periodic
from tickets.sweep.one_by_one import waited_longest


class DueWork(IntEnum):
    """In the order in which they are done."""

    CLOCK = 0
    LAPSE = 1
    CLAIM = 2
    SUPERVISION = 3
    TASK = 4
    TURNS = 5
    #: A periodic task that has its row; where one has none yet, the rows are made.
    KNOWN = 6


def due(now: datetime) -> set[DueWork]:
    """That of which something is due, be it locked or put off. One statement."""
    kinds, look = _look()
    found = [kinds[place] for place, *_pk in look.ask(now, instants=[waited_longest])]
    missing = {DueWork.TASK} if found.count(DueWork.KNOWN) < len(periodic.TASKS) else set()
    return {*found, *missing} - {DueWork.KNOWN}


def _asked() -> list[tuple[DueWork, QuerySet[Any]]]:
    """Each in the order of the index that finds its first row, whatever the counts say by which plans are made."""
    tasks = PeriodicTask.objects.filter(name__in=sorted(periodic.TASKS))
    return [
        (DueWork.CLOCK, clocks.due_deadlines().order_by("next_at")),
        (DueWork.LAPSE, clocks.lapse_ticket.rows()),
        (DueWork.CLAIM, clocks.lapse_claim.rows()),
        (DueWork.SUPERVISION, clocks.tell_of_supervision.rows()),
        (DueWork.TASK, tasks.filter(due_at__lte=SOME_HOUR)),
        *((DueWork.TURNS, rows) for rows in actions.stale_on_either_side()),
        (DueWork.KNOWN, tasks),
    ]


def longest(now: datetime) -> datetime | None:
    """Since when that is due which waits longest for the sweep; None: nothing waits. A clock that was put off does not,
    a lapse, an overdue claim or reply does: what fails there is tried again and again. One statement."""
    found = [_instant(at) for _place, _pk, at in _firsts().ask(now, instants=[waited_longest])]
    return min(found, default=None)


@cache
def _firsts() -> Prepared:
    works = (clocks.lapse_ticket, clocks.lapse_claim, clocks.tell_of_supervision)
    late = clocks.due_deadlines().order_by("next_at").values_list("pk", "next_at")
    return Prepared.beside([late[:1], *(one.rows().values_list("pk", one.by)[:1] for one in works)])


def _instant(at: datetime | str) -> datetime:
    """Of questions beside each other SQLite gives the text that it keeps."""
    return zoned(datetime.fromisoformat(at) if isinstance(at, str) else at)


@cache
def _look() -> tuple[list[DueWork], Prepared]:
    asked = [(kind, rows.values_list("pk", Value(0))) for kind, rows in _asked()]
    parts = [rows if kind is DueWork.KNOWN else rows[:1] for kind, rows in asked]
    return [kind for kind, _rows in asked], Prepared.beside(parts)
