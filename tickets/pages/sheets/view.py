"""月度清单 of one contract: those that are closed, the one that is open, and the settlement; one sheet in full."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets import actions, scores, settlement
from tickets.datelaw.periods import Period
from tickets.errors import Refusal
from tickets.models import Contract, MonthSheet
from tickets.pages.parts import sheet_words
from tickets.pages.parts.asked import asks
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.visit import Visit, page
from tickets.pages.sheets import open_month, owed, prospects
from tickets.penalties import explain, narrator
from tickets.penalties.money import capitals


@require_GET
@page
@asks("contract")
def all_sheets(request: HttpRequest, here: Visit) -> HttpResponse:
    contracts = _whole(here)
    named = request.GET.get("contract", "")
    chosen = next((one for one in contracts if one.number == named), None if named else contracts[-1])
    if chosen is None:
        raise Http404
    return _shown(request, here, chosen, contracts)


def _whole(here: Visit) -> list[Contract]:
    """The contracts of which a person sees all. Raises Http404 for everybody else."""
    found = [one for one in here.contracts().order_by("starts", "id") if one.pk in here.standing.whole]
    if not found:
        raise Http404
    return found


def _shown(
    request: HttpRequest, here: Visit, contract: Contract, contracts: list[Contract], problem: str = ""
) -> HttpResponse:
    rows = list(contract.month_sheets.select_related("closed_by").order_by("-number"))
    names = dict(contract.systems.values_list("code", "name"))
    following = actions.NextSheet(contract, here.now)
    context: dict[str, Any] = {
        "heading": _("Clauses and deductions"),
        "contract": contract,
        "contracts": contracts,
        "rows": rows,
        "following": following,
        "month": explain.month(following.month),
        "open": open_month.of(following, names),
        "prospects": prospects.of(following, names),
        "this_month": explain.month(following.today),
        "by_clause": prospects.by_clause(contract),
        "score": next(iter(reversed(scores.of_contract(contract))), None),
        "may_close": _may_close(following, here),
        **(_settled(contract, here) if rows else {}),
        "problems": [("close", problem)] if problem else [],
        "now": here.now,
    }
    return render(request, "tickets/sheets/page.html", context, status=409 if problem else 200)


def _may_close(following: actions.NextSheet, here: Visit) -> bool:
    asked = (following.contract, following.month, here.standing, here.now)
    return actions.passes(actions.check_close_sheet, *asked)


def _settled(contract: Contract, here: Visit) -> dict[str, Any]:
    """What the sheets leave of the last instalment, and what is owed beyond it."""
    balance = settlement.balance(contract)
    found = balance.found
    said = explain.lines(narrator.settlement(found), {})
    told = {"found": found, "said": said, "capitals": capitals(found.deductible)}
    return {"settlement": told, "owed": owed.of(contract, balance, here)}


def fetched(here: Visit, number: str, month: str) -> MonthSheet:
    """Raises Http404 where it is not closed, or not theirs to see."""
    contract = next((one for one in _whole(here) if one.number == number), None)
    period = Period.read(month)
    if contract is None or period is None:
        raise Http404
    rows = MonthSheet.objects.select_related("fees", "edition", "closed_by", "closed_unit")
    sheet = get_object_or_404(rows, contract=contract, month=period.starts)
    sheet.contract = contract
    return sheet


@require_GET
@page
def sheet(request: HttpRequest, here: Visit, number: str, month: str) -> HttpResponse:
    row = fetched(here, number, month)
    lines = list(row.lines.select_related("finding", "assessed_by", "confirmed_by"))
    shown = [sheet_words.line(one, row.printed["systems"]) for one in lines]
    context = {
        "sheet": row,
        "month": explain.month(row.month),
        "lines": [one for one in shown if one.of_sheet and not one.of_sheet.of_agency],
        "of_agency": [one for one in shown if one.of_sheet and one.of_sheet.of_agency],
        "below": sheet_words.parts(row, lines),
        "set_aside": sheet_words.set_aside(row),
        "unpriced": sheet_words.unpriced(row),
        "capitals": capitals(row.sum),
        "empty": explain.worded(narrator.empty(), {}),
        "query": f"contract={number}&month={month}",
        "now": here.now,
    }
    return render(request, "tickets/sheets/sheet.html", context)


@only_sent("sheets")
@page
def close_sheet(request: HttpRequest, here: Visit, number: str, month: str) -> HttpResponse:
    contracts, period = _whole(here), Period.read(month)
    contract = next((one for one in contracts if one.number == number), None)
    if contract is None or period is None:
        raise Http404
    try:
        row = actions.close_sheet(contract, period.starts, actor=here.user, now=here.now)
    except Refusal as refusal:
        return _shown(request, here, contract, contracts, refusal.message)
    messages.success(request, _("Closed. It comes to ¥%(sum)s.") % {"sum": explain.money(row.sum)})
    return redirect("sheet", number, month)
