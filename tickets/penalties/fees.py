"""分系统费用表: what of the price each system costs a year. A contract that has one total for several systems has none
until the parties sign one (G3). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from tickets.errors import PolicyError
from tickets.penalties.money import ZERO, shared

FEES_DIFFER: Final = "The fees come to %(sum)s, the contract's amount is %(amount)s: they differ by %(difference)s."


@dataclass(frozen=True, slots=True)
class FeeBasis:
    """fees: by the code of the system, in the order of the table; empty: not signed yet. A system that came later has
    none until a table with it is signed."""

    total: Decimal
    fees: Mapping[str, Decimal] = field(default_factory=dict)

    def estimated(self, systems: Iterable[str]) -> bool:
        """Whether these systems alone are only estimated, by the whole price: no sum settles on that."""
        return not self.fees.keys() >= set(systems)

    def base(self, systems: Iterable[str]) -> Decimal:
        """What these cost together: one base, rounded once. None of them: the whole contract."""
        named = tuple(systems)
        return self.total if not named or self.estimated(named) else sum((self.fees[code] for code in named), ZERO)

    def parts(self, amount: Decimal, systems: Iterable[str]) -> dict[str, Decimal]:
        """A sum on several systems, line by line: cents by the largest remainder."""
        named = tuple(systems) or tuple(self.fees)
        if not named or self.estimated(named):
            return {}
        return dict(zip(named, shared(amount, [Fraction(self.fees[code]) for code in named]), strict=True))


def signed(total: Decimal, fees: Mapping[str, Decimal]) -> FeeBasis:
    """The table as it is typed. Raises PolicyError, with the difference, where it does not come to the total."""
    found = sum(fees.values(), ZERO)
    if found != total:
        raise PolicyError(FEES_DIFFER, sum=found, amount=total, difference=found - total)
    return FeeBasis(total, fees)


def proposed(total: Decimal, weights: Mapping[str, int]) -> dict[str, Decimal]:
    """A table by weights, such as the hosts of each system."""
    return dict(zip(weights, shared(total, list(weights.values())), strict=True))
