"""月度清单 as they stand: which months are closed, their lines, and what they leave of the last instalment."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from tickets.datelaw.calendar import Calendar
from tickets.datelaw.reckoning import months_on
from tickets.datelaw.types import ONE_DAY, day_end, local
from tickets.models import Contract, MonthSheet, SheetLine
from tickets.penalties import kept, settling
from tickets.penalties.claims import month_of
from tickets.penalties.money import ZERO
from tickets.penalties.readings import SHEET_CLOSE, PenaltyReadings
from tickets.penalties.settling import FinalDeduction, RowSort, SheetRow

#: What a line names beside itself, as pages and papers show it.
NAMED: Final = ("sheet", "finding", "assessed_by", "confirmed_by", "reverses__sheet")


def lines(contract: Contract) -> QuerySet[SheetLine]:
    """Of all sheets, in the order in which they were entered."""
    return SheetLine.objects.filter(sheet__contract=contract).order_by("sheet__number", "number")


def row(line: SheetLine) -> SheetRow:
    claim = kept.claim_of(
        key=line.key, rule=line.rule, trigger=line.trigger, systems=line.systems, month=line.fact_month,
        events=line.events, formula=line.formula, amount=line.amount,
    )  # fmt: skip
    return SheetRow(
        sort=RowSort(line.sort), claim=claim, amount=line.amount, settled_on=line.settled_on, held=line.held
    )


def standing_lines(entered: Iterable[SheetLine]) -> dict[str, SheetLine]:
    """Of each claim the line that stands after all that was taken back."""
    found: dict[str, SheetLine] = {}
    for line in entered:
        if line.sort == RowSort.REVERSED:
            del found[line.key]
        else:
            found[line.key] = line
    return found


def code(line: SheetLine) -> str:
    """By which a person names it: 2026-03-2."""
    return f"{line.sheet.month:%Y-%m}-{line.number}"


def coded(entered: Iterable[SheetLine]) -> dict[str, SheetLine]:
    """Code -> each line that stands against the provider. The lines come with their sheets."""
    return {code(one): one for one in standing_lines(entered).values() if one.sort != RowSort.OF_AGENCY}


def following(contract: Contract, last: MonthSheet | None) -> date:
    """The month whose sheet is to be closed next."""
    return months_on(last.month, 1) if last is not None else first(contract)


def first(contract: Contract) -> date:
    """The month of the first sheet: that in which the term starts; where tables of penalties came to a contract that
    was here before them, that in which they came. What was settled before is entered in it as of an earlier month."""
    starts = month_of(contract.starts)
    came = contract.penalty_editions.filter(terms__isnull=False).values_list("since", flat=True).first()
    here = contract.clauses.order_by("since").values_list("since", flat=True).first()
    if came is None or here is None or came <= here:
        return starts
    return max(starts, month_of(local(came).date()))


def closes_on(month: date, calendar: Calendar, readings: Mapping[str, Any]) -> date:
    """The day at whose end the sheet of the month closes by itself (W17)."""
    days = int(readings.get(SHEET_CLOSE.key, SHEET_CLOSE.otherwise))
    return calendar.nth_working_day(months_on(month, 1) - ONE_DAY, days)


def closes_at(month: date, calendar: Calendar, readings: Mapping[str, Any]) -> datetime:
    return day_end(closes_on(month, calendar, readings))


def deduction(
    contract: Contract, objected: frozenset[str] = frozenset(), agreed: frozenset[str] = frozenset()
) -> FinalDeduction:  # fmt: skip
    """What the closed sheets leave of the last instalment. objected: keys of claims to which the provider objects;
    agreed: of those that both sides have settled since they were entered. `settlement.deduction` knows them."""
    last = contract.instalments.order_by("-number").values_list("amount", flat=True).first()
    edition = contract.penalty_editions.filter(terms__isnull=False).last()
    readings = PenaltyReadings(edition.readings if edition is not None else {})
    rows = [row(line) for line in lines(contract)]
    for key in agreed:
        rows = list(settling.agreed_on(rows, key))
    return settling.deduction(rows, last or ZERO, objected=objected, apart=settling.apart(rows, readings))
