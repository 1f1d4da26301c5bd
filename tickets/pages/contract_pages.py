"""Contracts: parties, term, systems, catalogue with balances, clauses with limit and basis, readings."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from tickets import ledger
from tickets.datelaw import explain
from tickets.models import CatalogueLine, Clause, Contract
from tickets.pages import wording
from tickets.pages.moments import local_day
from tickets.pages.visit import Visit, page
from tickets.permissions import PARTIES


@dataclass(frozen=True, slots=True)
class Stock:
    """One line of the catalogue. `share`: per cent in use, None where the line is supplied whole."""

    group: str
    item: str
    specification: str
    unit: str
    held: str
    used: int
    left: str
    share: int | None


@dataclass(frozen=True, slots=True)
class ContractTerm:
    """One clause as the page shows it."""

    code: str
    article: str
    title: str
    party: str
    limit: str
    basis: str
    judged: bool
    pauses: str
    text: str
    readings: str


@page
def contracts(request: HttpRequest, here: Visit) -> HttpResponse:
    found = here.contracts().select_related("agency", "provider")
    today = local_day(here.now)
    cards = [{"contract": one, "standing": term_words(one, today)} for one in found]
    return render(request, "tickets/contracts.html", {"cards": cards})


@page
def contract(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    found = get_object_or_404(here.contracts().select_related(*PARTIES), number=number)
    context = {
        "contract": found,
        "standing": term_words(found, local_day(here.now)),
        "parties": [(wording.party(name), found.party(name)) for name in PARTIES],
        "systems": found.systems.select_related("vendor").order_by("code"),
        "stock": [_stock(line) for line in ledger.balances(found)],
        "clauses": [_term(clause, here) for clause in found.clauses.filter(current=True).order_by("id")],
        "readings": found.interpretations.all(),
        "instalments": found.instalments.all(),
    }
    return render(request, "tickets/contract.html", context)


def term_words(found: Contract, today: date) -> str:
    if today < found.starts:
        return _("Not begun")
    return _("In term") if today <= found.ends else _("Term over")


def _stock(line: CatalogueLine) -> Stock:
    used: int = getattr(line, "used", 0)
    held = line.quantity
    return Stock(
        group=line.group,
        item=line.item,
        specification=line.specification,
        unit=line.unit,
        held=_("as a whole") if held is None else str(held),
        used=used,
        left="" if held is None else str(held - used),
        share=None if not held else min(100, used * 100 // held),
    )


def _term(clause: Clause, here: Visit) -> ContractTerm:
    return ContractTerm(
        code=clause.code,
        article=wording.article(clause.article),
        title=wording.clause_title(clause, chinese=here.chinese),
        party=wording.party(clause.party),
        limit=limit_words(clause),
        basis=wording.basis(clause.basis),
        judged=clause.judged,
        pauses=wording.listed(wording.pause_reason(name) for name in clause.pauses),
        text=clause.text,
        readings=wording.listed(clause.interpretations),
    )


def limit_words(clause: Clause) -> str:
    if clause.limit is not None:
        return explain.limit(clause.limit)
    return _("set by “%(field)s”") % {"field": wording.field(clause.limit_from)}
