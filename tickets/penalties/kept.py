"""Formulas and rows as they are kept, and how they are read again. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tickets.penalties.claims import PenaltyClaim
from tickets.penalties.derived import Judged
from tickets.penalties.formulas import Formula
from tickets.policy.penalty_terms import Percent, Trigger


def formula_data(formula: Formula | None) -> dict[str, Any] | None:
    """Decimals as texts: no number is read otherwise than it was written."""
    if formula is None:
        return None
    return {
        "base": str(formula.base), "share": str(formula.share), "months": formula.months, "days": formula.days,
    }  # fmt: skip


def formula_of(held: Mapping[str, Any] | None) -> Formula | None:
    """The inverse."""
    if held is None:
        return None
    return Formula(Decimal(held["base"]), Percent(Decimal(held["share"])), held["months"], held["days"])


def claim_of(
    *, key: str, rule: str, trigger: str, systems: list[str], month: date, events: list[str],
    formula: Mapping[str, Any] | None, amount: Decimal,
) -> PenaltyClaim:  # fmt: skip
    """As much of an entered claim as later ones are compared with; what it was derived from is kept in words."""
    read = formula_of(formula)
    return PenaltyClaim(
        key=key,
        rule=rule,
        trigger=Trigger(trigger),
        systems=tuple(systems),
        month=month,
        events=frozenset(events),
        derived=Judged(),
        formula=read,
        agreed=None if read is not None else abs(amount),
    )
