"""分系统费用表 of a contract: the one that counts, what waits, those of before; entering, agreeing, declining."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tickets import actions
from tickets.errors import Refusal
from tickets.lifecycle.fees import FEE_SYSTEM, FEE_TABLE, FEES
from tickets.models import Contract, FeeTable
from tickets.pages.parts.forms import AskedForm
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.visit import Visit, page


@require_http_methods(["GET", "POST"])
@page
def fee_tables(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    contract = _whole(here, number)
    form = _form(contract, here, request)
    if request.method == "POST":
        if form is None:
            raise Http404
        try:
            actions.enter_fees(contract, form.typed(), actor=here.user, now=here.now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Entered. The leads of both sides have been told; it counts once both agree."))
            return redirect("fee_tables", number)
    return _shown(request, here, contract, form)


def _whole(here: Visit, number: str) -> Contract:
    """Raises Http404 for who sees no more of the contract than a system of theirs."""
    contract = get_object_or_404(here.contracts(), number=number)
    if contract.pk not in here.standing.whole:
        raise Http404
    return contract


def _form(contract: Contract, here: Visit, request: HttpRequest) -> AskedForm | None:
    """None for who may not enter a table now."""
    if not actions.passes(actions.check_enter_fees, contract, here.standing):
        return None
    systems = [(one.code, one.name) for one in contract.systems.order_by("code")]
    form = AskedForm(FEE_TABLE, "fees", request.POST if request.method == "POST" else None)
    form.offer_cells(FEES.name, FEE_SYSTEM, systems)
    form.initial[FEES.name] = [{FEE_SYSTEM: code} for code, _name in systems]
    return form


def _shown(
    request: HttpRequest,
    here: Visit,
    contract: Contract,
    form: AskedForm | None,
    wrong: Mapping[str, str] | None = None,
) -> HttpResponse:
    tables = contract.fee_tables.select_related("entered_by", "agency_by", "provider_by", "withdrawn_by")
    listed = list(tables.prefetch_related("fees__system"))
    problems = list(form.problems()) if form else []
    context = {
        "contract": contract,
        "counting": next((one for one in listed if one.signed_at), None),
        "tables": [_row(one, contract, here) | _refused(one, request, wrong or {}) for one in listed],
        "form": form,
        "problems": [*problems, *(wrong or {}).items()],
        "now": here.now,
    }
    refused = form.status if form else 200
    return render(request, "tickets/fees/page.html", context, status=400 if wrong else refused)


def _row(table: FeeTable, contract: Contract, here: Visit) -> dict[str, Any]:
    table.contract = contract
    return {
        "table": table,
        "may_agree": actions.passes(actions.check_agree_fees, table, here.standing),
        "may_withdraw": actions.passes(actions.check_withdraw_fees, table, here.standing),
    }


def _refused(table: FeeTable, request: HttpRequest, wrong: Mapping[str, str]) -> dict[str, Any]:
    """Whether the reason typed for this table was refused, and what it said."""
    refused = f"reason-{table.pk}" in wrong
    return {"refused": refused, "typed": request.POST.get("reason", "") if refused else ""}


@only_sent("fee_tables", "number")
@page
def answer_fees(request: HttpRequest, here: Visit, number: str, pk: int) -> HttpResponse:
    """Agree to the table, or take it back with a reason."""
    contract = _whole(here, number)
    table = get_object_or_404(FeeTable.objects.select_related("contract"), pk=pk, contract=contract)
    try:
        if request.POST.get("answer") == "agree":
            done = actions.agree_fees(table, actor=here.user, now=here.now)
            messages.success(request, _("Agreed: it counts.") if done.signed_at else _("Agreed for your side."))
        else:
            actions.withdraw_fees(table, request.POST.get("reason", ""), actor=here.user, now=here.now)
            messages.success(request, _("Taken back. It stays to be read."))
    except Refusal as refusal:
        return _shown(request, here, contract, _form(contract, here, request), {f"reason-{pk}": refusal.message})
    return redirect("fee_tables", number)
