"""本月预计: how a month stands that is not over, and what would still avert what it leads to. Only what follows from
the rules is said; what is hit and cannot be averted any more says so by saying nothing. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Final

from tickets.availability import Availability, together
from tickets.availability.figures import MILLION
from tickets.datelaw.types import ONE_DAY, ReckoningStep
from tickets.penalties import downtime, means
from tickets.penalties import readings as asked
from tickets.penalties.bands import Place, exact
from tickets.penalties.claims import Pricing, month_of
from tickets.penalties.counts import failed_rows
from tickets.penalties.derived import MINUTE, Mean
from tickets.penalties.downtime import DownSpan
from tickets.penalties.facts import PenaltyFacts
from tickets.penalties.narrator import EventNumbers, MinutesTaken
from tickets.policy.penalty_terms import Trigger

MEAN: Final = "%(n)s so far, on average %(mean)s minutes; up to %(limit)s minutes are in time"
OPEN_MEAN: Final = "%(n)s so far, none of a settled time; up to %(limit)s minutes are in time"
MORE_IN_TIME: Final = (
    "%(n)s more this month, each within %(limit)s minutes, take the mean out of its band; what is over %(limit)s still"
    " is for the parties"
)
NEXT_WITHIN: Final = "the next one may take up to %(minutes)s minutes before the mean is over %(limit)s"
DOWN: Final = "down for %(down)s minutes of the %(allowed)s that the month has to spare"
LEFT: Final = "%(left)s minutes are left"
RUN: Final = "down %(n)s of %(count)s times in a row"
RUN_ENDS: Final = "no further outage before %(until)s"
TOTAL: Final = "down for %(total)s in all; from %(least)s on it counts"
LESS_THAN: Final = "less than %(left)s more"
FAILED: Final = "%(n)s of %(count)s months in a row were failed (%(events)s)"
NEXT_PASSED: Final = "the next month is passed"
RECTIFIED: Final = "what the notice to rectify asks for is done within its limit"
COMPLAINED: Final = "%(n)s of %(count)s complaints within the term"
NO_FURTHER: Final = "no further complaint about an outage of a month below its limit"
GROWTH: Final = "%(event)s: the growth is due by 24:00 of %(last)s"
DAYS_LEFT: Final = "it is there within %(days)s days, today included"
PAST: Final = "it is there within the limit that the authority may still set in writing"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGrowth:
    """A growth that is not there yet. due_at: the 00:00 that follows its last day."""

    event: str
    duty: str
    due_at: datetime
    system: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """articles: where the rows stand. hit: a row is hit as it stands now. averts: None: nothing does any more."""

    trigger: Trigger
    articles: tuple[str, ...]
    systems: tuple[str, ...]
    hit: bool
    stands: ReckoningStep
    averts: ReckoningStep | None


def prospects(
    facts: PenaltyFacts, pricing: Pricing, today: date, growths: Iterable[OpenGrowth] = ()
) -> Iterator[Prospect]:
    """Of the month of today, of each sort of breach that the contract prices."""
    down = {system: listed for system, listed in downtime.by_system(facts).items() if system in pricing.systems}
    yield from _means(facts, pricing, today)
    yield from _availability(facts, down, pricing, month_of(today))
    yield from _repeated(down, pricing, today)
    yield from _assessments(facts, pricing)
    yield from _complaints(facts, pricing)
    yield from _growths(growths, pricing, today)


def articles(pricing: Pricing, trigger: Trigger) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.article or row.code for row in pricing.terms.of(trigger)))


def _means(facts: PenaltyFacts, pricing: Pricing, today: date) -> Iterator[Prospect]:
    for trigger in means.METRICS:
        if not pricing.terms.of(trigger):
            continue
        now = means.period_of(today, pricing)
        for (system, period), members in sorted(means.members_of(facts.faults, trigger, pricing).items()):
            if period == now:
                found = means.mean(members, trigger, pricing)
                yield _of_mean(found, trigger, system, pricing)


def _of_mean(found: Mean, trigger: Trigger, system: str, pricing: Pricing) -> Prospect:
    limit = exact(pricing.terms.in_time.get(trigger, timedelta()))
    mean = {"mean": MinutesTaken(found.placed.seconds)} if found.n else {}
    n = found.n or len(found.waiting)
    return Prospect(
        trigger=trigger,
        articles=articles(pricing, trigger),
        systems=(system,),
        hit=bool(found.n) and found.placed.band is not None,
        stands=ReckoningStep(MEAN if found.n else OPEN_MEAN, {"n": n, "limit": limit / MINUTE, **mean}),
        averts=_back(found, limit, trigger, pricing) if found.n else None,
    )


def _back(found: Mean, limit: Fraction, trigger: Trigger, pricing: Pricing) -> ReckoningStep | None:
    """Out of every band, or how far the next fault may go."""
    lowest = pricing.terms.bands(trigger)[0]
    low = exact(lowest.low)
    if found.placed.place is Place.IN_TIME or found.placed.seconds <= low:
        edge = limit if found.placed.place is Place.IN_TIME else low
        spare = edge * (found.n + 1) - found.total
        return ReckoningStep(NEXT_WITHIN, {"minutes": MinutesTaken(spare), "limit": edge / MINUTE})
    if low <= limit:
        return None
    return ReckoningStep(
        MORE_IN_TIME, {"n": more_in_time(found, limit, low, open_end=lowest.over is not None), "limit": limit / MINUTE}
    )


def more_in_time(found: Mean, limit: Fraction, low: Fraction, *, open_end: bool) -> int:
    """How many more faults, each as long as is just in time, take a mean above `low` down to it. open_end: exactly
    `low` is no longer in the band."""
    needed = (found.total - low * found.n) / (low - limit)
    return ceil(needed) if open_end else floor(needed) + 1


def _availability(
    facts: PenaltyFacts, down: dict[str, list[DownSpan]], pricing: Pricing, month: date
) -> Iterator[Prospect]:
    frame = downtime.service(month, pricing)
    if not pricing.terms.of(Trigger.AVAILABILITY) or not frame.length:
        return
    figures = {one: downtime.figure_of(one, down.get(one, []), facts, frame, pricing) for one in pricing.systems}
    if not pricing.readings.usual(asked.MEASURED):
        yield _of_figure((), together(figures.values()), pricing)
        return
    for system, figure in figures.items():
        yield _of_figure((system,), figure, pricing)


def _of_figure(systems: tuple[str, ...], figure: Availability, pricing: Pricing) -> Prospect:
    """Exactly the limit is kept."""
    lacking = MILLION - pricing.readings.number(asked.LEAST_AVAILABLE)
    allowed = exact(figure.service - figure.excluded) * lacking / MILLION
    left = allowed - exact(figure.down)
    told: dict[str, object] = {"down": MinutesTaken(exact(figure.down)), "allowed": MinutesTaken(allowed)}
    return Prospect(
        trigger=Trigger.AVAILABILITY,
        articles=articles(pricing, Trigger.AVAILABILITY),
        systems=systems,
        hit=left < 0,
        stands=ReckoningStep(DOWN, told),
        averts=ReckoningStep(LEFT, {"left": MinutesTaken(left)}) if left >= 0 else None,
    )


def _repeated(down: dict[str, list[DownSpan]], pricing: Pricing, today: date) -> Iterator[Prospect]:
    if not pricing.terms.of(Trigger.REPEATED_OUTAGES):
        return
    for system, listed in sorted(down.items()):
        if pricing.readings.usual(asked.RUN_WITHIN):
            yield from _run(system, listed, pricing, today)
        if pricing.readings.usual(asked.TOTAL_OVER):
            yield from _in_all(system, listed, pricing, month_of(today))


def _run(system: str, listed: list[DownSpan], pricing: Pricing, today: date) -> Iterator[Prospect]:
    """That which still goes on: an outage in its reach would join it."""
    gap, count = timedelta(hours=pricing.readings.number(asked.RUN_GAP)), pricing.readings.number(asked.RUN_COUNT)
    run: list[DownSpan] = []
    for one in listed:
        run = [*run, one] if run and one.span.start - run[-1].span.end <= gap else [one]
    if not run or (run[-1].span.end + gap).date() < today:
        return
    hit = len(run) >= count
    yield Prospect(
        trigger=Trigger.REPEATED_OUTAGES,
        articles=articles(pricing, Trigger.REPEATED_OUTAGES),
        systems=(system,),
        hit=hit,
        stands=ReckoningStep(RUN, {"n": len(run), "count": count}),
        averts=None if hit else ReckoningStep(RUN_ENDS, {"until": run[-1].span.end + gap}),
    )


def _in_all(system: str, listed: list[DownSpan], pricing: Pricing, month: date) -> Iterator[Prospect]:
    mine = downtime.begun_in(downtime.service(month, pricing), listed)
    total, least = sum((one.net for one in mine), timedelta()), pricing.readings.minutes(asked.ALL_OUTAGES)
    if total:
        yield Prospect(
            trigger=Trigger.REPEATED_OUTAGES,
            articles=articles(pricing, Trigger.REPEATED_OUTAGES),
            systems=(system,),
            hit=total >= least,
            stands=ReckoningStep(TOTAL, {"total": total, "least": least}),
            averts=ReckoningStep(LESS_THAN, {"left": least - total}) if total < least else None,
        )


def _assessments(facts: PenaltyFacts, pricing: Pricing) -> Iterator[Prospect]:
    """The row of failed months that the last scored one belongs to."""
    scored = sorted((one for one in facts.months if not one.contested), key=lambda one: one.month)
    rows = failed_rows(scored, adjacent=pricing.readings.usual(asked.MONTH_WITHOUT_SCORE))
    if not pricing.terms.of(Trigger.ASSESSMENT) or not rows or rows[-1][-1] is not scored[-1]:
        return
    count, last = pricing.readings.number(asked.FAILED_IN_A_ROW), rows[-1]
    told = {"n": len(last), "count": count, "events": EventNumbers(tuple(one.event for one in last))}
    yield Prospect(
        trigger=Trigger.ASSESSMENT,
        articles=articles(pricing, Trigger.ASSESSMENT),
        systems=(),
        hit=False,
        stands=ReckoningStep(FAILED, told),
        averts=ReckoningStep(RECTIFIED if len(last) >= count else NEXT_PASSED, {}),
    )


def _complaints(facts: PenaltyFacts, pricing: Pricing) -> Iterator[Prospect]:
    needed = pricing.readings.number(asked.COMPLAINTS)
    of_term = [one for one in facts.complaints if pricing.of_term(one.day)]
    for system in sorted({one.system for one in of_term}) if pricing.terms.of(Trigger.COMPLAINTS) else ():
        n = sum(one.system == system for one in of_term)
        yield Prospect(
            trigger=Trigger.COMPLAINTS,
            articles=articles(pricing, Trigger.COMPLAINTS),
            systems=(system,),
            hit=n >= needed,
            stands=ReckoningStep(COMPLAINED, {"n": n, "count": needed}),
            averts=ReckoningStep(NO_FURTHER, {}) if n < needed else None,
        )


def _growths(growths: Iterable[OpenGrowth], pricing: Pricing, today: date) -> Iterator[Prospect]:
    for one in growths:
        rows = [
            row for trigger in (Trigger.EXPANSION, Trigger.EXPANSION_AGAIN) for row in pricing.terms.of(trigger)
            if one.duty in row.duties
        ]  # fmt: skip
        if not rows:
            continue
        last = one.due_at.date() - ONE_DAY
        past = today > last
        yield Prospect(
            trigger=rows[0].trigger,
            articles=tuple(dict.fromkeys(row.article or row.code for row in rows)),
            systems=(one.system,) if one.system else (),
            hit=past and any(row.trigger is Trigger.EXPANSION for row in rows),
            stands=ReckoningStep(GROWTH, {"event": EventNumbers((one.event,)), "last": last}),
            averts=ReckoningStep(PAST, {}) if past else ReckoningStep(DAYS_LEFT, {"days": (last - today).days + 1}),
        )
