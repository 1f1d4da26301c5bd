"""What was down in a month, what of the data was lost, and who complained (3.4, A2.1, A3.1, A3.2). Pure; stretches are
reckoned by `tickets.availability`, as the register of outages reckons them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from tickets.availability import Availability, Span, available, excluding, length, lost_share, together, within
from tickets.availability.figures import MILLION
from tickets.datelaw.reckoning import months_on
from tickets.datelaw.types import day_end, midnight
from tickets.penalties import readings as asked
from tickets.penalties.claims import Hit, PenaltyClaim, Pricing, claim, code, month_of, weighed
from tickets.penalties.derived import KeptShare, MonthAvailability, Several
from tickets.penalties.facts import ComplaintFact, DataFact, OutageFact, PenaltyFacts
from tickets.policy.penalty_terms import Trigger


def claims(facts: PenaltyFacts, pricing: Pricing) -> Iterator[PenaltyClaim]:
    below = list(_below(facts, pricing))
    if pricing.terms.of(Trigger.AVAILABILITY):
        yield from below
        yield from (one for fact in facts.data for one in _data(fact, pricing))
    yield from _complaints(facts.complaints, frozenset(event for one in below for event in one.events), pricing)


def service(month: date, pricing: Pricing) -> Span:
    """The month as far as it lies in the term."""
    start = max(midnight(month), midnight(pricing.starts))
    return Span(start, max(start, min(midnight(months_on(month, 1)), day_end(pricing.ends))))


def net(outage: OutageFact, facts: PenaltyFacts) -> timedelta:
    return length(excluding([outage.span], facts.excluded.get(outage.system, ())))


def by_system(facts: PenaltyFacts) -> dict[str, list[OutageFact]]:
    """What of each system was down and is not excluded whole, in order."""
    found: dict[str, list[OutageFact]] = defaultdict(list)
    for one in sorted(facts.outages, key=lambda one: (one.span, one.event)):
        if net(one, facts):
            found[one.system].append(one)
    return found


def begun_in(frame: Span, outages: Iterable[OutageFact]) -> list[OutageFact]:
    return [one for one in outages if frame.start <= one.span.start < frame.end]


def months(outages: Iterable[OutageFact], pricing: Pricing) -> list[date]:
    """The months of the term in which something was down."""
    first, last = month_of(pricing.starts), month_of(pricing.ends)
    touched = {month_of(at.date()) for one in outages for at in (one.span.start, one.span.end)}
    return sorted(month for month in touched if first <= month <= last)


def _below(facts: PenaltyFacts, pricing: Pricing) -> Iterator[PenaltyClaim]:
    """可用性 below what is promised, by month and system, or of the whole platform (W4)."""
    down = by_system(facts)
    for month in months(facts.outages, pricing):
        frame = service(month, pricing)
        members = {one: _members(down.get(one, ()), frame, pricing) for one in pricing.systems}
        figures = {one: _figure(one, members[one], facts, frame, pricing) for one in pricing.systems}
        if pricing.readings.usual(asked.MEASURED):
            for one in pricing.systems:
                yield from _missed((one,), month, figures[one], members[one], pricing)
        else:
            everything = [one for rows in members.values() for one in rows]
            yield from _missed((), month, together(figures.values()), everything, pricing)


def _members(outages: Iterable[OutageFact], frame: Span, pricing: Pricing) -> list[OutageFact]:
    """Undivided those that began in the month; divided at midnight of its ends all that lie in it."""
    if pricing.readings.usual(asked.OVER_MIDNIGHT):
        return begun_in(frame, outages)
    return [one for one in outages if within([one.span], frame)]


def _figure(
    system: str, members: Iterable[OutageFact], facts: PenaltyFacts, frame: Span, pricing: Pricing
) -> Availability:
    divided = not pricing.readings.usual(asked.OVER_MIDNIGHT)
    return available((one.span for one in members), facts.excluded.get(system, ()), frame, divided=divided)


def _missed(
    systems: tuple[str, ...], month: date, figure: Availability, members: list[OutageFact], pricing: Pricing
) -> Iterator[PenaltyClaim]:
    """Exactly the limit is kept."""
    if figure.keeps(pricing.readings.number(asked.LEAST_AVAILABLE)) is not False:
        return
    hit = Hit(
        where=code(month), systems=systems, month=month, events=frozenset(one.event for one in members),
        derived=MonthAvailability(figure), contested=any(one.contested for one in members),
    )  # fmt: skip
    impact = frozenset(word for one in members for word in one.impact)
    yield weighed(hit, pricing.terms.of(Trigger.AVAILABILITY), impact, Trigger.AVAILABILITY, pricing)


def _data(fact: DataFact, pricing: Pricing) -> Iterator[PenaltyClaim]:
    """数据可靠性, which annexes 2 and 3 price in the rows of availability (G9)."""
    share = lost_share(Fraction(fact.lost), Fraction(fact.held))
    if share is None or share * MILLION >= pricing.readings.number(asked.LEAST_RELIABLE) or not fact.problem:
        return
    hit = Hit(
        where=f"{code(fact.month)}-data", systems=(fact.system,), month=fact.month, events=frozenset({fact.event}),
        derived=KeptShare(fact.lost, fact.held), contested=fact.contested,
    )  # fmt: skip
    yield weighed(hit, pricing.terms.of(Trigger.AVAILABILITY), fact.impact, Trigger.AVAILABILITY, pricing)


def _complaints(complaints: Iterable[ComplaintFact], below: frozenset[str], pricing: Pricing) -> Iterator[PenaltyClaim]:
    """Of the term, each about an outage of a month that was below its limit: one claim, at the last that is needed."""
    needed = pricing.readings.number(asked.COMPLAINTS)
    found: dict[str, list[ComplaintFact]] = defaultdict(list)
    for one in sorted(complaints, key=lambda one: (one.day, one.event)):
        if pricing.of_term(one.day) and one.outage in below:
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
