"""How a claim is reckoned: a base, a share, a number of days, as it is printed; rounded once. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tickets.penalties.money import rounded
from tickets.policy.penalty_terms import Percent


@dataclass(frozen=True, slots=True)
class Formula:
    """months: through how many service months the base is divided; days: how many times the share is taken."""

    base: Decimal
    share: Percent
    months: int | None = None
    days: int | None = None

    @property
    def exact(self) -> Fraction:
        return (
            Fraction(self.base)
            / (self.months or 1)
            * Fraction(self.share)
            / 100
            * (1 if self.days is None else self.days)
        )

    @property
    def amount(self) -> Decimal:
        return rounded(self.exact)

    def __str__(self) -> str:
        """`1203010.38 ÷ 12 × 30%`"""
        months = f" ÷ {self.months}" if self.months is not None else ""
        days = f" × {self.days}" if self.days is not None else ""
        return f"{self.base}{months} × {self.share}%{days}"
