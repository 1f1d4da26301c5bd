"""Who has a part in what a finding rests on: filed the orders, entered the outages, or decided a fact of them."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from django.db.models import Q

from tickets.lifecycle import KINDS
from tickets.models import AuditEntry, Contract, MonitoredOutage, Statement, Ticket
from tickets.models.outages import CONFIRMED, FAULT

#: (order, clock, person): the clock None where the whole order is meant; ("", what monitoring calls an outage, person).
FactFinder = tuple[str, str | None, int]
#: What settles a claim by the word of a person: of minutes both leads; what is admitted needs nobody's consent.
DECIDES: Final = (
    Q(saying__in=("accepted", "agreed", "decided", "reviewed"))
    | Q(saying="proposed", minutes__agreed_at__isnull=False)
    | Q(saying="claimed", claim__admission=True)
)
#: The steps that decide a fact.
FINDS: Final = frozenset((kind.kind, step.name) for kind in KINDS.values() for step in kind.steps if step.finds)


def of_orders(contract: Contract, numbers: Collection[str]) -> Iterator[FactFinder]:
    """Three queries, none where no order is named."""
    if not numbers:
        return
    named = Ticket.objects.filter(contract=contract, number__in=numbers)
    for number, authors in named.values_list("number", "authors"):
        yield from ((number, None, person) for person in authors)
    said = Statement.objects.filter(DECIDES, claim__ticket__in=named)
    for number, clock, *people in said.values_list(
        "claim__ticket__number", "claim__clocks__code", "by", "on_behalf_of"
    ):
        yield from ((number, clock or "", person) for person in people if person is not None)
    taken = AuditEntry.objects.filter(ticket__in=named, allowed=True, action__in={step for _kind, step in FINDS})
    for number, kind, step, *people in taken.values_list(
        "ticket__number", "ticket__kind", "action", "actor", "on_behalf_of"
    ):
        if (kind, step) in FINDS:
            yield from ((number, None, person) for person in people if person is not None)


def of_outages(contract: Contract, sources: Collection[str]) -> Iterator[FactFinder]:
    """Whoever entered it, said that an order tells of it, or confirmed what the other side said. Two queries, none
    where no outage is named."""
    if not sources:
        return
    entries = MonitoredOutage.objects.filter(contract=contract, source_id__in=sources)
    said = entries.filter(words__word__in=(CONFIRMED, FAULT))
    rows: Iterable[tuple[str, *tuple[int | None, ...]]] = (
        *entries.values_list("source_id", "entered_by"),
        *said.values_list("source_id", "words__by", "words__on_behalf_of"),
    )
    for source, *people in rows:
        yield from (("", source, person) for person in people if person is not None)
