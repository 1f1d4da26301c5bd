"""拟认定: every claim that the facts carry under one contract; none is settled by being proposed. Pure."""

from tickets.penalties import breakdowns, downtime, found, lateness, means
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.facts import PenaltyFacts

RULES = (means, downtime, breakdowns, found, lateness)


def claims(facts: PenaltyFacts, pricing: Pricing) -> tuple[PenaltyClaim, ...]:
    """In the order of their keys. What rests on something contested is there and marked: its group waits."""
    return tuple(sorted((one for rule in RULES for one in rule.claims(facts, pricing)), key=lambda one: one.key))
