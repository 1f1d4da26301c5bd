"""What one side owes the other and nobody demands: told to whoever may demand it, until it is demanded or owed no more.

Looked at whenever a sheet closes or a demand is withdrawn, and every hour: what else changes it (a payment, a decision,
another person who may demand it) is told within that time.
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
from tickets.models import Contract, Notice, Ticket
from tickets.outbox import lives
from tickets.penalties.balance import OwedFor
from tickets.permissions import people_of

OWED: Final = "money_owed"


def tell_of_owed(contract: Contract, now: datetime, withdrawn: Ticket | None = None) -> None:
    """Within a transaction that holds the contract's row. withdrawn: the demand that an act is withdrawing. Fourteen
    queries and three for each sort of what is owed."""
    if contract.month_sheets.exists():
        found = settlement.balance(contract, without=withdrawn)
        for what in OwedFor:
            _tell(contract, what, found.open(what), found.orders(what), now)


@transaction.atomic
def look_for_owed(contract: int, now: datetime) -> None:
    tell_of_owed(Contract.objects.select_for_update().get(pk=contract), now)


def end_owed(contract: Contract, what: OwedFor, now: datetime) -> None:
    """It is demanded."""
    lives.end(_told(contract, what), now=now)


def _tell(contract: Contract, what: OwedFor, amount: Decimal, payments: tuple[str, ...], now: datetime) -> None:
    """Each person once for each sum, as long as that stands and they may demand it."""
    people = people_of(contract, _openers(what)) if amount else set()
    live = _told(contract, what).filter(ended_at=None)
    known = live.filter(params__sum=str(amount), recipient__in=people)
    told = set(known.values_list("recipient", flat=True)) if people else set()
    lives.end(live.exclude(recipient__in=told, params__sum=str(amount)), now=now)
    if fresh := people - told:
        said = {"contract": contract.number, "sum": str(amount), "because": next(iter(payments), "")}
        outbox.queue(OWED, fresh, ticket=None, key=f"{_key(contract, what)}{now.isoformat()}", params=said, now=now)


def _told(contract: Contract, what: OwedFor) -> QuerySet[Notice]:
    return lives.of_no_order(OWED).filter(key__startswith=_key(contract, what))


def _key(contract: Contract, what: OwedFor) -> str:
    return f"{OWED}:{contract.pk}:{what}:"


def _openers(what: OwedFor) -> Iterator[str]:
    """Who opens the order by which the side to which it is owed demands it."""
    return (role for role in Recovery.opening.by if role in PARTY and what in owed_to([role]))
