"""What was down in a month, what of the data was lost, and who complained (3.4, A2.1, A3.1, A3.2). Pure; stretches are
reckoned by `tickets.availability`, as the register of outages reckons them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tickets.availability import Availability, Span, available, excluding, joined, length, lost_share, together, within
from tickets.availability.figures import MILLION
from tickets.datelaw.reckoning import months_on
from tickets.datelaw.types import day_end, midnight
from tickets.penalties import readings as asked
from tickets.penalties.claims import Hit, PenaltyClaim, Pricing, claim, code, month_of, weighed
from tickets.penalties.derived import Derivation, KeptShare, MonthAvailability, Several
from tickets.penalties.facts import ComplaintFact, DataFact, OutageFact, PenaltyFacts
from tickets.policy.penalty_terms import Impact, Trigger


@dataclass(frozen=True, slots=True)
class DownSpan:
    """What of a system was down without a break: facts that overlap are one, and never counted twice."""

    system: str
    span: Span
    net: timedelta
    events: frozenset[str]
    impact: frozenset[Impact]
    contested: bool


def claims(facts: PenaltyFacts, pricing: Pricing) -> Iterator[PenaltyClaim]:
    below = list(_below(facts, pricing))
    if pricing.terms.of(Trigger.AVAILABILITY):
        yield from below
        yield from (one for fact in facts.data for one in _data(fact, pricing))
    missed = {(system, event) for one in below for system in one.systems or pricing.systems for event in one.events}
    yield from _complaints([one for one in facts.complaints if (one.system, one.outage) in missed], pricing)


def service(month: date, pricing: Pricing) -> Span:
    """The month as far as it lies in the term."""
    start = max(midnight(month), midnight(pricing.starts))
    return Span(start, max(start, min(midnight(months_on(month, 1)), day_end(pricing.ends))))


def by_system(facts: PenaltyFacts) -> dict[str, list[DownSpan]]:
    """What of each system was down and is not excluded whole, in order."""
    found: dict[str, list[DownSpan]] = {}
    for system in sorted({one.system for one in facts.outages}):
        mine = [one for one in facts.outages if one.system == system]
        spans = (_down(span, mine, facts) for span in joined(one.span for one in mine))
        found[system] = [one for one in spans if one.net]
    return found


def _down(span: Span, outages: Iterable[OutageFact], facts: PenaltyFacts) -> DownSpan:
    members = [one for one in outages if span.start <= one.span.start < span.end]
    system = members[0].system
    return DownSpan(
        system=system, span=span, net=length(excluding([span], facts.excluded.get(system, ()))),
        events=frozenset(one.event for one in members), contested=any(one.contested for one in members),
        impact=frozenset(word for one in members for word in one.impact),
    )  # fmt: skip


def begun_in(frame: Span, down: Iterable[DownSpan]) -> list[DownSpan]:
    return [one for one in down if frame.start <= one.span.start < frame.end]


def months(down: Iterable[DownSpan], pricing: Pricing) -> list[date]:
    """The months of the term in which something was down."""
    first, last = month_of(pricing.starts), month_of(pricing.ends)
    touched = {month_of(at.date()) for one in down for at in (one.span.start, one.span.end)}
    return sorted(month for month in touched if first <= month <= last)


def gathered(where: str, systems: tuple[str, ...], month: date, down: Sequence[DownSpan], derived: Derivation) -> Hit:
    """What rests on these together."""
    return Hit(
        where=where, systems=systems, month=month, events=frozenset(event for one in down for event in one.events),
        derived=derived, contested=any(one.contested for one in down),
    )  # fmt: skip


def _below(facts: PenaltyFacts, pricing: Pricing) -> Iterator[PenaltyClaim]:
    """可用性 below what is promised, by month and system, or of the whole platform (W4)."""
    down = by_system(facts)
    for month in months((one for listed in down.values() for one in listed), pricing):
        frame = service(month, pricing)
        figures = {one: figure_of(one, down.get(one, []), facts, frame, pricing) for one in pricing.systems}
        if pricing.readings.usual(asked.MEASURED):
            for one in pricing.systems:
                yield from _missed((one,), month, figures[one], down.get(one, []), pricing)
        else:
            everything = [one for listed in down.values() for one in listed]
            yield from _missed((), month, together(figures.values()), everything, pricing)


def figure_of(
    system: str, down: Iterable[DownSpan], facts: PenaltyFacts, frame: Span, pricing: Pricing
) -> Availability:
    divided = not pricing.readings.usual(asked.OVER_MIDNIGHT)
    return available((one.span for one in down), facts.excluded.get(system, ()), frame, divided=divided)


def _missed(
    systems: tuple[str, ...], month: date, figure: Availability, down: Iterable[DownSpan], pricing: Pricing
) -> Iterator[PenaltyClaim]:
    """Exactly the limit is kept."""
    if figure.keeps(pricing.readings.number(asked.LEAST_AVAILABLE)) is not False:
        return
    members = [one for one in down if within(figure.members, one.span)]
    impact = frozenset(word for one in members for word in one.impact)
    hit = gathered(code(month), systems, month, members, MonthAvailability(figure))
    yield weighed(hit, pricing.terms.of(Trigger.AVAILABILITY), impact, Trigger.AVAILABILITY, pricing)


def _data(fact: DataFact, pricing: Pricing) -> Iterator[PenaltyClaim]:
    """数据可靠性, which annexes 2 and 3 price in the rows of availability (G9)."""
    share = lost_share(Fraction(fact.lost), Fraction(fact.held))
    if share is None or share * MILLION >= pricing.readings.number(asked.LEAST_RELIABLE) or not fact.problem:
        return
    hit = Hit(
        where=f"{code(fact.month)}-data", systems=(fact.system,) if fact.system else (), month=fact.month,
        events=frozenset({fact.event}), derived=KeptShare(fact.lost, fact.held), contested=fact.contested,
    )  # fmt: skip
    yield weighed(hit, pricing.terms.of(Trigger.AVAILABILITY), fact.impact, Trigger.AVAILABILITY, pricing)


def _complaints(complaints: Iterable[ComplaintFact], pricing: Pricing) -> Iterator[PenaltyClaim]:
    """Of the term, each about an outage of a month that was below its limit: one claim, at the last that is needed."""
    needed = pricing.readings.number(asked.COMPLAINTS)
    found: dict[str, list[ComplaintFact]] = defaultdict(list)
    for one in sorted(complaints, key=lambda one: (one.day, one.event)):
        if pricing.of_term(one.day):
            found[one.system].append(one)
    for system, listed in sorted(found.items()):
        if len(listed) < needed:
            continue
        last = listed[needed - 1].day
        hit = Hit(
            where=code(last), systems=(system,), month=month_of(last),
            events=frozenset(event for one in listed for event in (one.event, one.outage)),
            derived=Several(tuple(one.event for one in listed)), contested=any(one.contested for one in listed),
        )  # fmt: skip
        yield from (claim(hit, rule, pricing) for rule in pricing.terms.of(Trigger.COMPLAINTS))
