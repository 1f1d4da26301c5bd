"""What happened under a contract, priced by the tables and answers of a proposed file beside those that count. Reads
the live rows, and writes nothing: facts stay what they are, and so do the days on which limits fell due."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tickets.models import Contract
from tickets.penalties import choice, proposing
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.money import ZERO
from tickets.penalties.readings import PenaltyReadings
from tickets.policy.types import ContractTerms
from tickets.settlement import facts_of, pricing_of


def compared(contract: Contract, terms: ContractTerms, now: datetime) -> list[dict[str, Any]]:
    """Month by month what would count, now and by the proposed file: claims with their formulas, and the sums. Empty
    where one of the two prices nothing."""
    by = pricing_of(contract)
    if by is None or terms.penalties is None:
        return []
    readings = PenaltyReadings({one.key: one.value for one in terms.interpretations})
    other = replace(by, terms=terms.penalties, readings=readings)
    facts = facts_of(contract, now)
    sides = {name: _counting(proposing.claims(facts, one), one) for name, one in (("now", by), ("proposed", other))}
    months = sorted({one.month for claims in sides.values() for one in claims})
    return [
        {"month": f"{month:%Y-%m}", **{name: _side(claims, month) for name, claims in sides.items()}}
        for month in months
    ]


def _counting(claims: Iterable[PenaltyClaim], by: Pricing) -> list[PenaltyClaim]:
    """One of an event; what the fees only estimate as if they were signed."""
    chosen = choice.chosen((replace(one, estimated=False) for one in claims if not one.of_agency), by)
    return [*chosen.taken, *chosen.unsettled]


def _side(claims: Iterable[PenaltyClaim], month: object) -> Mapping[str, Any]:
    mine = [one for one in claims if one.month == month]
    rows = [
        {
            "key": one.key, "formula": str(one.formula) if one.formula else None,
            "amount": str(one.amount) if one.amount is not None else None,
        }
        for one in mine
    ]  # fmt: skip
    return {"rows": rows, "sum": str(sum((one.amount or ZERO for one in mine), ZERO))}
