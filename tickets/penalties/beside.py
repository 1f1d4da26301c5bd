"""另一读法: what the same facts come to if an open question is read otherwise. Shown beside, never entered. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from tickets.penalties import choice, proposing
from tickets.penalties import readings as asked
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.facts import PenaltyFacts
from tickets.policy.known import Switch

#: The questions whose other answers are worth a line.
OPEN: Final[tuple[Switch, ...]] = (
    asked.MEASURED, asked.OVER_MIDNIGHT, asked.TOTAL_OVER, asked.AVERAGED_OVER, asked.AVERAGED_OF, asked.TIME,
    asked.RUN_WITHIN, asked.DAILY_BASE, asked.BESIDE_ANNEX, asked.LATE_RETURN, asked.LATE_PAYMENT, asked.COUNTED_FROM,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadOtherwise:
    """One claim that another reading would make, or make otherwise. counts: those of the same event that count by the
    reading that holds; none: nothing follows by it."""

    switch: Switch
    value: str
    claim: PenaltyClaim
    counts: tuple[PenaltyClaim, ...]


def readings(facts: PenaltyFacts, pricing: Pricing) -> Iterator[ReadOtherwise]:
    """By question, then by claim; what comes out the same is not named."""
    held = proposing.claims(facts, pricing)
    by_key = {one.key: one for one in held}
    taken = choice.chosen(held, pricing).taken
    for switch in OPEN:
        for value in switch.values:
            if value == pricing.readings.of(switch):
                continue
            other = replace(pricing, readings=pricing.readings.otherwise(switch, value))
            for one in proposing.claims(facts, other):
                if one.key not in by_key or by_key[one.key].amount != one.amount:
                    beside = tuple(each for each in taken if not each.events.isdisjoint(one.events))
                    yield ReadOtherwise(switch, value, one, beside)
