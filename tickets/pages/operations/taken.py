"""Deliveries and periodic tasks taken out, as their pages show them to the system administrator."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.roles import SYSTEM_ADMIN
from tickets.operating import wording, work
from tickets.outbox import faults
from tickets.pages.operations.deliveries_list import NEWEST_FIRST, listed, search
from tickets.pages.parts.exported import ExportedList, NarrowedList, SheetColumn
from tickets.pages.parts.visit import Visit

DELIVERY_COLUMNS: Final = (
    SheetColumn(gettext_lazy("Number"), 18, lambda row: row.about),
    SheetColumn(pgettext_lazy("told", "Notice"), 40, lambda row: row.kind),
    SheetColumn(gettext_lazy("Recipient"), 18, lambda row: row.reader),
    SheetColumn(gettext_lazy("Channel"), 14, lambda row: row.channel),
    SheetColumn(gettext_lazy("Since"), 20, lambda row: row.row.notice.at),
    SheetColumn(gettext_lazy("Attempts"), 10, lambda row: row.row.attempts),
    SheetColumn(gettext_lazy("State"), 14, lambda row: row.state),
    SheetColumn(gettext_lazy("Error"), 40, lambda row: row.error or row.row.cancelled_for),
)
TASK_COLUMNS: Final = (
    SheetColumn(gettext_lazy("Task"), 36, lambda task: str(wording.TASKS[task[0]])),
    SheetColumn(gettext_lazy("Done last"), 20, lambda task: task[1].done_at if task[1] else None),
    SheetColumn(gettext_lazy("Due next"), 20, lambda task: task[1].due_at if task[1] else None),
    SheetColumn(gettext_lazy("Failing since"), 20, lambda task: task[1].failing_since if task[1] else None),
    SheetColumn(gettext_lazy("Error"), 40, lambda task: faults.error(task[1].error) if task[1] else ""),
)


def _deliveries(here: Visit, query: QueryDict) -> NarrowedList:
    narrowed = search(here, query)

    def ids(most: int) -> list[int]:
        return list(narrowed.found().order_by(*NEWEST_FIRST).values_list("pk", flat=True)[:most])

    return NarrowedList([words for _place, words in narrowed.problems()], list(narrowed.said()), ids, listed)


def _tasks(_here: Visit, _query: QueryDict) -> NarrowedList:
    """Few, and named rather than numbered: their places in the list."""
    tasks = work.tasks()

    def dressed(some: Sequence[int]) -> Iterable[Any]:
        return [tasks[place] for place in some]

    return NarrowedList([], [], lambda most: list(range(len(tasks)))[:most], dressed)


OWN: Final = frozenset({SYSTEM_ADMIN})
DELIVERIES: Final = ExportedList(
    "deliveries", gettext_lazy("Undelivered notices"), "operations_deliveries", DELIVERY_COLUMNS, _deliveries, OWN
)
TASKS: Final = ExportedList("tasks", gettext_lazy("Periodic tasks"), "operations_tasks", TASK_COLUMNS, _tasks, OWN)
