"""宕机: one outage that was long, several in a row, many in all (A3.5, A3.6). Pure."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from tickets.availability import Span, in_a_row
from tickets.datelaw.types import day_end, midnight
from tickets.penalties import readings as asked
from tickets.penalties.claims import PenaltyClaim, Pricing, claim, code, month_of
from tickets.penalties.derived import InAll, InARow, Length
from tickets.penalties.downtime import DownSpan, begun_in, by_system, gathered, months, service
from tickets.penalties.facts import PenaltyFacts
from tickets.policy.penalty_terms import PenaltyRuleTerms, Trigger

#: A3.6 can be hit in two ways.
ROW, TOTAL = "r", "t"


def claims(facts: PenaltyFacts, pricing: Pricing) -> Iterator[PenaltyClaim]:
    term = Span(midnight(pricing.starts), day_end(pricing.ends))
    of_term = {system: begun_in(term, listed) for system, listed in by_system(facts).items()}
    for rule in pricing.terms.of(Trigger.LONG_OUTAGE):
        yield from _long(rule, [one for listed in of_term.values() for one in listed], pricing)
    for rule in pricing.terms.of(Trigger.REPEATED_OUTAGES):
        for system, listed in of_term.items():
            yield from _rows(rule, system, listed, pricing)
            yield from _in_all(rule, system, listed, pricing)


def _long(rule: PenaltyRuleTerms, down: list[DownSpan], pricing: Pricing) -> Iterator[PenaltyClaim]:
    """One claim an event: the systems that it brought down for so long together are one base."""
    least = pricing.readings.minutes(asked.LONG_OUTAGE)
    for mine in _by_event([one for one in down if one.net >= least]):
        hit = {one.system for one in mine}
        systems = tuple(system for system in pricing.systems if system in hit)
        first = min(mine, key=lambda one: one.span)
        where, longest = min(first.events), Length(max(one.net for one in mine))
        yield claim(gathered(where, systems, month_of(first.span.start.date()), mine, longest), rule, pricing)


def _by_event(down: list[DownSpan]) -> list[list[DownSpan]]:
    """Those that share an event, in however many systems."""
    found: list[list[DownSpan]] = []
    for one in down:
        touched = [group for group in found if any(not one.events.isdisjoint(other.events) for other in group)]
        found = [group for group in found if group not in touched]
        found.append([*(other for group in touched for other in group), one])
    return found


def _rows(rule: PenaltyRuleTerms, system: str, down: list[DownSpan], pricing: Pricing) -> Iterator[PenaltyClaim]:
    """One claim a row, made at the last that it needs, in whose month it stands; those that follow join it (W5)."""
    count = pricing.readings.number(asked.RUN_COUNT)
    so_far: Counter[date] = Counter()
    for row in _in_a_row(down, count, pricing):
        month = month_of(row[count - 1].span.start.date())
        so_far[month] += 1
        where = code(month) if so_far[month] == 1 else f"{code(month)}-{so_far[month]}"
        derived = InARow(tuple((min(one.events), one.span) for one in row))
        yield claim(gathered(where, (system,), month, row, derived), rule, pricing, variant=ROW)


def _in_a_row(down: list[DownSpan], count: int, pricing: Pricing) -> Iterator[list[DownSpan]]:
    if pricing.readings.usual(asked.RUN_WITHIN):
        gap = timedelta(hours=pricing.readings.number(asked.RUN_GAP))
        for run in in_a_row((one.span for one in down), (), gap, count):
            yield begun_in(Span(run[0].start, run[-1].end), down)
        return
    for month in months(down, pricing):
        listed = begun_in(service(month, pricing), down)
        if len(listed) >= count:
            yield listed


def _in_all(rule: PenaltyRuleTerms, system: str, down: list[DownSpan], pricing: Pricing) -> Iterator[PenaltyClaim]:
    """Of one month; read otherwise of the term, in the month in which it was enough."""
    least = pricing.readings.minutes(asked.ALL_OUTAGES)
    for month, summed in _summed(down, pricing):
        total = sum((one.net for one in summed), timedelta())
        if total >= least:
            derived = InAll(tuple(min(one.events) for one in summed), total)
            yield claim(gathered(code(month), (system,), month, summed, derived), rule, pricing, variant=TOTAL)


def _summed(down: list[DownSpan], pricing: Pricing) -> Iterator[tuple[date, list[DownSpan]]]:
    if pricing.readings.usual(asked.TOTAL_OVER):
        yield from ((month, begun_in(service(month, pricing), down)) for month in months(down, pricing))
        return
    total, least = timedelta(), pricing.readings.minutes(asked.ALL_OUTAGES)
    for one in down:
        total += one.net
        if total >= least:
            yield month_of(one.span.start.date()), down
            return
