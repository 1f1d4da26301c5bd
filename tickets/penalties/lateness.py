"""What was late by the day (12.5, 12.6), a growth that missed its limits (A3.4), and what returns late that is secret
(15.11). Days are counted by `tickets.datelaw.lateness`, as the breaches count them. Pure."""

from collections.abc import Iterator
from datetime import date, datetime

from tickets.datelaw.lateness import overdue_days
from tickets.datelaw.types import ONE_DAY, day_end, local
from tickets.penalties import readings as asked
from tickets.penalties.claims import Hit, PenaltyClaim, Pricing, claim, month_of
from tickets.penalties.derived import DaysLate, Derivation, Judged, MissedLimits
from tickets.penalties.facts import LateFact, PaymentFact, PenaltyFacts
from tickets.policy.penalty_terms import PenaltyRuleTerms, Per, Trigger
from tickets.policy.types import Unit


def claims(facts: PenaltyFacts, pricing: Pricing) -> Iterator[PenaltyClaim]:
    for fact in facts.late:
        yield from _late(fact, pricing)
        yield from _growth(fact, pricing)
        yield from _secret(fact, pricing)
    for payment in facts.payments:
        yield from _payment(payment, pricing)


def days_late(fact: LateFact, pricing: Pricing) -> int:
    """From the day after its limit; read otherwise from the day after the acceptance that failed (G5)."""
    due_at = fact.due_at
    if fact.failed_on is not None and overdue_days(Unit.DAY, due_at, fact.done_at, fact.pauses):
        due_at = due_at if pricing.readings.usual(asked.COUNTED_FROM) else day_end(fact.failed_on)
    return overdue_days(Unit.DAY, due_at, fact.done_at, fact.pauses)


def serves(rule: PenaltyRuleTerms, fact: LateFact, pricing: Pricing) -> bool:
    """Whether the daily charge is owed for it: what other rows price is theirs alone, unless read otherwise, even where
    their row is not fulfilled (W8)."""
    if rule.duties:
        return fact.duty in rule.duties
    annexed = fact.annexed or fact.duty in pricing.terms.priced()
    return not annexed or not pricing.readings.usual(asked.BESIDE_ANNEX)


def _late(fact: LateFact, pricing: Pricing) -> Iterator[PenaltyClaim]:
    days = days_late(fact, pricing)
    if not days:
        return
    hit = _hit(fact, DaysLate(_last(fact.due_at), local(fact.done_at).date(), days))
    for rule in pricing.terms.of(Trigger.LATE):
        if serves(rule, fact, pricing):
            yield claim(hit, rule, pricing, days=days if rule.per is not Per.BREACH else None)


def _growth(fact: LateFact, pricing: Pricing) -> Iterator[PenaltyClaim]:
    """Each row names the growths that it prices; the second limit is missed only where one was set."""
    if not overdue_days(Unit.DAY, fact.due_at, fact.done_at, fact.pauses):
        return
    second = fact.second_due_at
    again = second is not None and overdue_days(Unit.DAY, second, fact.done_at, fact.pauses) > 0
    limits = MissedLimits(_last(fact.due_at), second and _last(second), local(fact.done_at).date())
    for trigger, missed in ((Trigger.EXPANSION_AGAIN, again), (Trigger.EXPANSION, True)):
        for rule in pricing.terms.of(trigger) if missed else ():
            if fact.duty in rule.duties:
                yield claim(_hit(fact, limits), rule, pricing)


def _secret(fact: LateFact, pricing: Pricing) -> Iterator[PenaltyClaim]:
    """Late is no breach of secrecy by itself, unless the contract is read so (W11)."""
    if not fact.secret or pricing.readings.usual(asked.LATE_RETURN):
        return
    if overdue_days(Unit.DAY, fact.due_at, fact.done_at, fact.pauses):
        yield from (claim(_hit(fact, Judged()), rule, pricing) for rule in pricing.terms.of(Trigger.SECRECY))


def _payment(fact: PaymentFact, pricing: Pricing) -> Iterator[PenaltyClaim]:
    """Once, or by the day where the contract says so or is read so (G4)."""
    days = overdue_days(Unit.DAY, fact.due_at, fact.paid_at, fact.pauses)
    if not days:
        return
    paid_on = local(fact.paid_at).date()
    hit = Hit(
        where=fact.event, systems=(), month=month_of(paid_on), events=frozenset({fact.event}),
        derived=DaysLate(_last(fact.due_at), paid_on, days), contested=fact.contested,
    )  # fmt: skip
    for rule in pricing.terms.of(Trigger.LATE_PAYMENT):
        daily = rule.per is Per.DAY or (rule.per is Per.OPEN and not pricing.readings.usual(asked.LATE_PAYMENT))
        yield claim(hit, rule, pricing, days=days if daily else None, due=fact.amount)


def _hit(fact: LateFact, derived: Derivation) -> Hit:
    """In the month in which it was done."""
    return Hit(
        where=fact.event, systems=fact.systems, month=month_of(local(fact.done_at).date()),
        events=frozenset({fact.event}), derived=derived, contested=fact.contested,
    )  # fmt: skip


def _last(due_at: datetime) -> date:
    """The last day on time."""
    return local(due_at).date() - ONE_DAY
