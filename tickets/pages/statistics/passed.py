"""The passages behind the figures of one step: which order, when it came into the state and left it, and where to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tickets import statistics
from tickets.lifecycle import KINDS
from tickets.models import AuditEntry
from tickets.pages.parts import asked_days, keyset, wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.moments import roughly
from tickets.pages.parts.narrowing import PLACES, without
from tickets.pages.parts.rows import name
from tickets.pages.parts.visit import Visit, page
from tickets.pages.statistics.asked import StatisticsAsked

PAGE_SIZE = 50
NEWEST_FIRST = ("-at", "-id")


@dataclass(frozen=True, slots=True)
class PassageLine:
    """One passage: of which order, when it came into the state and left it, and where it went on to."""

    pk: int
    title: str
    number: str
    unit: str
    entered_at: datetime
    left_at: datetime
    target: str

    @property
    def lasted(self) -> str:
        return roughly(self.left_at - self.entered_at)


@dataclass(frozen=True, slots=True)
class PassagesAsked:
    """The figure whose passages are asked for. Raises Http404 for one that no page of the statistics shows."""

    of: StatisticsAsked
    as_of: datetime
    kind: str
    state: str

    @classmethod
    def read(cls, query: QueryDict, here: Visit) -> "PassagesAsked":
        of, as_of = StatisticsAsked.of(query, here), asked_days.instant(query.get("as_of", ""))
        kind, state = query.get("kind", ""), query.get("state", "")
        known = kind in KINDS and state in KINDS[kind].by_state and not KINDS[kind].by_state[state].private
        if not here.standing.whole or as_of is None or not known:
            raise Http404
        return cls(of, as_of, kind, state)

    def rows(self) -> QuerySet[AuditEntry]:
        return statistics.passages(self.as_of, [one.pk for one in self.of.contracts], self.kind, self.state)

    def lines(self, ids: Sequence[int]) -> Iterator[PassageLine]:
        rows = statistics.with_entrance(AuditEntry.objects.filter(pk__in=ids), self.as_of).order_by(*NEWEST_FIRST)
        named = rows.annotate(
            number=F("ticket__number"),
            title=F("ticket__title"),
            agency=name("ticket__opened_unit__short_name", "ticket__opened_unit__name"),
        )
        told = named.values_list("pk", "title", "number", "agency", "entered_at", "at", "target")
        for pk, title, number, unit, entered, left, target in told:
            yield PassageLine(pk, title, number, unit, entered, left, wording.state(self.kind, target))


@require_GET
@page
@asks("party", "contract", "as_of", "kind", "state", places=True)
def passages_page(request: HttpRequest, here: Visit) -> HttpResponse:
    """As they stood when the figure was counted: what came later is not among them."""
    asked = PassagesAsked.read(request.GET, here)
    rows = asked.rows()
    found = keyset.part(rows, NEWEST_FIRST, PAGE_SIZE, request.GET)
    told = urlencode({"party": asked.of.party, "contract": asked.of.contract})
    context = {
        "kind": wording.kind(asked.kind),
        "state": wording.state(asked.kind, asked.state),
        "as_of": asked.as_of,
        "contract": asked.of.contract,
        "rows": list(asked.lines(found.ids)),
        "found": found,
        "total": keyset.total(rows, NEWEST_FIRST, found, keyset.FEW),
        "most": keyset.FEW,
        "query": without(request.GET, *PLACES),
        "back": f"{reverse('statistics')}?{told}#by-step",
    }
    return render(request, "tickets/statistics/passages.html", context)
