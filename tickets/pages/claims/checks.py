"""本周待核对: the times that wait for the person, due first; those with evidence may be answered together."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.roles import AUTHORITY_OFFICER, SUPERVISOR_AUDITOR
from tickets import actions, queries
from tickets.actions.facts import Rules
from tickets.clocks import claimed, readings
from tickets.errors import Refusal
from tickets.models import Attachment, Claim, Deadline
from tickets.pages import wording
from tickets.pages.claims import cards, words
from tickets.pages.claims.cards import ClaimCard
from tickets.pages.moments import due_dated, full
from tickets.pages.visit import Visit, page

#: More than a person can look at; the rest follows when these are done.
MOST = 100
#: What Excel needs to read the file as UTF-8.
MARK = "\N{BYTE ORDER MARK}"
#: A cell that begins so would be reckoned as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Check:
    """One row: the claim's card, and whether it may be answered together with others."""

    card: ClaimCard
    answers: bool
    overdue: bool

    @property
    def refers(self) -> bool:
        return any(form.verb.name == "refer" for form in self.card.forms)

    @property
    def together(self) -> bool:
        return self.answers and bool(self.card.files)


@page
def checks(request: HttpRequest, here: Visit) -> HttpResponseBase:
    if request.method == "POST":
        return _answered(request, here)
    listed = waiting(here)
    answers = [one for one in listed if one.answers]
    context = {
        "answers": answers,
        "decisions": [one for one in listed if not one.answers],
        "together": sum(one.together for one in answers),
        "total": len(listed),
        "decides": bool(here.standing.roles & {SUPERVISOR_AUDITOR, AUTHORITY_OFFICER}),
        "now": here.now,
    }
    return render(request, "tickets/checks.html", context)


def waiting(here: Visit) -> list[Check]:
    """What waits for the person, due first. As many queries for one as for a hundred."""
    claims = load(queries.checks(here.tickets(), here.roles_held()).order_by(F("due_at").asc(nulls_last=True), "id"))
    rounds = _rounds(claims)
    rules = {one.ticket.contract_id: Rules(one.ticket.contract) for one in claims}
    return [_check(one, rounds.get(one.ticket_id, []), here, rules[one.ticket.contract_id]) for one in claims]


def load(found: QuerySet[Claim]) -> list[Claim]:
    """The first of them with all that a row says."""
    pks = list(found.values_list("pk", flat=True)[:MOST])
    evidence = Attachment.objects.filter(slot__in=cards.EVIDENCE_SLOTS).select_related("by", "unit")
    related = Claim.objects.filter(pk__in=pks).select_related("ticket__contract", "ticket__system", "fact")
    papers = Prefetch("ticket__attachments", evidence, to_attr="evidence")
    loaded = {one.pk: one for one in claimed.load(related.prefetch_related(papers))}
    return [loaded[pk] for pk in pks]


def _rounds(claims: Iterable[Claim]) -> dict[int, list[Deadline]]:
    """Ticket id -> all rounds of its clocks."""
    found: dict[int, list[Deadline]] = {}
    for row in readings.load(Deadline.objects.filter(ticket__in={one.ticket_id for one in claims})):
        found.setdefault(row.ticket_id, []).append(row)
    return found


def _check(claim: Claim, rounds: Sequence[Deadline], here: Visit, rules: Rules) -> Check:
    papers: list[Attachment] = claim.ticket.evidence  # type: ignore[attr-defined]  # as `load` fetches it
    (card,) = cards.cards([claim], rounds, papers, here, rules)
    answers = any(form.verb.name == "accept" for form in card.forms) and not card.contested
    return Check(card, answers, claim.answer_overdue or claim.decision_overdue)


def _answered(request: HttpRequest, here: Visit) -> HttpResponse:
    """属实 or 转监管 to one, 属实 to all that were ticked; each by itself: one refusal holds up none of the others."""
    refers = "refer" in request.POST
    one = request.POST.get("refer" if refers else "accept", "")
    picked = {one} if one else set(request.POST.getlist("pick"))
    mine = [check for check in waiting(here) if check.answers and str(check.card.claim.pk) in picked]
    chosen = mine if one else [check for check in mine if check.together]
    verb = actions.refer if refers else actions.accept_claim
    done = sum(_say(request, here, check.card.claim, verb) for check in chosen)
    if done and refers:
        messages.success(request, _("Passed to the supervisor."))
    elif done:
        said = ngettext("%(n)d time is confirmed as true.", "%(n)d times are confirmed as true.", done)
        messages.success(request, said % {"n": done})
    elif not chosen:
        messages.error(request, _("Tick the times first that you confirm."))
    return redirect("checks")


def _say(request: HttpRequest, here: Visit, claim: Claim, verb: Callable[..., Claim]) -> bool:
    try:
        verb(claim.pk, actor=here.user, now=here.now)
    except Refusal as refusal:
        if Claim.objects.filter(pk=claim.pk, state=claim.state).exists():  # else it was settled with another
            messages.error(request, wording.pair(words.headline(claim), refusal.message))
        return False
    return True


@require_GET
@page
def export(_request: HttpRequest, here: Visit) -> HttpResponse:
    """The same rows as a table: number, order, what is said, both values, reason, limit."""
    response = HttpResponse(MARK, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="checks-{here.today:%Y%m%d}.csv"'
    written = csv.writer(response)
    written.writerow([_("As of %(at)s") % {"at": full(here.now)}])
    written.writerow(
        [_("Number"), _("Title"), _("Claim"), _("What is said"), _("State"), _("Why"), _("Evidence"), _("Due")]
    )
    for check in waiting(here):
        written.writerow([_cell(text) for text in _row(check.card)])
    return response


def _row(card: ClaimCard) -> tuple[Any, ...]:
    claim = card.claim
    evidence = wording.listed(file.name for file in card.files) or _("none attached")
    due = due_dated(claim.due_at) if claim.due_at is not None else ""
    said = claimed.claimed(claim)
    number, title = claim.ticket.number, claim.ticket.title
    return number, title, claim.number, card.headline, card.status, said.reason, evidence, due


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
