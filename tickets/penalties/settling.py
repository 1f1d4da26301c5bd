"""月度清单 and 结算: what stands in which month's sheet, and what is left of the last instalment. Pure.

A closed sheet never changes: what a later decision changes stands in the first that is open, as a pair of rows. The
sheets come to the settlement at every moment.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from tickets.penalties.choice import ChosenClaims
from tickets.penalties.claims import PenaltyClaim
from tickets.penalties.money import ZERO
from tickets.penalties.readings import SET_OFF, PenaltyReadings
from tickets.policy.penalty_terms import Trigger

#: What no article takes from the instalment: it is set off by notice (Civil Code 568).
SET_OFF_BY_NOTICE: Final = frozenset({Trigger.LATE, Trigger.SECRECY})


class RowSort(StrEnum):
    """In the order in which they stand: of the month itself, of an earlier one, taken back and put in its place; what
    the agency owes stands apart."""

    CURRENT = "current"
    EARLIER = "earlier"
    REVERSED = "reversed"
    CORRECTED = "corrected"
    OF_AGENCY = "of_agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """held: the parties have not agreed on the rule that counts: it stands in the sum and is not deducted yet."""

    sort: RowSort
    claim: PenaltyClaim
    amount: Decimal
    settled_on: date
    held: bool = False

    @property
    def fact_month(self) -> date:
        return self.claim.month


@dataclass(frozen=True, kw_only=True)
class SummedMonth:
    """before: what all earlier sheets come to."""

    month: date
    rows: tuple[SheetRow, ...]
    before: Decimal = ZERO

    @cached_property
    def sum(self) -> Decimal:
        """May be negative."""
        return total(self.rows)

    @property
    def together(self) -> Decimal:
        return self.before + self.sum


def total(rows: Iterable[SheetRow]) -> Decimal:
    """Without what the agency owes, entered or taken back."""
    return sum((row.amount for row in rows if not row.claim.of_agency), ZERO)


def sheet_of(settled_on: date, closings: Mapping[date, date]) -> date | None:
    """The month of the first sheet that is still open, None where all are closed. closings: of each month the day at
    whose end it closes."""
    return min((month for month, closes in closings.items() if settled_on <= closes), default=None)


def entered(
    standing: Sequence[SheetRow], chosen: ChosenClaims, *, month: date, settled_on: date,
    held: frozenset[str] = frozenset(),
) -> tuple[SheetRow, ...]:  # fmt: skip
    """The rows that bring all that stands in line with what counts now; while a group waits, what stands of it stays.
    held: keys of what the parties have not agreed on."""
    stands, wanted = net(standing), {one.key: one for one in chosen.taken}
    waiting = {one.key for one in chosen.waiting}
    fallen = [
        row
        for key, row in stands.items()
        if key not in waiting and (key not in wanted or wanted[key].amount != row.amount)
    ]
    gone = [replace(row, sort=RowSort.REVERSED, amount=-row.amount, settled_on=settled_on) for row in fallen]
    undone = frozenset(event for row in gone for event in row.claim.events)
    fresh = [one for key, one in wanted.items() if key not in stands or stands[key] in fallen]
    rows = (
        SheetRow(
            sort=_sort(one, month, undone), claim=one, amount=one.amount or ZERO, settled_on=settled_on,
            held=one.key in held,
        )
        for one in fresh
    )  # fmt: skip
    return tuple(sorted([*gone, *rows], key=_place))


def absorbed(rows: Iterable[SheetRow], chosen: ChosenClaims) -> dict[str, PenaltyClaim]:
    """已并入: key -> the claim that took its place, of those that a row of these stands for."""
    fresh = {row.claim.key for row in rows if row.sort is not RowSort.REVERSED}
    return {key: taker for key, taker in chosen.absorbed.items() if taker.key in fresh}


def net(rows: Iterable[SheetRow]) -> dict[str, SheetRow]:
    """What stands of each claim after all that was taken back."""
    stands: dict[str, SheetRow] = {}
    for row in rows:
        if row.sort is RowSort.REVERSED:
            del stands[row.claim.key]
        else:
            stands[row.claim.key] = row
    return stands


def _sort(one: PenaltyClaim, month: date, undone: frozenset[str]) -> RowSort:
    if one.of_agency:
        return RowSort.OF_AGENCY
    if not one.events.isdisjoint(undone):
        return RowSort.CORRECTED
    return RowSort.CURRENT if one.month >= month else RowSort.EARLIER


def _place(row: SheetRow) -> tuple[int, Decimal, str]:
    return list(RowSort).index(row.sort), -row.amount, row.claim.key


def agreed_on(rows: Iterable[SheetRow], key: str) -> tuple[SheetRow, ...]:
    """The parties have come to one mind: the row is held back no more. No sheet changes by that."""
    return tuple(replace(row, held=False) if row.claim.key == key else row for row in rows)


def apart(rows: Iterable[SheetRow], readings: PenaltyReadings) -> frozenset[str]:
    """What is claimed by itself and not taken from the instalment, where the contract is read so (W9)."""
    if readings.usual(SET_OFF):
        return frozenset()
    return frozenset(row.claim.key for row in rows if row.claim.trigger in SET_OFF_BY_NOTICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalDeduction:
    """结算: instalment: the last one; claimed: all sheets; held: not agreed on; objected: to lines of the settlement;
    apart: what is claimed by itself, as the contract is read (W9), and set off against nothing that is paid back;
    netted: with what the agency owes by 12.6, as both agreed; deducted: what was taken from the instalment when it was
    paid, None: it is not paid yet."""

    instalment: Decimal
    claimed: Decimal
    held: Decimal = ZERO
    objected: Decimal = ZERO
    apart: Decimal = ZERO
    netted: Decimal = ZERO
    deducted: Decimal | None = None

    @property
    def _standing(self) -> Decimal:
        """What may be taken from the instalment, were nothing netted."""
        return self.claimed - self.held - self.objected - self.apart

    @property
    def netted_apart(self) -> Decimal:
        """So much was netted with what is claimed by itself: whatever the instalment had borne already, or need not
        bear."""
        beside = max(ZERO, self._standing - (self.deducted or ZERO))
        return min(self.apart, self.netted - min(self.netted, beside))

    @property
    def deductible(self) -> Decimal:
        return self._standing - (self.netted - self.netted_apart)

    @property
    def paid(self) -> Decimal:
        """Never less than nothing."""
        return self.instalment - self.borne

    @property
    def borne(self) -> Decimal:
        """What the instalment bears, or bore; never less than nothing, though more was netted than still stands."""
        if self.deducted is not None:
            return self.deducted
        return max(ZERO, min(self.instalment, self.deductible))

    @property
    def receivable(self) -> Decimal:
        """另行追偿: what the instalment does not bear, and what is deductible since it was paid."""
        return max(ZERO, self.deductible - self.borne)

    @property
    def repayable(self) -> Decimal:
        """What was deducted or netted and is owed no more."""
        return max(ZERO, self.borne - self.deductible)

    @property
    def netted_in_vain(self) -> Decimal:
        """So much of that was netted: what came last is paid back first."""
        return min(self.repayable, self.netted - self.netted_apart)

    @property
    def claimable(self) -> Decimal:
        """What the provider owes beside the instalment: what is claimed by itself at once, the rest once it is
        paid."""
        return self.apart - self.netted_apart + (self.receivable if self.deducted is not None else ZERO)

    def __str__(self) -> str:
        return f"max(0, {self.instalment} − {self.deductible})"


def deduction(
    rows: Sequence[SheetRow], instalment: Decimal, *, objected: frozenset[str] = frozenset(),
    apart: frozenset[str] = frozenset(),
) -> FinalDeduction:  # fmt: skip
    """What the sheets leave of the last instalment. objected, apart: keys of claims; each row is left out once."""
    stands = [row for row in net(rows).values() if row.sort is not RowSort.OF_AGENCY]
    held = [row for row in stands if row.held]
    disputed = [row for row in stands if not row.held and row.claim.key in objected]
    other = [row for row in stands if not row.held and row not in disputed and row.claim.key in apart]
    return FinalDeduction(
        instalment=instalment, claimed=total(rows), held=total(held), objected=total(disputed), apart=total(other)
    )


def borne(
    rows: Iterable[SheetRow], instalment: Decimal, left_out: frozenset[str] = frozenset()
) -> tuple[tuple[SheetRow, Decimal], ...]:
    """How much of each row that stands the instalment bears: the rows of the annexes first (12.3), then what is set off
    by notice, each in the order in which it was settled. What it does not bear is a receivable. left_out: keys of what
    is objected to or claimed apart."""
    stands = [row for row in net(rows).values() if row.sort is not RowSort.OF_AGENCY]
    deducted = [row for row in stands if not row.held and row.claim.key not in left_out]
    left, told = instalment, []
    for row in sorted(
        deducted, key=lambda row: (row.claim.trigger in SET_OFF_BY_NOTICE, row.settled_on, row.claim.key)
    ):
        taken = min(row.amount, left)
        told.append((row, taken))
        left -= taken
    return tuple(told)
