"""The page of a month: read by whoever is a side of the contract; each stage is sent as a form of its own."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tickets import sheets
from tickets.datelaw.periods import MONTH, Period
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.questions import HAPPENED_ON
from tickets.models import Contract
from tickets.pages.months import acting
from tickets.pages.months.forms import StageForm, sent_for
from tickets.pages.months.month_page import MonthPage
from tickets.pages.months.rows import by_stage
from tickets.pages.months.stages import SERVE, STAGES, MonthStage
from tickets.pages.parts.visit import Visit, page
from tickets.penalties import explain


@require_http_methods(["GET", "POST"])
@page
def month(request: HttpRequest, here: Visit, number: str, month: str) -> HttpResponse:
    asked = _fetched(here, number, month)
    if request.method == "GET":
        return _shown(request, asked)
    stage = next((one for one in STAGES if one.name == request.POST.get("stage")), None)
    if stage is None:
        raise Http404
    form = StageForm(stage, secret=asked.secret, data=request.POST, files=request.FILES)
    done = acting.carried_on(request, here, form, asked)
    if form.refusal is not None:
        return _shown(request, _as_sent(asked, form), form, done)
    messages.success(request, done or _("Nothing was ticked: nothing has been done."))
    return redirect("month", number, month)


def _fetched(here: Visit, number: str, code: str) -> MonthPage:
    """Raises Http404 for what is no month, and for whoever does not see all of the contract."""
    period = Period.read(code)
    if period is None or period.sort != MONTH:
        raise Http404
    parties = ("agency", "provider", "authority", "supervisor")
    seen = Contract.objects.filter(pk__in=here.standing.whole).select_related(*parties)
    return MonthPage(get_object_or_404(seen, number=number), period, here)


def _as_sent(asked: MonthPage, form: StageForm) -> MonthPage:
    """The page as it is now, with what was typed for each finding that was refused, and what was said of it."""
    tried = {one.number: one for one in asked.rows}
    again = MonthPage(asked.contract, asked.period, asked.here)
    for row in again.rows:
        row.faults = tried[row.number].faults if row.number in tried else []
        if row.stage is form.stage:
            row.sent = sent_for(row.number, form.sent)
            row.ticked = row.number in form.sent.getlist("finding")
    return again


def _shown(request: HttpRequest, asked: MonthPage, tried: StageForm | None = None, done: str = "") -> HttpResponse:
    forms = {one.name: StageForm(one, secret=asked.secret) for one in STAGES}
    if tried is not None:
        forms[tried.stage.name] = tried
    context: dict[str, Any] = {
        "contract": asked.contract,
        "month": explain.month(asked.month),
        "code": asked.period.code,
        "before": asked.period.before.code,
        "after": asked.period.following.code,
        "parts": [part for stage in STAGES if (part := _part(stage, asked, forms[stage.name])) is not None],
        "elsewhere": by_stage(asked.rows, None),
        "ended": [one for one in asked.rows if one.ticket.final],
        "empty": not asked.rows,
        "done": done,
        "problems": list(_problems(tried, asked)) if tried is not None else [],
        "now": asked.here.now,
    }
    return render(request, "tickets/months/page.html", context, status=tried.status if tried is not None else 200)


def _part(stage: MonthStage, asked: MonthPage, form: StageForm) -> dict[str, Any] | None:
    """One stage: its findings, and its form where the reader may carry on any of them."""
    found = by_stage(asked.rows, stage)
    if not found:
        return None
    open_ones = [one for one in found if one.step is not None]
    return {
        "stage": stage,
        "rows": found,
        "form": form if open_ones else None,
        "until": asked.until if stage is SERVE and open_ones else "",
    }


def _problems(form: StageForm, asked: MonthPage) -> Iterator[tuple[str, str]]:
    yield from form.problems()
    for row in asked.rows:
        yield from ((f"r-{row.number}", f"{row.number} {fault}") for fault in row.faults)


@require_GET
@page
def months(_request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """The way to the month whose sheet is to be closed next."""
    contract = get_object_or_404(Contract, pk__in=here.standing.whole, number=number)
    following = sheets.following(contract, contract.month_sheets.last())
    return redirect("month", number, Period.around(MONTH, following).code)


@require_GET
@page
def of_finding(_request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """The way from a finding to the page of its month."""
    of_it = here.tickets().values_list("contract__number", f"fields__{HAPPENED_ON.name}")
    contract, day = get_object_or_404(of_it, number=number, kind=Finding.kind)
    return redirect("month", contract, Period.around(MONTH, date.fromisoformat(day)).code)
