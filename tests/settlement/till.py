"""What holds of the sheets at every moment, read from the rows alone."""

from collections.abc import Container, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Any

from tickets import sheets
from tickets.actions.sheets.gathered import case_of
from tickets.models import Contract, MonthSheet, SheetLine
from tickets.penalties import closing
from tickets.penalties.settling import RowSort

CENT = Decimal("0.01")
#: The lines of one sheet, as they were when it closed.
Page = tuple[tuple[Any, ...], ...]


def pages(contract: Contract) -> dict[date, Page]:
    found: dict[date, list[tuple[Any, ...]]] = {one.month: [] for one in contract.month_sheets.all()}
    for line in sheets.lines(contract).select_related("sheet"):
        found[line.sheet.month].append((line.key, line.sort, line.amount, line.held, line.finding_id, line.said))
    return {month: tuple(lines) for month, lines in found.items()}


def faults(contract: Contract, before: Container[date]) -> Iterator[str]:
    """Why the sheets are no true account; nothing where they are. before: the months that were closed already."""
    lines = list(sheets.lines(contract).select_related("sheet"))
    yield from _sums(list(contract.month_sheets.all()), lines)
    yield from (f"{one.key}: its formula comes to {by_hand(one)}" for one in lines if by_hand(one) != abs(one.amount))
    stands = sheets.standing_lines(lines).values()
    for one, other in combinations(stands, 2):
        if one.rule != other.rule and not {*one.events}.isdisjoint(other.events):
            yield f"{one.key} and {other.key} are of one event"
    yield from _settled(contract, lines)
    yield from _last_of(contract, lines, before)


def _sums(closed: list[MonthSheet], lines: list[SheetLine]) -> Iterator[str]:
    together = Decimal()
    for sheet in closed:
        counted = [one for one in lines if one.sheet_id == sheet.pk and not one.of_agency]
        if (sheet.before, sheet.sum) != (together, sum((one.amount for one in counted), Decimal())):
            yield f"{sheet.month}: {sheet.before} + {sheet.sum} is not what its lines come to"
        together += sheet.sum


def by_hand(line: SheetLine) -> Decimal:
    """What the printed formula comes to: base × share ÷ months × days, rounded once. Without one the sum was agreed."""
    said = line.formula
    if said is None or not line.rule:
        return abs(line.amount)
    base = Decimal(said["base"]) * Decimal(said["share"]) / 100 * int(said["days"] or 1)
    return (base / int(said["months"] or 1)).quantize(CENT, ROUND_HALF_UP)


def _settled(contract: Contract, lines: list[SheetLine]) -> Iterator[str]:
    """Nothing is lost between the sheets and the last instalment."""
    found = sheets.deduction(contract)
    stands = [one for one in sheets.standing_lines(lines).values() if one.sort != RowSort.OF_AGENCY]
    owed = sum((one.amount for one in stands if not one.held), Decimal())
    if found.paid - found.receivable != found.instalment - owed or min(found.paid, found.receivable) != 0:
        yield f"{found} pays {found.paid} and leaves {found.receivable} of {owed}"


def _last_of(contract: Contract, lines: list[SheetLine], before: Container[date]) -> Iterator[str]:
    """Of the sheet that closed last: it rests on what is settled, and what stands is what its month would hold if it
    were the first. Of what waits that stays which stood before."""
    sheet = contract.month_sheets.last()
    if sheet is None or sheet.month in before:
        return
    case = case_of(contract, sheet.month, sheet.until, before=sheet.closed_at)
    assert case is not None
    for line in (one for one in lines if one.sheet_id == sheet.pk and one.sort != RowSort.REVERSED):
        claim = case.of_key.get(line.key)
        if claim is None or claim.contested or claim.estimated or line.key not in case.verdicts:
            yield f"{line.key} rests on what is not settled"
    anew = closing.close(sheet.month, case, (), on=sheet.until.date())
    stands = {key: one.amount for key, one in sheets.standing_lines(lines).items()}
    wanted = {row.claim.key: row.amount for row in anew.rows}
    for key in sorted((stands.keys() | wanted.keys()) - {one.key for one, _why in anew.waiting}):
        if stands.get(key) != wanted.get(key):
            yield f"{sheet.month} {key}: {stands.get(key)} stands, {wanted.get(key)} is reckoned"
