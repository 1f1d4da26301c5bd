"""时限试算: clause or limit, start and pauses; the due with its steps, and the year's working days by their notice."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tickets import register
from tickets.datelaw import explain
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.periods import MONTH, Period
from tickets.datelaw.types import local
from tickets.pages.parts.asked import asks
from tickets.pages.parts.months import leaves
from tickets.pages.parts.visit import Visit, everybodys
from tickets.pages.trial.form import MOST_PAUSES, Trial, TrialForm
from tickets.policy.calendar_files import YEARS

#: Of the form, its pauses among them.
NAMES = (*TrialForm.base_fields, *(f"{end}_{n}" for n in range(MOST_PAUSES) for end in ("from", "to")))


def _within(year: str) -> bool:
    return len(year) == 4 and year.isascii() and year.isdecimal() and int(year) in YEARS


@require_GET
@everybodys
@asks(*NAMES, year=_within)
def trial(request: HttpRequest, here: Visit) -> HttpResponse:
    sent = "start" in request.GET
    form = TrialForm(here.contracts(), request.GET if sent else None, here.now)
    answer = form.answer() if sent else None
    calendar = answer.calendar if answer else register.calendar()
    year = _year(request.GET.get("year", ""), answer, here.today)
    context = {
        "form": form,
        "problems": list(form.problems()) if sent else [],
        "answer": answer,
        "told": _told(answer) if answer else {},
        "year": _leaf_of(year, calendar),
        "query": _kept(request),
    }
    return render(request, "tickets/trial/page.html", context)


def _told(answer: Trial) -> dict[str, object]:
    due = answer.due
    return {
        "due": explain.deadline(due.limit.unit, due.legal),
        "limit": explain.limit(due.limit),
        "start": explain.moment(due.start),
        "provisional": due.provisional,
        "steps": explain.lines(due),
    }


def _year(asked: str, answer: Trial | None, today: date) -> int:
    """The year that is asked for, else that of the due, else this one."""
    if _within(asked):
        return int(asked)
    return local(answer.due.legal).year if answer else today.year


def _leaf_of(year: int, calendar: Calendar) -> dict[str, object]:
    """The year's leaves, the days off and worked that its notice names, and the notice; "" where there is none yet."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return {
        "number": year,
        "before": year - 1 if year - 1 in YEARS else 0,
        "after": year + 1 if year + 1 in YEARS else 0,
        "notice": calendar.notice(first),
        "off": [(explain.festival(one), explain.days(one.first, one.last)) for one in calendar.festivals(first, last)],
        "make_up": [explain.day(day) for day in calendar.make_up_days(first, last)],
        "leaves": [(Period(MONTH, date(year, month, 1)), weeks) for month, weeks in leaves(year, calendar)],
    }


def _kept(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("year", None)
    return query.urlencode()
