"""Contracts: parties, term, systems, catalogue with balances, clauses with limit and basis, readings."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from tickets import actions, ledger
from tickets.datelaw import explain
from tickets.errors import Refusal
from tickets.lifecycle.kinds.switchover import BASIS
from tickets.lifecycle.term import EXTENSION
from tickets.models import CatalogueLine, Clause, Contract, TermEvent
from tickets.operating import shortages
from tickets.pages.contracts import documents, parameters
from tickets.pages.contracts.assessed import assessed
from tickets.pages.contracts.entitled import rights
from tickets.pages.contracts.rectified import FOUND, not_put_right
from tickets.pages.parts import wording
from tickets.pages.parts.forms import AskedForm
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.visit import Visit, page
from tickets.permissions import PARTIES
from tickets.policy.types import TermAct

TERM_ACTS = {
    TermAct.EARLY_END: pgettext_lazy("term act", "Early end"),
    TermAct.EXPIRY: pgettext_lazy("term act", "Expiry"),
    TermAct.EXTENSION: pgettext_lazy("term act", "Extension"),
}


@page
def contracts(request: HttpRequest, here: Visit) -> HttpResponse:
    found = here.contracts().select_related("agency", "provider").prefetch_related("term_events")
    return render(request, "tickets/contracts/list.html", {"contracts": found, "today": here.today})


@page
def contract(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    return contract_page(request, here, number)


def contract_page(request: HttpRequest, here: Visit, number: str, tried: AskedForm | None = None) -> HttpResponse:
    """The page; after a refused proposal of an extension with what was typed and why it was refused."""
    found = get_object_or_404(here.contracts().select_related(*PARTIES).prefetch_related("term_events"), number=number)
    systems = list(found.systems.select_related("vendor").order_by("code"))
    rectified, by_ground = not_put_right(found, here)
    balances, held = list(ledger.balances(found)), ledger.held(systems)
    context = {
        "contract": found,
        "today": here.today,
        "parties": [(wording.side(name), found.party(name)) for name in PARTIES],
        "systems": [(system, _held(held[system.pk], balances)) for system in systems],
        "opening_stock": ledger.opening_stock(found),
        "stock": [(line, _share(line)) for line in balances],
        "parameters": parameters.of_contract(found, systems, here),
        "short_of_people": shortages.of_contract(found),
        "not_put_right": rectified,
        "rights": rights(found, here),
        "sees_all": found.pk in here.standing.whole,
        "by_ground": by_ground,
        "rows": urlencode({"contract": found.number, **FOUND}),
        **assessed(found, here),
        **_read(found),
        "instalments": found.instalments.all(),
        **_term(found, here, tried),
    }
    return render(request, "tickets/contracts/contract.html", context, status=tried.status if tried else 200)


def _read(found: Contract) -> dict[str, Any]:
    """Each clause with the numbers of the readings that it follows, and each reading with its clauses. Two queries."""
    clauses, readings = list(found.clauses.filter(current=True).order_by("id")), list(found.interpretations.all())
    numbered = {one.code: (n, one) for n, one in enumerate(readings, 1)}
    of_clauses = [
        (one, [numbered[code] for code in one.interpretations if code in numbered], *documents.said_by(found, one))
        for one in clauses
    ]
    of_readings = [
        (n, one, [row for row in clauses if one.code in row.interpretations]) for n, one in numbered.values()
    ]
    return {"clauses": of_clauses, "readings": of_readings, "documents": documents.listed(found)}


@require_GET
@page
def readings(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """条款解释: a page of its own, for they are many."""
    found = get_object_or_404(here.contracts(), number=number)
    return render(request, "tickets/contracts/readings.html", {"contract": found, **_read(found)})


def _held(held: Mapping[str, int], lines: Iterable[CatalogueLine]) -> list[tuple[str, int, str]]:
    """(item, quantity, unit) of what a system holds, in the order of the catalogue."""
    return [(line.item, held[line.code], line.unit) for line in lines if line.code in held]


def _term(found: Contract, here: Visit, tried: AskedForm | None) -> dict[str, Any]:
    """What moved or ended the term, and what the person may do about it."""
    events = list(found.term_events.select_related("ticket", "proposed_by", "agreed_by"))
    may = actions.passes(actions.check_extend, found, here.standing, here.now)
    return {
        "term_events": events,
        "leads": may,
        "answerable": [event for event in events if actions.passes(actions.check_answer, event, here.standing)],
        "extension": tried or (AskedForm(EXTENSION, "extension") if may else None),
        "problems": list(tried.problems()) if tried else [],
    }


@only_sent("contract", "number")
@page
def extend_term(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    found = get_object_or_404(here.contracts(), number=number)
    form = AskedForm(EXTENSION, "extension", request.POST)
    try:
        actions.propose_extension(found, form.typed(), actor=here.user, now=here.now)
    except Refusal as refusal:
        form.refuse(refusal)
        return contract_page(request, here, number, form)
    messages.success(request, _("The extension is proposed. The other side's lead has been told."))
    return redirect("contract", number)


@only_sent("contract", "number")
@page
def answer_extension(request: HttpRequest, here: Visit, number: str, pk: int) -> HttpResponse:
    event = get_object_or_404(TermEvent, pk=pk, contract__in=here.contracts(), contract__number=number)
    try:
        if request.POST.get("answer") == "agree":
            actions.agree_extension(event, actor=here.user, now=here.now)
            messages.success(request, _("The extension is agreed: the term ends later."))
        else:
            actions.withdraw_extension(event, actor=here.user, now=here.now)
            messages.success(request, _("The proposal counts no more."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("contract", number)


def term_act(event: TermEvent) -> str:
    return str(TERM_ACTS[TermAct(event.act)])


def term_basis(event: TermEvent) -> str:
    """An article as people cite it, else the ground in words."""
    return wording.article(event.basis) if event.basis[:1].isdigit() else BASIS.in_words(event.basis, {})


def term_words(found: Contract, today: date) -> str:
    if today < found.starts:
        return _("Not begun")
    return _("In term") if today <= found.term_ends else _("Term over")


def _share(line: Any) -> int | None:
    """The per cent in use of what contract and supplements hold; None where there is nothing to measure by."""
    return min(100, line.used * 100 // line.total) if line.total else None


def limit_words(clause: Clause) -> str:
    if clause.limit is not None:
        return explain.limit(clause.limit)
    return _("set by “%(field)s”") % {"field": wording.field(clause.limit_from)}
