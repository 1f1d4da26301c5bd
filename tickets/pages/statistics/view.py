"""统计: one side's clocks, the orders filed and open, and how long each step takes, as counted in the last hour."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tickets import statistics
from tickets.models import PeriodicTask
from tickets.models.statistics import AGE_BANDS
from tickets.pages.parts import wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.visit import Visit, page
from tickets.pages.statistics import charts, lines
from tickets.pages.statistics.asked import StatisticsAsked
from tickets.permissions import PARTIES
from tickets.statistics import Figures
from tickets.statistics.figures import Kept


@page
@asks("party", "contract")
def statistics_page(request: HttpRequest, here: Visit) -> HttpResponse:
    if not here.standing.whole:
        raise Http404
    asked = StatisticsAsked.of(request.GET, here)
    found = statistics.figures([one.pk for one in asked.contracts], asked.party)
    context: dict[str, Any] = {
        "asked": asked,
        "parties": [(party, wording.side(party)) for party in PARTIES],
        "figures": found,
        "next_at": _next_at() if found is None else None,
    }
    if found is not None:
        context |= _drawn(found, asked)
    return render(request, "tickets/statistics/page.html", context)


def _drawn(found: Figures, asked: StatisticsAsked) -> dict[str, Any]:
    kept = Kept()
    for one in found.months.values():
        kept.add(one.met, one.missed)
    by_month = list(lines.months(found, asked))
    return {
        "finding": finding(found, wording.side(asked.party), kept),
        "kept": kept,
        "rate": lines.percent(kept),
        "chart": charts.columns(by_month),
        "months": by_month,
        "clauses": list(lines.clauses(found, asked)),
        "contracts": list(lines.contracts(found, asked)),
        "steps": list(lines.steps(found, asked)),
        "ages": list(lines.ages(found, asked)),
        "bands": [lines.age_words(band) for band in range(len(AGE_BANDS) + 1)],
        "degrees": [(wording.degree(degree), orders) for degree, orders in found.rated.items()],
        "filed": list(lines.filed(found, asked)),
    }


def finding(found: Figures, side: str, kept: Kept) -> str:
    """What the columns show, as a sentence."""
    if not kept.due:
        return _("No clock of this side was due in the last %(n)d months") % {"n": statistics.MONTHS}
    said = {"side": side, "rate": lines.percent(kept), "due": kept.due, "missed": kept.missed}
    if not kept.missed:
        return _("%(side)s: all %(due)d clocks in time") % said
    _rate, worst = min((one.rate, month) for month, one in found.months.items() if one.rate is not None)
    said |= {"month": lines.month_words(worst), "worst": lines.percent(found.months[worst])}
    return _("%(side)s: %(rate)s in time, %(missed)d of %(due)d missed; lowest in %(month)s (%(worst)s)") % said


def _next_at() -> datetime | None:
    """When the first counting begins."""
    return PeriodicTask.objects.filter(name="statistics").values_list("due_at", flat=True).first()
