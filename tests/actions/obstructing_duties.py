"""What keeps the sheet of a duty from being handed in or confirmed: somebody was absent, or is no longer said to be."""

from typing import Any

from tests.actions.obstructing import OTHER_DIGEST, Obstacle, again
from tests.actions.walks import Try
from tickets.models import AuditEntry, Ticket

FIRST, LAST = 0, 9_999


def _said(action: str, seq: int, **fields: Any) -> Obstacle:
    """An entry of the order's audit, before all others or behind them."""

    def saying(chance: Try) -> Try:
        contract = Ticket.objects.get(pk=chance.ticket.pk).contract
        told = {"seq": seq, "at": chance.world.now, "source": chance.ticket.state, "hash": OTHER_DIGEST}
        data = {"fields": {"checked_site": "云机房", **fields}}
        AuditEntry.objects.create(ticket=chance.ticket, action=action, unit=contract.agency, data=data, **told)
        return again(chance)

    return saying


somebody_absent = _said("find_absent", FIRST)
taken_back = _said("withdraw_absence", LAST, absence_no="1")
