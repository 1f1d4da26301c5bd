"""可用率: one month of one contract by system and for the platform, each figure with its formula written out."""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets.availability import Availability, percent
from tickets.datelaw.periods import MONTH, Period
from tickets.lifecycle import parameters as asked_of
from tickets.models import Contract
from tickets.outages.months import LONG, RUN, ContractMonth, OutageFinding, SystemMonth
from tickets.pages.parts import moments, wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.asked_days import is_month
from tickets.pages.parts.visit import Visit, page

MILLION: Final = 1_000_000
MINUTE: Final = timedelta(minutes=1)
SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure in words. keeps: whether it keeps to the contract; None: nobody can tell. worst: with what is open, ""
    where nothing is."""

    name: str
    share: str
    formula: str
    keeps: bool | None
    decides: bool
    count: int
    address: str
    open: int
    worst: str
    worst_keeps: bool | None
    findings: tuple[tuple[str, bool], ...]


@require_GET
@page
@asks("contract", month=is_month)
def availability(request: HttpRequest, here: Visit) -> HttpResponse:
    """The contract that is asked for, else one's first; the month that is asked for, else this one."""
    contracts = [one for one in here.contracts() if one.pk in here.standing.whole]
    named = next((one for one in contracts if one.number == request.GET.get("contract")), None)
    contract = named or (contracts[0] if contracts else None)
    period = Period.read(request.GET.get("month", "")) or Period.around(MONTH, here.today)
    context: dict[str, Any] = {"contracts": contracts, "contract": contract, "period": period}
    if contract is not None:
        context |= _told(contract, period, here)
    return render(request, "tickets/outages/availability.html", context)


def _told(contract: Contract, period: Period, here: Visit) -> dict[str, Any]:
    month = ContractMonth(contract, period, here.now)
    least = month.number(asked_of.LEAST_AVAILABLE)
    decides = month.reading(asked_of.MEASURED)
    lines = [_of_system(one, month, least, decides=decides == "system") for one in month.by_system]
    return {
        "lines": [*lines, _of_platform(month, least, decides=decides == "platform")],
        "data": _of_data(month),
        "least": percent(Fraction(least, MILLION)),
        "least_data": percent(Fraction(month.number(asked_of.LEAST_RELIABLE), MILLION)),
        "in_term": month.service.length > timedelta(),
        "until": moments.full(month.service.end) if month.service.end == here.now else "",
        "excuses": [_excuse(one) for one in month.excuses if _touches(one.span, month)],
    }


def _of_system(one: SystemMonth, month: ContractMonth, least: int, *, decides: bool) -> FigureLine:
    asked = {"contract": month.contract.number, "system": one.system.code, "month": month.period.code}
    return FigureLine(
        name=one.system.name,
        **_worded(one.figure, one.worst, least),
        decides=decides,
        count=len(one.members),
        address=f"{reverse('outages')}?{urlencode(asked)}",
        open=one.open,
        findings=tuple((finding(each, month), each.settled) for each in one.findings),
    )


def _of_platform(month: ContractMonth, least: int, *, decides: bool) -> FigureLine:
    asked = {"contract": month.contract.number, "month": month.period.code}
    return FigureLine(
        name=_("The whole platform"),
        **_worded(month.platform, month.worst, least),
        decides=decides,
        count=sum(len(one.members) for one in month.by_system),
        address=f"{reverse('outages')}?{urlencode(asked)}",
        open=sum(one.open for one in month.by_system),
        findings=(),
    )


def _worded(figure: Availability, worst: Availability, least: int) -> dict[str, Any]:
    differs = worst.share != figure.share
    return {
        "share": percent(figure.share),
        "formula": formula(figure),
        "keeps": figure.keeps(least),
        "worst": percent(worst.share) if differs else "",
        "worst_keeps": worst.keeps(least) if differs else None,
    }


def formula(figure: Availability) -> str:
    """1 − 42 ÷ (44,640 − 90), in minutes."""
    told = {name: minutes(getattr(figure, name)) for name in ("down", "service", "excluded")}
    if figure.excluded:
        return _("1 − %(down)s ÷ (%(service)s − %(excluded)s) min") % told
    return _("1 − %(down)s ÷ %(service)s min") % told


def minutes(length: timedelta) -> str:
    """As exact as seconds are."""
    if timedelta() < length < SECOND:
        return "<0.01"
    seconds = length // SECOND
    whole, rest = divmod(seconds, 60)
    return f"{whole:,d}" if not rest else f"{whole + rest / 60:,.2f}"


def finding(one: OutageFinding, month: ContractMonth) -> str:
    """What of annex 3 stands out, with its measure."""
    begins = moments.full(one.members[0].start)
    told = {"what": wording.outage_finding(one.sort), "from": begins, "net": moments.span(one.net)}
    if one.sort == LONG:
        told["least"] = moments.span(month.number(asked_of.LONG_OUTAGE) * MINUTE)
        return _("%(what)s: from %(from)s, %(net)s (from %(least)s on)") % told
    if one.sort == RUN:
        told |= {"n": str(len(one.members)), "gap": str(month.number(asked_of.RUN_GAP))}
        return _("%(what)s: %(n)s since %(from)s, no more than %(gap)s h apart") % told
    told["least"] = moments.span(month.number(asked_of.ALL_OUTAGES) * MINUTE)
    return _("%(what)s: %(net)s (from %(least)s on)") % told


def _of_data(month: ContractMonth) -> dict[str, Any]:
    data = month.data
    keeps = None if data.share is None else data.share * MILLION >= month.number(asked_of.LEAST_RELIABLE)
    told = {"lost": str(data.lost), "held": wording.grouped(data.held)}
    return {
        "share": percent(data.share) if data.share is not None else "",
        "keeps": keeps,
        "formula": _("1 − %(lost)s ÷ %(held)s GB") % told if data.share is not None else "",
        "report": data.report,
        "held": wording.grouped(data.held),
    }


def _touches(span: Any, month: ContractMonth) -> bool:
    return bool(span.start < month.service.end and span.end > month.service.start)


def _excuse(one: Any) -> dict[str, str]:
    told = {"from": moments.full(one.span.start), "to": moments.full(one.span.end)}
    return {
        "number": one.number,
        "kind": wording.kind(one.ground),
        "when": _("%(from)s to %(to)s") % told,
    }
