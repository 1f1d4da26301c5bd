"""Sheets that are closed, for orders that wait for the months before or follow from what stands in them."""

from datetime import datetime
from decimal import Decimal

from tests.world import World
from tickets import sheets
from tickets.datelaw.types import local
from tickets.models import Contract, MonthSheet, SheetLine, Ticket
from tickets.penalties.money import ZERO

PRINTED = {
    "systems": {}, "score": None, "absorbed": [], "unsettled": [], "waiting": [], "set_aside": [], "otherwise": [],
}  # fmt: skip
#: A fifth of the price (15.11), and what one late payment comes to (12.6).
FIFTH, LATE_FEE = Decimal("240602.08"), Decimal("120.30")


def empty_sheets(contract: Contract, now: datetime) -> None:
    """All months up to this one, with nothing in them."""
    while sheets.following(contract, contract.month_sheets.last()) <= local(now).date():
        _next(contract, now)


def _next(contract: Contract, now: datetime, total: Decimal = ZERO, size: int = 0) -> MonthSheet:
    last = contract.month_sheets.last()
    return MonthSheet.objects.create(
        contract=contract, month=sheets.following(contract, last), number=last.number + 1 if last else 1, until=now,
        closed_at=now, size=size, sum=total, before=last.together if last else ZERO,
        edition=contract.penalty_editions.first(), printed=PRINTED,
    )  # fmt: skip


def sheet_with(world: World, *rows: tuple[Decimal, str]) -> MonthSheet:
    """The next sheet, with these sums in lines of these sorts: each of an event of its own."""
    finding = Ticket.objects.filter(kind="finding").first() or world.file("finding")
    total = sum((amount for amount, sort in rows if sort != "of_agency"), ZERO)
    sheet = _next(world.contract, world.now, total, len(rows))
    for number, (amount, sort) in enumerate(rows, 1):
        late = sort == "of_agency"
        SheetLine.objects.create(
            sheet=sheet, number=number, sort=sort, key=f"{sheet.number}/{number}", amount=amount, finding=finding,
            rule="12.6" if late else "15.11", trigger="late_payment" if late else "secrecy", fact_month=sheet.month,
            events=[f"{sheet.number}-{number}"], settled_on=local(world.now).date(), said={"zh-hans": "", "en": ""},
            assessed_by=world.user("lead"), confirmed_by=world.user("finance"),
        )  # fmt: skip
    return sheet
