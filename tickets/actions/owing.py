"""What one side owes the other and nobody demands: told to whoever may demand it, until it is demanded or owed no more.

Looked at whenever a sheet closes, and every hour: what else changes it (a payment, a decision, a demand that is
withdrawn) is told within that time.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from accounts.roles import PARTY
from tickets import outbox, settlement
from tickets.lifecycle.kinds.recovery import Recovery, owed_to
from tickets.models import Contract, Notice
from tickets.outbox import lives
from tickets.penalties.balance import OwedFor
from tickets.permissions import people_of

OWED: Final = "money_owed"


def tell_of_owed(contract: Contract, now: datetime) -> None:
    """Within a transaction that holds the contract's row. Fourteen queries and two for each sort of what is owed."""
    if contract.month_sheets.exists():
        found = settlement.balance(contract)
        for what in OwedFor:
            _tell(contract, what, found.open(what), found.orders(what), now)


@transaction.atomic
def look_for_owed(contract: int, now: datetime) -> None:
    tell_of_owed(Contract.objects.select_for_update().get(pk=contract), now)


def end_owed(contract: Contract, what: OwedFor, now: datetime) -> None:
    """It is demanded."""
    lives.end(_told(contract, what), now=now)


def _tell(contract: Contract, what: OwedFor, amount: Decimal, payments: tuple[str, ...], now: datetime) -> None:
    """Once for each sum, as long as that stands."""
    live = _told(contract, what).filter(ended_at=None)
    if amount and live.filter(params__sum=str(amount)).exists():
        return
    lives.end(live, now=now)
    if amount:
        said = {"contract": contract.number, "sum": str(amount), "because": next(iter(payments), "")}
        people = people_of(contract, _openers(what))
        outbox.queue(OWED, people, ticket=None, key=f"{_key(contract, what)}{now.isoformat()}", params=said, now=now)


def _told(contract: Contract, what: OwedFor) -> QuerySet[Notice]:
    return lives.of_no_order(OWED).filter(key__startswith=_key(contract, what))


def _key(contract: Contract, what: OwedFor) -> str:
    return f"{OWED}:{contract.pk}:{what}:"


def _openers(what: OwedFor) -> Iterator[str]:
    """Who opens the order by which the side to which it is owed demands it."""
    return (role for role in Recovery.opening.by if role in PARTY and what in owed_to([role]))
