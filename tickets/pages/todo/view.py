"""我的待办: what the person can carry on now, grouped by what is asked; beside it what others or an hour hold up."""

from datetime import datetime
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import PARTY
from tickets import actions, queries, supervision
from tickets.datelaw.types import midnight
from tickets.models import Consultation, FeeTable, SupervisionOrder
from tickets.models.supervision import AWAITED
from tickets.pages.parts import lamps, wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.shell import MANY, at_some_hour
from tickets.pages.parts.visit import Visit, everybodys
from tickets.pages.todo.decisions import decisions
from tickets.pages.todo.duties import PRESSING, DutyRow, grouped, laid_out, waiting_turns
from tickets.pages.todo.waiting import drafts, waiting
from tickets.permissions import Standing
from tickets.prepared import SOMEBODY, PreparedRows

#: As many as a person can look at; the rest follows when these are done.
MOST = 50
#: What it reads of a consultation.
ASKED = (
    "question", "asked_at", "ticket__number", "ticket__title", "ticket__kind", "asked_by__name", "asked_by__username"
)  # fmt: skip
#: What the page shows, by what its address asks for.
SHOWN = {
    "": gettext_lazy("For me to do"),
    "waiting": gettext_lazy("Waiting"),
    "drafts": gettext_lazy("Drafts"),
}


@everybodys
@asks("more", show=SHOWN)
def todo(request: HttpRequest, here: Visit) -> HttpResponse:
    if here.standing.administers:
        return redirect("desk")  # no order is ever theirs to do
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    context = {
        "shown": SHOWN,
        "show": show,
        "concerned": bool(here.standing.roles & PARTY.keys()),
        "now": here.now,
        **(_held_up(here, show) if show else _to_do(here, more="more" in request.GET)),
    }
    template = "tickets/todo/_groups.html" if request.htmx else "tickets/todo/page.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _to_do(here: Visit, *, more: bool) -> dict[str, Any]:
    turns = waiting_turns(here)
    asked = _consultations().ask(person=here.user.pk)
    called = _called(here.standing).ask() if supervision.may_wait(here.standing.roles) else []
    fees = _fees(here)
    decided = decisions(here)
    found = laid_out(turns if more else dict(islice(turns.items(), MOST)), here)
    groups, rest = grouped(found), 0 if more else max(0, len(turns) - MOST)
    return {
        "pressing": [one for one in groups if one.sort == PRESSING],
        "groups": [one for one in groups if one.sort != PRESSING],
        "consultations": asked,
        "supervised": [(one, one.overdue(here.today), _goes_on(one)) for one in called],
        "decisions": decided,
        "fees": fees,
        "total": len(turns) + len(asked) + len(called) + len(decided) + len(fees),
        "bound": MANY,
        "more": more,
        "rest": rest,
        "least": least(found, here.now, further=bool(rest)),
        "finished": finished_today(here) if not found else 0,
    }


@cache
def _consultations() -> PreparedRows[Consultation]:
    found = queries.consultations(SOMEBODY).select_related("ticket", "asked_by")
    return PreparedRows(found.only(*ASKED)[:MANY])


@lru_cache(maxsize=1024)
def _called(standing: Standing) -> PreparedRows[SupervisionOrder]:
    found = supervision.waiting(at_some_hour(standing).roles_held())
    return PreparedRows(found.select_related("ticket", "issued_by", "issued_unit")[:MANY])


def _fees(here: Visit) -> list[FeeTable]:
    """One query, none for whoever is no lead of a side."""
    found = actions.fees_to_agree_on(here.user, here.roles_held())
    return list(found.select_related("contract", "entered_by")[:MANY]) if found is not None else []


def _goes_on(order: SupervisionOrder) -> str:
    """The address of the very act that is next with it, opened."""
    act = f"{order.number}-{'replied' if order.state == AWAITED else 'accepted'}"
    return f"{reverse('ticket', args=[order.ticket.number])}?act={act}#{act}"


def _held_up(here: Visit, show: str) -> dict[str, Any]:
    if show == "waiting":
        return {"rows": waiting(here, MOST)}
    return {"rows": drafts(here, MOST), "saved_forms": list(queries.saved_forms(here.user)[:MOST])}


def least(found: list[DutyRow], now: datetime, *, further: bool) -> str:
    """For the title of the page: the least time left that can still be kept, and apart from it how many are overdue;
    empty where no clock of one's own runs. further: there are more rows than these."""
    kept = min((one.keepable for one in found if one.keepable is not None), key=lambda one: one.due_at, default=None)
    late = [one.late for one in found]
    said = [lamps.words(kept, now)] if kept is not None else []
    if any(late):
        count = f"{sum(late)}+" if further and late[-1] else str(sum(late))
        said.append(_("%(n)s overdue") % {"n": count})
    return wording.listed(said)


def finished_today(here: Visit) -> int:
    """Tickets closed since midnight of which the person was opener or assignee."""
    return here.tickets().filter(queries.mine(here.user), closed_at__gte=midnight(here.today)).count()
