"""Contracts: parties, term, systems, catalogue with balances, clauses with limit and basis, readings."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from tickets import ledger
from tickets.datelaw import explain
from tickets.models import Clause, Contract
from tickets.pages import wording
from tickets.pages.visit import Visit, page
from tickets.permissions import PARTIES


@page
def contracts(request: HttpRequest, here: Visit) -> HttpResponse:
    found = here.contracts().select_related("agency", "provider")
    return render(request, "tickets/contracts.html", {"contracts": found, "today": here.today})


@page
def contract(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    found = get_object_or_404(here.contracts().select_related(*PARTIES), number=number)
    context = {
        "contract": found,
        "today": here.today,
        "parties": [(wording.party(name), found.party(name)) for name in PARTIES],
        "systems": found.systems.select_related("vendor").order_by("code"),
        "stock": [(line, *_left(line)) for line in ledger.balances(found)],
        "clauses": found.clauses.filter(current=True).order_by("id"),
        "readings": found.interpretations.all(),
        "instalments": found.instalments.all(),
    }
    return render(request, "tickets/contract.html", context)


def term_words(found: Contract, today: date) -> str:
    if today < found.starts:
        return _("Not begun")
    return _("In term") if today <= found.ends else _("Term over")


def _left(line: Any) -> tuple[int | None, int | None]:
    """What is left of a line, and the per cent in use; None where it is supplied whole."""
    if line.quantity is None:
        return None, None
    return line.quantity - line.used, min(100, line.used * 100 // line.quantity) if line.quantity else None


def limit_words(clause: Clause) -> str:
    if clause.limit is not None:
        return explain.limit(clause.limit)
    return _("set by “%(field)s”") % {"field": wording.field(clause.limit_from)}
