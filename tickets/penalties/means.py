"""平均响应, 平均故障恢复 (annexes 2 and 3): the mean of a system and a period, placed among the bands. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from tickets.penalties import readings as asked
from tickets.penalties.bands import Place, exact, placed
from tickets.penalties.claims import Hit, PenaltyClaim, Pricing, code, month_of, unpriced, weighed
from tickets.penalties.derived import Mean
from tickets.penalties.facts import FaultFact, PenaltyFacts
from tickets.policy.penalty_terms import Trigger

METRICS: Final = (Trigger.RESPONSE, Trigger.RECOVERY)
#: Months of a quarter.
QUARTER: Final = 3


def claims(facts: PenaltyFacts, pricing: Pricing) -> Iterator[PenaltyClaim]:
    for trigger in METRICS:
        if not pricing.terms.of(trigger):
            continue
        for (system, period), members in sorted(members_of(facts.faults, trigger, pricing).items()):
            yield from _judged(trigger, system, period, members, pricing)


def mean(members: Iterable[FaultFact], trigger: Trigger, pricing: Pricing) -> Mean:
    """Of the settled ones, exact. A single member is a mean unless the parties agreed on more (W3)."""
    gross = not pricing.readings.usual(asked.TIME)
    values, waiting = [], []
    for fault in members:
        timed = fault.times[trigger]
        if timed.contested:
            waiting.append(fault.event)
        else:
            values.append((fault.event, exact(timed.gross if gross else timed.net)))
    total = sum((seconds for _event, seconds in values), Fraction(0))
    average = total / len(values) if values else Fraction(0)
    return Mean(tuple(values), placed(average, trigger, pricing.terms), tuple(waiting))


def members_of(
    faults: Iterable[FaultFact], trigger: Trigger, pricing: Pricing
) -> dict[tuple[str, date], list[FaultFact]]:
    """By system and period: that in which the clock of a fault began to run, wherever it ends (W1)."""
    all_orders = not pricing.readings.usual(asked.AVERAGED_OF)
    found: dict[tuple[str, date], list[FaultFact]] = defaultdict(list)
    for fault in sorted(faults, key=lambda one: (one.began, one.event)):
        began = fault.began.date()
        if trigger in fault.times and pricing.of_term(began) and (all_orders or not fault.request):
            found[fault.system, period_of(began, pricing)].append(fault)
    return found


def period_of(day: date, pricing: Pricing) -> date:
    """The first day of the last month of its period."""
    over = pricing.readings.of(asked.AVERAGED_OVER)
    if over == "term":
        return month_of(pricing.ends)
    if over == "month":
        return month_of(day)
    last = date(day.year, (day.month - 1) // QUARTER * QUARTER + QUARTER, 1)
    return min(last, month_of(pricing.ends))


def _judged(
    trigger: Trigger, system: str, period: date, members: list[FaultFact], pricing: Pricing
) -> Iterator[PenaltyClaim]:
    """While one member is not settled nothing of the system and period is proposed; grave if one of them was."""
    found = mean(members, trigger, pricing)
    if len(members) < pricing.readings.number(asked.LEAST_MEMBERS):
        return
    hit = Hit(
        where=code(period), systems=(system,), month=period, events=frozenset(one.event for one in members),
        derived=found, contested=bool(found.waiting),
    )  # fmt: skip
    if found.waiting:
        yield unpriced(hit, trigger, waiting=True)
    elif found.placed.band is not None:
        impact = frozenset(word for one in members for word in one.impact)
        rows = (rule for rule in pricing.terms.of(trigger) if rule.band == found.placed.band)
        yield weighed(hit, rows, impact, trigger, pricing)
    elif found.placed.place is not Place.IN_TIME:
        yield unpriced(hit, trigger)
