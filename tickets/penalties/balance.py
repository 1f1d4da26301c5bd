"""另行追偿与退还: what one side owes the other beyond the last instalment, and what of it is demanded already. Pure.

Two accounts: the penalties that the instalment did not bear, or bore in vain, and what the agency owes by 12.6. A sum
that changes later is evened out by a further demand of the difference, in either direction: none that is paid changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from tickets.penalties.money import ZERO
from tickets.penalties.settling import FinalDeduction


class OwedFor(StrEnum):
    """Damages are typed, with their evidence; all else follows from the closed sheets."""

    DAMAGES = "damages"
    CLAIMED_APART = "claimed_apart"
    PAID_BACK = "paid_back"
    LATE_FEE = "late_fee"
    LATE_FEE_BACK = "late_fee_back"


#: What evens out what.
BACK: Final = {
    OwedFor.CLAIMED_APART: OwedFor.PAID_BACK,
    OwedFor.PAID_BACK: OwedFor.CLAIMED_APART,
    OwedFor.LATE_FEE: OwedFor.LATE_FEE_BACK,
    OwedFor.LATE_FEE_BACK: OwedFor.LATE_FEE,
}


@dataclass(frozen=True, kw_only=True)
class MoneyBalance:
    """found: what the sheets leave of the instalment, which last_order pays. late_fees: what the agency owes by 12.6,
    as the sheets have it, for the payments late_orders. demanded: by orders that stand, paid and netted ones among
    them; done: by these alone. settling: the settlement is with the provider, or its sum is being approved and paid:
    nothing is netted with it any more."""

    found: FinalDeduction
    last_order: str = ""
    late_fees: Decimal = ZERO
    late_orders: tuple[str, ...] = ()
    demanded: Mapping[OwedFor, Decimal]
    done: Mapping[OwedFor, Decimal]
    settling: bool = False

    def open(self, what: OwedFor) -> Decimal:
        """What is owed for it and not demanded yet; of damages nothing follows from sheets."""
        return max(ZERO, self._left(what))

    def still_owed(self, what: OwedFor) -> bool:
        """What is demanded for it is no more than what is owed."""
        return self._left(what) >= 0

    def orders(self, what: OwedFor) -> tuple[str, ...]:
        """Numbers of the payments because of which it is owed."""
        if what in (OwedFor.LATE_FEE, OwedFor.LATE_FEE_BACK):
            return self.late_orders
        return (self.last_order,) if self.last_order and what is not OwedFor.DAMAGES else ()

    @property
    def nettable(self) -> Decimal:
        """So much of what the agency owes may be netted with penalties: with what is still to be deducted, once that is
        done with what is owed beyond it."""
        if self.found.deducted is not None:
            return self.open(OwedFor.CLAIMED_APART)
        return ZERO if self.settling else max(ZERO, self.found.deductible)

    def _left(self, what: OwedFor) -> Decimal:
        """What was paid in the other direction is owed again; what is only demanded there is withdrawn first."""
        if what is OwedFor.DAMAGES:
            return ZERO
        again = max(ZERO, self.done.get(BACK[what], ZERO) - self._owed(BACK[what]))
        return self._owed(what) - self.demanded.get(what, ZERO) + again

    def _owed(self, what: OwedFor) -> Decimal:
        """Whatever is demanded or paid of it: as the settlement has it."""
        return {
            OwedFor.CLAIMED_APART: self.found.claimable, OwedFor.PAID_BACK: self.found.repayable,
            OwedFor.LATE_FEE: self.late_fees,
        }.get(what, ZERO)  # fmt: skip
