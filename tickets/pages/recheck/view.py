"""时限复算: every judgement of a month's settled clocks, reckoned again from what stood then, and what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.roles import SUPERVISOR_AUDITOR
from tickets import queries, register
from tickets.clocks import certificates
from tickets.datelaw.types import midnight
from tickets.models import Deadline
from tickets.pages.claims import words
from tickets.pages.parts import asked_days
from tickets.pages.parts.asked import asks
from tickets.pages.parts.moments import exact, span
from tickets.pages.parts.visit import Visit, page

#: Rows held at once: a month of a large contract passes through, and does not lie in memory.
CHUNK = 500
#: More than anybody reads; the command names the rest.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of one judgement that does not come out again."""

    clock: Deadline
    version: int
    what: str
    certified: str
    reckoned: str


@require_GET
@page
@asks(month=asked_days.is_month)
def recheck(request: HttpRequest, here: Visit) -> HttpResponse:
    """For the supervisor alone: of what they may see, month by month."""
    if not may_recheck(here):
        raise Http404
    month = asked_days.month(request.GET.get("month", ""), here.today)
    clocks, judgements, found = 0, 0, list[Difference]()
    for clock in _settled(here, month).iterator(CHUNK):
        clocks, judgements = clocks + 1, judgements + len(clock.versions)
        found += differences(clock)
    context = {
        "now": here.now,
        "month": f"{month:%Y-%m}",
        "clocks": clocks,
        "judgements": judgements,
        "differences": found[:MOST_SHOWN],
        "differing": len(found),
    }
    return render(request, "tickets/recheck/page.html", context)


def may_recheck(here: Visit) -> bool:
    return SUPERVISOR_AUDITOR in here.standing.roles


def _settled(here: Visit, month: date) -> QuerySet[Deadline]:
    """Clocks that stopped in the month, with their judgements."""
    following = (month + timedelta(days=31)).replace(day=1)
    stopped = queries.clocks(here.tickets()).filter(stopped_at__gte=midnight(month), stopped_at__lt=midnight(following))
    return stopped.exclude(versions=[]).order_by("id")


def differences(clock: Deadline) -> Iterator[Difference]:
    """What of the clock's judgements does not come out again."""
    for kept in clock.versions:
        for what, certified, reckoned in certificates.differences(kept, register.calendar_as(kept["calendar"])):
            yield Difference(clock, kept["version"], _label(what), _word(what, certified), _word(what, reckoned))


def _label(what: str) -> str:
    labels = {
        "due_at": _("Due"),
        "nominal_due": _("Due before it moved off a rest day"),
        "state": _("Outcome"),
        "net": _("Net time"),
        "gross": _("Gross time"),
    }
    return labels[what]


def _word(what: str, value: Any) -> str:
    if what == "state":
        return words.state(value)
    return exact(datetime.fromisoformat(value)) if isinstance(value, str) else span(timedelta(microseconds=value))
