"""How a month closes: what is entered by then, what waits and why, what else is told below. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from tickets.penalties import choice, settling
from tickets.penalties.beside import ReadOtherwise
from tickets.penalties.choice import ChosenClaims
from tickets.penalties.claims import PenaltyClaim, Pricing
from tickets.penalties.facts import PenaltyFacts
from tickets.penalties.readings import HEAVIEST
from tickets.penalties.settling import RowSort, SheetRow


class Waits(StrEnum):
    """暂不入账: why a claim is not entered. GROUP: another one of its event is not settled."""

    CONTESTED = "contested"
    FEES = "fees"
    OBJECTED = "objected"
    TO_SETTLE = "to_settle"
    TO_FIND = "to_find"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The finding by which a claim was settled, and the two people who did (their ids). held: the parties had not
    agreed on the heavier."""

    settled_on: date
    finding: int
    assessed_by: int
    confirmed_by: int
    held: bool = False


@dataclass(frozen=True, kw_only=True)
class MonthCase:
    """All that a sheet is made of. pricing: by what its month is priced; by_month: by what the months of its claims
    are, and that in which it is asked. facts: all that they rest on. verdicts, why: by the key of a claim that was
    settled, or was not. passed_over: key -> that of the claim of the same finding on which the parties agreed instead.
    set_aside: the findings on the month that were not pursued, and their rules. unpriced: those settled since the sheet
    before that no claim is about, and their rules. otherwise: what other readings would come to."""

    pricing: Pricing
    claims: tuple[PenaltyClaim, ...]
    verdicts: Mapping[str, Verdict]
    why: Mapping[str, Waits]
    passed_over: Mapping[str, str] = field(default_factory=dict)
    set_aside: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unpriced: tuple[tuple[str, tuple[str, ...]], ...] = ()
    otherwise: tuple[ReadOtherwise, ...] = ()
    by_month: Mapping[date, Pricing] = field(default_factory=dict)
    facts: PenaltyFacts = field(default_factory=PenaltyFacts)

    def priced_by(self, claim: PenaltyClaim) -> Pricing:
        return self.by_month.get(claim.month, self.pricing)

    def unraised(self, month: date) -> list[PenaltyClaim]:
        """What the agency may owe of the months up to this one, and nobody has raised: nothing waits for it."""
        found = (one for one in self.claims if one.of_agency and one.month <= month)
        return [one for one in found if self.why.get(one.key) is Waits.TO_FIND]

    @cached_property
    def of_key(self) -> Mapping[str, PenaltyClaim]:
        return {one.key: one for one in self.claims}


@dataclass(frozen=True, kw_only=True)
class ClosingMonth:
    """rows: what is entered. absorbed: key -> the entered claim that took its place. waiting: of the claims up to this
    month what is not entered, and why."""

    month: date
    rows: tuple[SheetRow, ...]
    absorbed: Mapping[str, PenaltyClaim]
    unsettled: tuple[PenaltyClaim, ...]
    waiting: tuple[tuple[PenaltyClaim, Waits], ...]

    @property
    def sum(self) -> Decimal:
        return settling.total(self.rows)


def close(month: date, case: MonthCase, standing: Sequence[SheetRow], *, on: date) -> ClosingMonth:
    """What the sheet of the month holds if it closes on that day. What happens after the month is for a later sheet.
    standing: all lines of the sheets before. What the agency owes is anybody's matter once the provider files it."""
    known = [one for one in case.claims if one.month <= month and one.key not in case.passed_over]
    unraised = {one.key for one in case.unraised(month)}
    known = [one for one in known if one.key not in unraised]
    chosen, apart = _chosen(known, case, frozenset(settling.net(standing)))
    held = frozenset(key for key, verdict in case.verdicts.items() if verdict.held)
    rows = settling.entered(standing, chosen, month=month, settled_on=on, held=held)
    entered = {row.claim.key for row in rows if row.sort is not RowSort.REVERSED}
    agreed = {key: case.of_key[by] for key, by in case.passed_over.items() if by in entered}
    waiting = [*chosen.waiting, *apart]
    keys = {one.key for one in waiting}
    waiting += [case.of_key[key] for key, by in case.passed_over.items() if by in keys]
    return ClosingMonth(
        month=month,
        rows=tuple(_dated(row, case.verdicts) for row in rows),
        absorbed=settling.absorbed(rows, chosen) | agreed,
        unsettled=chosen.unsettled,
        waiting=tuple((one, _reason(one, case)) for one in waiting),
    )


def _chosen(
    known: Sequence[PenaltyClaim], case: MonthCase, stands: Collection[str]
) -> tuple[ChosenClaims, list[PenaltyClaim]]:
    """What counts, and what waits apart: a claim that no finding is about holds nothing up and takes no other's place;
    a heavier one of its event absorbs it, or it waits by itself. Whatever a finding is about that is not settled holds
    up its whole group."""
    waiting = {one.key for one in known if one.key not in case.verdicts and not _to_be_agreed_on(one, case)}
    unfound = {key for key in waiting if case.why.get(key) is Waits.TO_FIND and key not in stands}
    apart: list[PenaltyClaim] = []
    while True:
        asked = [one for one in known if one not in apart]
        found = choice.chosen(asked, case.pricing, standing=stands, waiting=waiting - unfound)
        ahead = [one for one in found.taken if one.key in unfound]
        if not ahead:
            return found, apart
        apart += ahead


def _to_be_agreed_on(one: PenaltyClaim, case: MonthCase) -> bool:
    """No band prices it, and nobody objects: the parties settle a sum (待双方认定), and it holds nothing up."""
    return one.amount is None and case.why.get(one.key) is Waits.TO_SETTLE


def _dated(row: SheetRow, verdicts: Mapping[str, Verdict]) -> SheetRow:
    """On the day on which its finding was settled; what is taken back on that on which the sheet closes."""
    if row.sort is RowSort.REVERSED:
        return row
    return replace(row, settled_on=verdicts[row.claim.key].settled_on)


def _reason(one: PenaltyClaim, case: MonthCase) -> Waits:
    if one.contested:
        return Waits.CONTESTED
    if one.estimated:
        return Waits.FEES
    return Waits.GROUP if one.key in case.verdicts else case.why.get(one.key, Waits.TO_FIND)


def greatest(closing: ClosingMonth, case: MonthCase) -> tuple[PenaltyClaim, ...]:
    """The set with the greatest sum of what was entered and absorbed, where it is another one and comes to more (W6);
    nothing where the contract is read so anyway."""
    taken = [row.claim for row in closing.rows if row.sort not in (RowSort.REVERSED, RowSort.OF_AGENCY)]
    weighed = [one for one in case.claims if one.key in closing.absorbed and one.amount is not None]
    if not case.pricing.readings.usual(HEAVIEST):
        return ()
    priced = [one for one in (*taken, *weighed) if one.agreed is None]
    found = choice.greatest_sum(choice.in_order(priced, case.pricing))
    mine = choice.summed(one for one in taken if one.agreed is None)
    return tuple(found) if choice.summed(found) > mine else ()
