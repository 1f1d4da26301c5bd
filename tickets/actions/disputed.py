"""What of the facts and findings under a contract is not settled, in words: nothing is found or settled on it."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tickets import attendance
from tickets.lifecycle.kinds.assessment import Assessment
from tickets.lifecycle.kinds.suspension import Suspension
from tickets.models import Claim, Contract, MonitoredOutage, Statement, Ticket
from tickets.models.claims import DECIDED, UNSETTLED
from tickets.outages import entries
from tickets.policy.types import Party
from tickets.settlement.findings import of_contract


def claims_at_odds() -> QuerySet[Claim]:
    """Not answered, at odds, or under review."""
    reviewed = Statement.objects.filter(claim=OuterRef("pk"))
    under_review = Exists(reviewed.filter(saying="review_asked")) & ~Exists(reviewed.filter(saying="reviewed"))
    return Claim.objects.filter(Q(state__in=UNSETTLED) | (Q(state=DECIDED) & Q(under_review)))


def claim_words(order: str, number: int) -> str:
    return _("%(order)s, claim %(number)d") % {"order": order, "number": number}


def outage_words(source: str) -> str:
    return _("outage %(source)s") % {"source": source}


def against_the_provider(contract: Contract, now: datetime) -> tuple[str, ...]:
    """What may still move what the provider owes by the contract's penalties: claims that bear on a clock of the
    provider, outages of which one side spoke, posts found empty against the provider's word, a score or a suspension
    in dispute, objections to findings."""
    found = (_claims(contract), _outages(contract), _absences(contract), _orders(contract), _findings(contract, now))
    return tuple(word for words in found for word in words)


def _claims(contract: Contract) -> Iterator[str]:
    bearing = claims_at_odds().filter(ticket__contract=contract, clocks__party=Party.PROVIDER, clocks__internal=False)
    rows = bearing.order_by("ticket__number", "number").values_list("ticket__number", "number").distinct()
    return (claim_words(order, number) for order, number in rows)


def _outages(contract: Contract) -> Iterator[str]:
    present = entries.present(MonitoredOutage.objects.filter(contract=contract))
    spoken = present.filter(Q(standing__in=entries.TO_CHECK) & Q(newest__isnull=False))
    return map(outage_words, spoken.order_by("source_id").values_list("source_id", flat=True))


def _absences(contract: Contract) -> Iterator[str]:
    """Of an order that has ended nothing is upheld or taken back any more."""
    unsettled = [pk for pk, told in attendance.of_contract(contract).items() if any(one.unsettled for one in told)]
    open_ones = Ticket.objects.filter(pk__in=unsettled, closed_at__isnull=True).order_by("id")
    return iter(open_ones.values_list("number", flat=True) if unsettled else ())


def _orders(contract: Contract) -> Iterator[str]:
    score = Q(kind=Assessment.kind, state=Assessment.deciding.code)
    ground = Q(kind=Suspension.kind, state=Suspension.deciding.code)
    return iter(
        Ticket.objects.filter(score | ground, contract=contract).order_by("id").values_list("number", flat=True)
    )


def _findings(contract: Contract, now: datetime) -> Iterator[str]:
    return (one.number for one in of_contract(contract, now) if one.objected and one.against == Party.PROVIDER)
