"""What is due at all, of every sort: one look, so that a sweep with nothing to do costs next to nothing."""

from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import Any

from django.db.models import QuerySet, Value

from tickets import actions
from tickets.models import Claim, PeriodicTask, SupervisionOrder, Ticket
from tickets.prepared import SOME_HOUR, Prepared
from tickets.sweep import clocks, periodic


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
    found = [DueWork(place) for place, *_pk in _look().ask(now, instants=[clocks.waited_longest])]
    missing = {DueWork.TASK} if found.count(DueWork.KNOWN) < len(periodic.TASKS) else set()
    return {*found, *missing} - {DueWork.KNOWN}


@cache
def _look() -> Prepared:
    tasks = PeriodicTask.objects.filter(name__in=sorted(periodic.TASKS))
    asked: dict[DueWork, QuerySet[Any]] = {
        DueWork.CLOCK: clocks.due_deadlines(),
        DueWork.LAPSE: Ticket.objects.filter(lapses_at__lt=SOME_HOUR),
        DueWork.CLAIM: Claim.objects.filter(next_at__lte=SOME_HOUR),
        DueWork.SUPERVISION: SupervisionOrder.objects.filter(next_at__lte=SOME_HOUR),
        DueWork.TASK: tasks.filter(due_at__lte=SOME_HOUR),
        DueWork.TURNS: actions.stale_turns(),
        DueWork.KNOWN: tasks,
    }
    every = {sort: rows.order_by().values_list("pk", Value(0)) for sort, rows in asked.items()}
    return Prepared.beside([every[sort] if sort is DueWork.KNOWN else every[sort][:1] for sort in DueWork])
