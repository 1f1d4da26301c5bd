"""监管周报 and 月报: the supervisor's periods, each from draft to sent; and to the parties what was sent to them."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO, Final, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.record import address_of
from tickets import actions, permissions
from tickets.datelaw.periods import SORTS, WEEK, Period
from tickets.errors import Invalid, Refusal
from tickets.models import Contract, SupervisionReport
from tickets.pages.parts import keyset, supervised, wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.handed_out import attached
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.visit import Visit, page
from tickets.pages.reports.document import drafted, file_name
from tickets.pages.reports.figures import Scope, figures

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHOWN, PAGE_SIZE = 12, 50
SENT_NEWEST = ("-sent_at", "-id")


@dataclass(frozen=True, slots=True)
class ReportedPeriod:
    """A period with its signed reports, the newest first. over: it has ended, so that its report may be handed in."""

    period: Period
    signed: list[SupervisionReport]
    over: bool

    @property
    def newest(self) -> SupervisionReport | None:
        return self.signed[0] if self.signed else None


@require_GET
@page
@asks("contract", places=True, sort=SORTS, period=Period.read, until=Period.read)
def reports(request: HttpRequest, here: Visit) -> HttpResponse:
    return _page(request, here)


def _page(request: HttpRequest, here: Visit, problem: str = "", status: int = 200) -> HttpResponse:
    supervised = _supervised(here)
    context = _periods(request, here, supervised) if supervised else _received(request, here)
    context |= {"problems": [("", problem)] if problem else [], "now": here.now}
    template = "tickets/reports/page.html" if supervised else "tickets/reports/received.html"
    return render(request, template, context, status=status)


def _supervised(here: Visit) -> list[Contract]:
    """The contracts whose reports the person draws up. One query."""
    found = here.contracts().select_related("supervisor")
    return [one for one in found if actions.passes(actions.check_report, one, here.standing)]


def _periods(request: HttpRequest, here: Visit, contracts: list[Contract]) -> dict[str, object]:
    asked = request.POST or request.GET
    contract = next((one for one in contracts if one.number == asked.get("contract")), contracts[0])
    named = Period.read(asked.get("period", ""))
    sort = named.sort if named else asked.get("sort", WEEK)
    sort = sort if sort in SORTS else WEEK
    until = Period.read(request.GET.get("until", ""))
    newest = until if until and until.sort == sort and until.starts <= here.today else Period.around(sort, here.today)
    shown = list(islice(newest.back(), SHOWN))
    return {
        "contracts": contracts,
        "contract": contract,
        "sort": sort,
        "sorts": supervised.REPORTS,
        "periods": _with_signed(contract, shown, here.now),
        "earlier": shown[-1].before.code,
        "taken": urlencode({"contract": contract.number, "sort": sort}),
    }


def _with_signed(contract: Contract, shown: list[Period], now: datetime) -> list[ReportedPeriod]:
    first, last = shown[-1].starts, shown[0].starts
    rows = SupervisionReport.objects.filter(contract=contract, sort=shown[0].sort, starts__range=(first, last))
    kept = list(rows.select_related("by", "sent_by").order_by("-version"))
    return [ReportedPeriod(one, [row for row in kept if row.starts == one.starts], now >= one.over) for one in shown]


def _received(request: HttpRequest, here: Visit) -> dict[str, object]:
    seen = permissions.visible_reports(here.standing).filter(sent_at__isnull=False)
    found = keyset.part(seen, SENT_NEWEST, PAGE_SIZE, request.GET)
    rows = SupervisionReport.objects.filter(pk__in=found.ids).select_related("contract", "unit").order_by(*SENT_NEWEST)
    total = keyset.total(seen, SENT_NEWEST, found)
    return {"rows": rows, "found": found, "total": total, "most": keyset.MOST, "query": ""}


@require_GET
@page
@asks("period", "contract")
def draft(request: HttpRequest, here: Visit) -> HttpResponse:
    """Of one contract, or of all that the person supervises."""
    period, contracts = Period.read(request.GET.get("period", "")), _supervised(here)
    if number := request.GET.get("contract", ""):
        contracts = [one for one in contracts if one.number == number]
    if period is None or period.starts > here.today or not contracts:
        raise Http404
    scope = Scope(contracts, period, here)
    paper = drafted(scope, list(figures(scope)), settings.SITE_URL)
    actions.take_draft(contracts, period, actor=here.user, now=here.now, address=address_of(request))
    response = HttpResponse(paper, content_type=DOCX)
    response.headers["Content-Disposition"] = attached(file_name(scope))
    return response


@only_sent("reports")
@page
def hand_in(request: HttpRequest, here: Visit) -> HttpResponse:
    contract = get_object_or_404(here.contracts(), number=request.POST.get("contract", ""))
    period, file = Period.read(request.POST.get("period", "")), request.FILES.get("file")
    if period is None:
        raise Http404
    try:
        if file is None:
            raise Invalid(_("Choose a file first."))
        stream = cast("BinaryIO", file.file)
        name = file.name or ""
        actions.hand_in_report(contract, period, name=name, stream=stream, actor=here.user, now=here.now)
    except Refusal as refusal:
        return _page(request, here, _said(refusal), refusal.status)
    messages.success(request, _("The signed report is kept. Send it when it is right."))
    return redirect(_address(contract, period))


def _said(refusal: Refusal) -> str:
    return next((sentence for found in refusal.errors.values() for sentence in found), refusal.message)


def _address(contract: Contract, period: Period) -> str:
    return f"{reverse('reports')}?{urlencode({'contract': contract.number, 'sort': period.sort})}"


@require_http_methods(["GET", "POST"])
@page
def send(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    """What goes to whom is said first: what was sent cannot be called back."""
    report = get_object_or_404(permissions.visible_reports(here.standing).select_related("contract", "by"), pk=pk)
    if request.method == "GET":
        return _asked_to_send(request, here, report)
    try:
        actions.send_report(report, actor=here.user, now=here.now)
    except Refusal as refusal:
        return _page(request, here, refusal.message, refusal.status)
    messages.success(request, _("Sent: the parties of the contract have been told and may fetch it."))
    return redirect(_address(report.contract, report.period))


def _asked_to_send(request: HttpRequest, here: Visit, report: SupervisionReport) -> HttpResponse:
    if not actions.passes(actions.check_report, report.contract, here.standing):
        raise Http404
    if report.sent_at is not None:
        return redirect(_address(report.contract, report.period))
    context = {
        "report": report,
        "size": wording.size(report.size),
        "to": actions.report_addressees(report.contract, exclude=here.user),
        "back": _address(report.contract, report.period),
    }
    return render(request, "tickets/reports/send.html", context)


@require_GET
@page
def report_file(request: HttpRequest, here: Visit, pk: int) -> HttpResponseBase:
    report = get_object_or_404(permissions.visible_reports(here.standing).select_related("contract"), pk=pk)
    try:
        stream = actions.hand_out_report(report, actor=here.user, now=here.now, address=address_of(request))
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(stream, as_attachment=True, filename=report.name, content_type=report.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
