"""The passages behind the figures of one step: which order, when it came into the state and left it, and where to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tickets import statistics
from tickets.lifecycle import KINDS
from tickets.models import AuditEntry
from tickets.pages.parts import asked_days, keyset, wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.moments import full, roughly
from tickets.pages.parts.narrowing import PLACES, without
from tickets.pages.parts.rows import name
from tickets.pages.parts.visit import Visit, page
from tickets.pages.statistics.asked import StatisticsAsked

PAGE_SIZE = 50
NEWEST_FIRST = ("-at", "-id")


@dataclass(frozen=True, slots=True)
class PassageLine:
    """One passage in words."""

    pk: int
    url: str
    title: str
    number: str
    unit: str
    entered: str
    left: str
    lasted: str
    target: str


@require_GET
@page
@asks("party", "contract", "as_of", "kind", "state", places=True)
def passages_page(request: HttpRequest, here: Visit) -> HttpResponse:
    """As they stood when the figure was counted: what came later is not among them."""
    if not here.standing.whole:
        raise Http404
    asked, as_of = StatisticsAsked.of(request, here), asked_days.instant(request.GET.get("as_of", ""))
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    if as_of is None or kind not in KINDS or state not in KINDS[kind].by_state or KINDS[kind].by_state[state].private:
        raise Http404
    rows = statistics.passages(as_of, [one.pk for one in asked.contracts], kind, state)
    found = keyset.part(rows, NEWEST_FIRST, PAGE_SIZE, request.GET)
    context = {
        "kind": wording.kind(kind),
        "state": wording.state(kind, state),
        "as_of": as_of,
        "contract": asked.contract,
        "rows": list(_lines(kind, found.ids, as_of)),
        "found": found,
        "total": keyset.total(rows, NEWEST_FIRST, found, keyset.FEW),
        "most": keyset.FEW,
        "query": without(request.GET, *PLACES),
        "back": f"{reverse('statistics')}?{urlencode({'party': asked.party, 'contract': asked.contract})}#by-step",
    }
    return render(request, "tickets/statistics/passages.html", context)


def _lines(kind: str, ids: list[int], as_of: datetime) -> Iterator[PassageLine]:
    rows = statistics.with_entrance(AuditEntry.objects.filter(pk__in=ids), as_of).order_by(*NEWEST_FIRST)
    named = rows.annotate(
        number=F("ticket__number"),
        title=F("ticket__title"),
        agency=name("ticket__opened_unit__short_name", "ticket__opened_unit__name"),
    )
    for pk, number, title, unit, entered, left, target in named.values_list(
        "pk", "number", "title", "agency", "entered_at", "at", "target"
    ):
        lasted: timedelta = left - entered
        yield PassageLine(
            pk=pk,
            url=reverse("ticket", args=[number]),
            title=title,
            number=number,
            unit=unit,
            entered=full(entered),
            left=full(left),
            lasted=roughly(lasted),
            target=wording.state(kind, target),
        )
