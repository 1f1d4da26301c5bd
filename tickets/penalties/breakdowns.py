"""宕机: one outage that was long, several in a row, many in all (A3.5, A3.6). Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from tickets.availability import Span, in_a_row
from tickets.datelaw.types import day_end, midnight
from tickets.penalties import readings as asked
from tickets.penalties.claims import Hit, PenaltyClaim, Pricing, claim, code, month_of
from tickets.penalties.derived import InAll, InARow, Length
from tickets.penalties.downtime import begun_in, by_system, months, net, service
from tickets.penalties.facts import OutageFact, PenaltyFacts
from tickets.policy.penalty_terms import PenaltyRuleTerms, Trigger

#: A3.6 can be hit in two ways.
ROW, TOTAL = "r", "t"


def claims(facts: PenaltyFacts, pricing: Pricing) -> Iterator[PenaltyClaim]:
    down = by_system(facts)
    term = Span(midnight(pricing.starts), day_end(pricing.ends))
    of_term = {system: begun_in(term, listed) for system, listed in sorted(down.items())}
    for rule in pricing.terms.of(Trigger.LONG_OUTAGE):
        yield from _long(rule, [one for listed in of_term.values() for one in listed], facts, pricing)
    for rule in pricing.terms.of(Trigger.REPEATED_OUTAGES):
        for system, listed in of_term.items():
            yield from _rows(rule, system, listed, facts, pricing)
            yield from _in_all(rule, system, listed, facts, pricing)


def _long(
    rule: PenaltyRuleTerms, outages: list[OutageFact], facts: PenaltyFacts, pricing: Pricing
) -> Iterator[PenaltyClaim]:
    """One claim an event: the systems that it brought down for so long together are one base."""
    least = pricing.readings.minutes(asked.LONG_OUTAGE)
    long = [one for one in outages if net(one, facts) >= least]
    for event in sorted({one.event for one in long}):
        mine = [one for one in long if one.event == event]
        systems = tuple(code_ for code_ in pricing.systems if any(one.system == code_ for one in mine))
        longest = max(net(one, facts) for one in mine)
        month = month_of(min(one.span.start for one in mine).date())
        yield claim(_hit(event, systems, month, mine, Length(longest)), rule, pricing)


def _rows(
    rule: PenaltyRuleTerms, system: str, outages: list[OutageFact], facts: PenaltyFacts, pricing: Pricing
) -> Iterator[PenaltyClaim]:
    """One claim a row, made at the last that it needs, in whose month it stands; those that follow join it (W5)."""
    count = pricing.readings.number(asked.RUN_COUNT)
    for row in _in_a_row(outages, facts.excluded.get(system, ()), count, pricing):
        month = month_of(row[count - 1].span.start.date())
        derived = InARow(tuple((one.event, one.span) for one in row))
        yield claim(_hit(code(month), (system,), month, row, derived), rule, pricing, variant=ROW)


def _in_a_row(
    outages: list[OutageFact], excluded: Iterable[Span], count: int, pricing: Pricing
) -> Iterator[list[OutageFact]]:
    if pricing.readings.usual(asked.RUN_WITHIN):
        gap = timedelta(hours=pricing.readings.number(asked.RUN_GAP))
        for run in in_a_row((one.span for one in outages), excluded, gap, count):
            yield begun_in(Span(run[0].start, run[-1].end), outages)
        return
    for month in months(outages, pricing):
        within = begun_in(service(month, pricing), outages)
        if len(within) >= count:
            yield within


def _in_all(
    rule: PenaltyRuleTerms, system: str, outages: list[OutageFact], facts: PenaltyFacts, pricing: Pricing
) -> Iterator[PenaltyClaim]:
    """Of one month; read otherwise of the term, in the month in which it was enough."""
    least = pricing.readings.minutes(asked.ALL_OUTAGES)
    for month, summed in _summed(outages, facts, pricing):
        total = sum((net(one, facts) for one in summed), timedelta())
        if total >= least:
            derived = InAll(tuple(one.event for one in summed), total)
            yield claim(_hit(code(month), (system,), month, summed, derived), rule, pricing, variant=TOTAL)


def _summed(
    outages: list[OutageFact], facts: PenaltyFacts, pricing: Pricing
) -> Iterator[tuple[date, list[OutageFact]]]:
    if pricing.readings.usual(asked.TOTAL_OVER):
        yield from ((month, begun_in(service(month, pricing), outages)) for month in months(outages, pricing))
        return
    total, least = timedelta(), pricing.readings.minutes(asked.ALL_OUTAGES)
    for one in outages:
        total += net(one, facts)
        if total >= least:
            yield month_of(one.span.start.date()), outages
            return


def _hit(
    where: str, systems: tuple[str, ...], month: date, members: Sequence[OutageFact], derived: InAll | InARow | Length
) -> Hit:
    return Hit(
        where=where, systems=systems, month=month, events=frozenset(one.event for one in members), derived=derived,
        contested=any(one.contested for one in members),
    )  # fmt: skip
