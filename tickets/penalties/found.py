"""What a person, a roster or a score sheet has found: presence, notices, harm, failed months, secrecy. Pure."""

from collections.abc import Iterable, Iterator

from tickets.penalties import readings as asked
from tickets.penalties.bands import Place, exact, placed
from tickets.penalties.claims import Hit, PenaltyClaim, Pricing, claim, month_of, unpriced, weighed
from tickets.penalties.counts import failed_rows
from tickets.penalties.derived import Judged, Length, Several
from tickets.penalties.facts import (
    HarmFact,
    NoticeFact,
    PenaltyFacts,
    ReviewFact,
    ScoredMonth,
    SecrecyFact,
    UnattendedFact,
)
from tickets.policy.penalty_terms import Trigger


def claims(facts: PenaltyFacts, pricing: Pricing) -> Iterator[PenaltyClaim]:
    yield from (one for fact in facts.unattended for one in _unattended(fact, pricing))
    yield from (one for fact in facts.notices for one in _ignored(fact, pricing))
    yield from (one for fact in facts.harms for one in _harm(fact, pricing))
    yield from (one for fact in facts.reviews for one in _failed(fact, facts.months, pricing))
    yield from (one for fact in facts.secrecy for one in _secrecy(fact, pricing))


def _unattended(fact: UnattendedFact, pricing: Pricing) -> Iterator[PenaltyClaim]:
    """现场无人值守: one stretch; it belongs to the month in which it began."""
    rules = pricing.terms.of(Trigger.UNATTENDED)
    value = placed(exact(fact.span.length), Trigger.UNATTENDED, pricing.terms)
    if not rules or value.place is Place.IN_TIME or not fact.problem:
        return
    month = month_of(fact.span.start.date())
    hit = Hit(
        where=fact.event, systems=fact.systems, month=month, events=frozenset({fact.event}),
        derived=Length(fact.span.length, value), contested=fact.contested,
    )  # fmt: skip
    if value.band is None:
        yield unpriced(hit, Trigger.UNATTENDED)
    else:
        yield weighed(
            hit, (rule for rule in rules if rule.band == value.band), fact.impact, Trigger.UNATTENDED, pricing
        )


def _ignored(fact: NoticeFact, pricing: Pricing) -> Iterator[PenaltyClaim]:
    hit = Hit(
        where=fact.event, systems=(fact.system,), month=month_of(fact.day),
        events=frozenset({fact.event, *fact.notices}), derived=Several(fact.notices), contested=fact.contested,
    )  # fmt: skip
    if rules := pricing.terms.of(Trigger.NOTICE_IGNORED):
        yield weighed(hit, rules, fact.impact, Trigger.NOTICE_IGNORED, pricing)


def _harm(fact: HarmFact, pricing: Pricing) -> Iterator[PenaltyClaim]:
    """What is not grave has no row in annex 3: nothing follows from it."""
    hit = Hit(
        where=fact.event, systems=(fact.system,), month=month_of(fact.day), events=frozenset({fact.event}),
        derived=Judged(fact.impact), contested=fact.contested,
    )  # fmt: skip
    for rule in pricing.terms.of(fact.trigger):
        if rule.impact is None or rule.impact in fact.impact:
            yield claim(hit, rule, pricing)


def _failed(fact: ReviewFact, months: Iterable[ScoredMonth], pricing: Pricing) -> Iterator[PenaltyClaim]:
    """So many months in a row, and the rectification that followed: in the month of its review."""
    decided = sorted((one for one in months if not one.contested), key=lambda one: one.month)
    adjacent = pricing.readings.usual(asked.MONTH_WITHOUT_SCORE)
    named = [one for one in decided if one.event in fact.months]
    needed = pricing.readings.number(asked.FAILED_IN_A_ROW)
    if not fact.failed or not any(
        set(row) >= set(named) and len(named) >= needed for row in failed_rows(decided, adjacent=adjacent)
    ):
        return
    month = month_of(fact.reviewed)
    hit = Hit(
        where=fact.event, systems=fact.systems, month=month, events=frozenset({fact.event, *fact.months}),
        derived=Several(tuple(one.event for one in named)), contested=fact.contested,
    )  # fmt: skip
    yield from (claim(hit, rule, pricing) for rule in pricing.terms.of(Trigger.ASSESSMENT))


def _secrecy(fact: SecrecyFact, pricing: Pricing) -> Iterator[PenaltyClaim]:
    hit = Hit(
        where=fact.event, systems=(), month=month_of(fact.day), events=frozenset({fact.event}), derived=Judged(),
        contested=fact.contested,
    )  # fmt: skip
    yield from (claim(hit, rule, pricing) for rule in pricing.terms.of(Trigger.SECRECY))
