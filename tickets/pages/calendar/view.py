"""日历: a month of one's deadlines; its days as people work or rest on them."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tickets import register
from tickets.datelaw import explain
from tickets.datelaw.periods import MONTH, Period
from tickets.datelaw.types import midnight
from tickets.pages.calendar.clocks import due_day, within
from tickets.pages.parts import asked_days, lamps, wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.months import leaf
from tickets.pages.parts.visit import Visit, page


@require_GET
@page
@asks(month=asked_days.is_month)
def calendar(request: HttpRequest, here: Visit) -> HttpResponse:
    month = asked_days.month(request.GET.get("month", ""), here.today)
    after = (month + timedelta(days=31)).replace(day=1)
    by_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for one in within(here, midnight(month), midnight(after)):
        title = wording.of_round(one.title, one.round)  # type: ignore[attr-defined]  # annotated
        by_day[due_day(one)].append({"clock": one, "title": title, "lamp": lamps.of(one, here.now)})
    weeks = [
        [(one, len(by_day.get(one.day, ()))) for one in week]
        for week in leaf(month.year, month.month, register.calendar())
    ]
    context = {
        "period": Period(MONTH, month),
        "query": f"month={month:%Y-%m}",
        "before": f"{month - timedelta(days=1):%Y-%m}",
        "after": f"{after:%Y-%m}",
        "weeks": weeks,
        "days": [(day, explain.day(day), by_day[day]) for day in sorted(by_day)],
        "today": here.today,
    }
    return render(request, "tickets/calendar/page.html", context)
