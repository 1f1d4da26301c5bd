"""Empty sheets, for orders that wait for the months before to be closed."""

from datetime import datetime

from tickets import sheets
from tickets.datelaw.types import local
from tickets.models import Contract, MonthSheet
from tickets.penalties.money import ZERO

PRINTED = {
    "systems": {}, "score": None, "absorbed": [], "unsettled": [], "waiting": [], "set_aside": [], "otherwise": [],
}  # fmt: skip


def empty_sheets(contract: Contract, now: datetime) -> None:
    """All months up to this one, with nothing in them."""
    last = contract.month_sheets.last()
    while (month := sheets.following(contract, last)) <= local(now).date():
        last = MonthSheet.objects.create(
            contract=contract, month=month, number=last.number + 1 if last else 1, until=now, closed_at=now, size=0,
            sum=ZERO, before=last.together if last else ZERO, edition=contract.penalty_editions.first(),
            printed=PRINTED,
        )  # fmt: skip
