"""What was down, as the register of outages has it, and what leaves both terms of a figure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from tickets.availability import Span, joined
from tickets.datelaw.types import local
from tickets.models import Deadline, MonitoredOutage
from tickets.outages import entries, excused, orders
from tickets.outages.known import NONE, KnownOutage
from tickets.penalties.facts import OutageFact
from tickets.settlement.sources import Sources


def outages(sources: Sources) -> list[KnownOutage]:
    """All of the contract. The same few queries, however many there are."""
    clocks = orders.told(Deadline.objects.filter(ticket__contract=sources.contract))
    entered = entries.present(MonitoredOutage.objects.filter(contract=sources.contract))
    found = (*orders.outages(clocks, sources.now), *entries.outages(entered, sources.now))
    return [one for one in found if one.state != NONE]


def facts(found: Iterable[KnownOutage], sources: Sources) -> Iterator[OutageFact]:
    """One of the whole platform is an outage of each system."""
    for one in found:
        event, span = one.number or one.title, _local(one.span)
        for system in _systems(one, sources):
            impact = sources.impact(event, system, span.start.date())
            yield OutageFact(event=event, system=system, span=span, impact=impact, contested=not one.settled)


def excluded(found: Iterable[KnownOutage], sources: Sources) -> Mapping[str, tuple[Span, ...]]:
    """By system: what was agreed on or confirmed, and the pauses of the outages themselves. Four queries."""
    spans: dict[str, list[Span]] = defaultdict(list)
    agreed = excused.excuses(sources.contract, sources.rows, sources.now)
    for pk, system in sources.systems.items():
        spans[system] += [one.span for one in agreed if one.holds_for(pk)]
    for outage in found:
        for system in _systems(outage, sources):
            spans[system] += [one.span for one in outage.excuses]
    return {system: tuple(map(_local, joined(those))) for system, those in spans.items() if those}


def _systems(one: KnownOutage, sources: Sources) -> list[str]:
    return [sources.systems[one.system]] if one.system is not None else list(sources.systems.values())


def _local(span: Span) -> Span:
    """Days and months are those of the contract's place."""
    return Span(local(span.start), local(span.end))
