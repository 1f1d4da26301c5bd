"""The months of the demo contract that are due are closed, as its lead would have done on the last day."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Final

from accounts.models import User
from tickets import actions
from tickets.datelaw.types import ZONE, local
from tickets.models import Contract

HOUR: Final = time(16, 30)


def close_months(contract: Contract, people: Mapping[str, User], now: datetime) -> int:
    """How many. What the service has closed itself stays as it is."""
    closed = 0
    while (found := actions.NextSheet(contract, now)).closes_on < local(now).date():
        at = datetime.combine(found.closes_on, HOUR, ZONE)
        actions.close_sheet(contract, found.month, actor=people["lead"], now=at)
        closed += 1
    return closed
