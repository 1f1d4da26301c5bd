"""Months that were scored, what the notices to rectify that followed came to, and what users complained of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tickets.datelaw.types import local
from tickets.lifecycle.kinds.assessment import (
    AVAILABILITY,
    COMPLAINT_ABOUT,
    COMPLAINT_AT,
    COMPLAINT_SYSTEM,
    OUTAGE,
    Assessment,
)
from tickets.lifecycle.kinds.rectification import Rectification
from tickets.lifecycle.questions import ALSO, RELATED, RELATED_ORDER
from tickets.models import AuditEntry, Ticket
from tickets.penalties.facts import ComplaintFact, ReviewFact, ScoredMonth
from tickets.scores import MonthScore
from tickets.settlement.sources import Sources

ASSESSMENT: Final = "assessment"
REVIEWED: Final = (Rectification.closed.code, Rectification.not_cured.code)


def months(scored: Iterable[MonthScore]) -> Iterator[ScoredMonth]:
    """Those that are closed: while an objection is open a month has no score yet."""
    return (ScoredMonth(event=one.number, month=one.month, passed=one.passed) for one in scored)


def notices(sources: Sources) -> list[Ticket]:
    """The notices to rectify that were concluded. One query."""
    ended = Ticket.objects.filter(contract=sources.contract, kind=Rectification.kind, state__in=REVIEWED)
    return list(ended.select_related("system").order_by("id"))


def reviews(concluded: Iterable[Ticket], sources: Sources) -> Iterator[ReviewFact]:
    for order in concluded:
        if order.fields.get(Rectification.rectify_ground.name) == ASSESSMENT:
            named = (row[RELATED_ORDER] for row in order.fields.get(RELATED.name) or ())
            yield ReviewFact(
                event=order.number,
                months=frozenset(named),
                reviewed=local(order.state_since).date(),
                failed=order.state == Rectification.not_cured.code,
                systems=_systems(order),
                contested=order.pk in sources.contested_orders,
            )


def _systems(order: Ticket) -> tuple[str, ...]:
    """Those that the notice names; none of them: all (W10)."""
    own = [order.system.code] if order.system else []
    return tuple(dict.fromkeys((*own, *(order.fields.get(ALSO.name) or ())))) if own else ()


def complaints(scored: Iterable[MonthScore], sources: Sources) -> Iterator[ComplaintFact]:
    """About the availability. What was noted is the agency's word alone until the month is accepted or ruled on (N32).
    One query."""
    settled = {one.number for one in scored if one.settled}
    noted = AuditEntry.objects.filter(
        ticket__contract=sources.contract, action=Assessment.record_complaint.name, allowed=True
    ).exclude(ticket__state=Assessment.void.code)
    nth: Counter[str] = Counter()
    for number, data in noted.order_by("ticket", "seq").values_list("ticket__number", "data"):
        said: Mapping[str, Any] = data["fields"]
        nth[number] += 1
        if said[COMPLAINT_ABOUT.name] == AVAILABILITY:
            yield ComplaintFact(
                event=f"{number}/{nth[number]}",
                system=said[COMPLAINT_SYSTEM.name],
                day=local(COMPLAINT_AT.revive(said[COMPLAINT_AT.name])).date(),
                outage=said.get(OUTAGE.name) or "",
                contested=number not in settled,
            )
