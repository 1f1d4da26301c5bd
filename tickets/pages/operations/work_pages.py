"""周期任务 and 暂缓时限: what the service does by itself, what fails there, and the button that has it done now."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import SYSTEM_ADMIN
from tickets.errors import WrongState
from tickets.models import Deadline, FailedWork, WorkerHeartbeat
from tickets.operating import wording, work
from tickets.outbox import faults
from tickets.pages.manage.room import console, hand
from tickets.pages.parts import keyset
from tickets.pages.parts import wording as words
from tickets.pages.parts.asked import asks
from tickets.pages.parts.visit import Visit
from tickets.sweep import clocks as sweeping
from tickets.sweep import failing

#: Without a heartbeat for so long a process counts as gone.
SILENT: Final = timedelta(seconds=10)
#: Of processes that swept within the week the newest.
MOST_WORKERS: Final = 50
SIZE: Final = 50
#: Of what else failed the first.
MOST_OTHERS: Final = 50
NEXT_FIRST: Final = ("try_after", "id")


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
def tasks(request: HttpRequest, here: Visit) -> HttpResponse:
    """A POST has one task done by the next sweep."""
    if request.method == "POST":
        try:
            work.run_task(hand(request, here), request.POST.get("name", ""))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("It falls due now: the next sweep does it within seconds."))
        return redirect("operations_tasks")
    processes = WorkerHeartbeat.objects.order_by("-swept_at")[:MOST_WORKERS]
    context = {
        "tasks": [(name, wording.TASKS[name], row, _error(row)) for name, row in work.tasks()],
        "workers": [(one, here.now - one.swept_at < SILENT) for one in processes],
        "now": here.now,
    }
    return render(request, "tickets/operations/tasks.html", context)


def _error(row: Any) -> str:
    return faults.error(row.error) if row and row.error else ""


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
@asks(places=True)
def clocks(request: HttpRequest, here: Visit) -> HttpResponse:
    """A POST has one clock, or one piece of other work, tried again by the next sweep."""
    if request.method == "POST":
        try:
            _retry(request, here)
        except WrongState as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("It is tried again by the next sweep, within seconds."))
        return redirect("operations_clocks")
    found = keyset.part(sweeping.put_off(), NEXT_FIRST, SIZE, request.GET)
    rows = sweeping.put_off().filter(pk__in=found.ids).select_related("ticket", "clause")
    others = failing.numbered(failing.failing(here.now))[:MOST_OTHERS]
    context = {
        "rows": [(row, _clause(row), faults.error(row.error)) for row in rows],
        "others": [(row, wording.WORKS[row.sort], faults.error(row.error)) for row in others],
        "found": found,
        "total": keyset.total(sweeping.put_off(), NEXT_FIRST, found),
        "most": keyset.MOST,
        "query": "",
        "now": here.now,
    }
    return render(request, "tickets/operations/clocks.html", context)


def _retry(request: HttpRequest, here: Visit) -> None:
    """Raises WrongState, Http404."""
    if "work" in request.POST:
        work.retry_failed(hand(request, here), get_object_or_404(FailedWork, pk=_id(request.POST["work"])))
    else:
        clock = get_object_or_404(Deadline, pk=_id(request.POST.get("clock", "")))
        work.retry_clock(hand(request, here), clock)


def _id(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < MOST_DIGITS else 0


#: Of an id that a database can hold.
MOST_DIGITS: Final = 19


def _clause(row: Deadline) -> str:
    return words.of_round(row.clause.title_in(get_language()), row.round)
