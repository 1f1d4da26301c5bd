"""本周待核对: the times that wait for the person, due first, one row a question; those with evidence may be answered
together, and leads of both sides put any of them into minutes."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import AUTHORITY_OFFICER, SUPERVISOR_AUDITOR
from tickets import actions, queries
from tickets.errors import Refusal
from tickets.models import Claim
from tickets.pages.claims import words
from tickets.pages.claims.listing import Question, load, rows
from tickets.pages.minutes.view import minutes_waiting
from tickets.pages.parts import wording
from tickets.pages.parts.visit import Visit, page

DUE_FIRST = (F("due_at").asc(nulls_last=True), "id")


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the list; whether it may be answered here, and whether together with others; whether it may be put
    into minutes."""

    row: Question
    answers: bool
    settles: bool

    @property
    def together(self) -> bool:
        return self.answers and bool(self.row.files)

    @property
    def refers(self) -> bool:
        return self.row.offers("refer")

    @property
    def ticks(self) -> bool:
        return self.together or self.settles

    def names(self, picked: Container[str]) -> bool:
        return any(str(claim.pk) in picked for claim in self.row.claims)


@page
def checks(request: HttpRequest, here: Visit) -> HttpResponseBase:
    if request.method == "POST":
        return _answered(request, here)
    listed = waiting(here)
    answers = [one for one in listed if one.answers]
    context = {
        "answers": answers,
        "decisions": [one for one in listed if not one.answers],
        "further": further(here, listed),
        "together": sum(one.together for one in answers),
        "total": len(listed),
        "decides": bool(here.standing.roles & {SUPERVISOR_AUDITOR, AUTHORITY_OFFICER}),
        "leads": leads(here),
        **(minutes_waiting(here) if leads(here) else {}),
        "now": here.now,
    }
    return render(request, "tickets/checks/page.html", context)


def leads(here: Visit) -> bool:
    """The person is a lead of either side, and may settle claims by minutes."""
    return not here.standing.roles.isdisjoint(queries.LEADS)


def waiting(here: Visit) -> list[Check]:
    """What waits for the person, due first. As many queries for one as for a hundred."""
    due_first = queries.checks(here.tickets(), here.roles_held()).order_by(*DUE_FIRST)
    return [_check(row, here) for row in rows(load(due_first), here)]


def further(here: Visit, listed: Iterable[Check]) -> list[Check]:
    """What else is open between the sides, and may be put into minutes by a lead."""
    if not leads(here):
        return []
    others = queries.negotiable(here.tickets(), here.roles_held())
    others = others.exclude(pk__in=[claim.pk for check in listed for claim in check.row.claims])
    return [_check(row, here, answered=False) for row in rows(load(others.order_by(*DUE_FIRST)), here)]


def _check(row: Question, here: Visit, *, answered: bool = True) -> Check:
    answers = answered and row.offers("accept") and not row.contested
    return Check(row, answers, all(actions.settles_by_minutes(claim, here.standing) for claim in row.claims))


def _answered(request: HttpRequest, here: Visit) -> HttpResponse:
    """属实 or 转监管 to one, 属实 to all that were ticked; each by itself: one refusal holds up none of the others.
    会商纪要 goes on with what was ticked."""
    if "minutes" in request.POST:
        return _to_minutes(request, here)
    refers = "refer" in request.POST
    one = request.POST.get("refer" if refers else "accept", "")
    picked = {one} if one else set(request.POST.getlist("pick"))
    mine = [check for check in waiting(here) if check.answers and check.names(picked)]
    chosen = mine if one else [check for check in mine if check.together]
    verb = actions.refer if refers else actions.accept_claim
    done = sum(_say(request, here, check.row.claim, verb) for check in chosen)
    _tell(request, done, refers=refers, bare=len(mine) - len(chosen), ticked=bool(mine))
    return redirect("checks")


def _tell(request: HttpRequest, done: int, *, refers: bool, bare: int, ticked: bool) -> None:
    """bare: how many were ticked that have no evidence, which are answered one by one."""
    if done and refers:
        messages.success(request, _("Passed to the supervisor."))
    elif done:
        said = ngettext("%(n)d time is confirmed as true.", "%(n)d times are confirmed as true.", done)
        messages.success(request, said % {"n": done})
    elif not ticked:
        messages.error(request, _("Tick the times first that you confirm."))
    if bare:
        said = ngettext(
            "%(n)d time has no evidence and is answered by itself.",
            "%(n)d times have no evidence and are answered one by one.",
            bare,
        )
        messages.error(request, said % {"n": bare})


def _to_minutes(request: HttpRequest, here: Visit) -> HttpResponse:
    """With everything that was asked together with what was ticked."""
    picked, listed = set(request.POST.getlist("pick")), waiting(here)
    found = [check.row for check in (*listed, *further(here, listed)) if check.settles and check.names(picked)]
    claims = [claim for row in found for claim in row.claims]
    if not claims:
        messages.error(request, _("Tick the times first that the minutes are to settle."))
    elif len({claim.ticket.contract_id for claim in claims}) > 1:
        messages.error(request, _("Minutes settle claims between agency and provider under one contract."))
    else:
        return redirect(f"{reverse('minutes_new')}?claims={','.join(str(claim.pk) for claim in claims)}")
    return redirect("checks")


def _say(request: HttpRequest, here: Visit, claim: Claim, verb: Callable[..., Claim]) -> bool:
    try:
        verb(claim.pk, actor=here.user, now=here.now)
    except Refusal as refusal:
        if Claim.objects.filter(pk=claim.pk, state=claim.state).exists():  # else it was settled with another
            messages.error(request, wording.pair(words.headline(claim), refusal.message))
        return False
    return True
