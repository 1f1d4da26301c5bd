"""The last day on which the provider may still apply to leave (13.1), told to both sides before it passes."""

from datetime import date, datetime, timedelta
from typing import Final

from accounts.roles import AGENCY_LEAD, PROVIDER_DESK, PROVIDER_LEAD
from tickets import outbox
from tickets.actions.rules import Rules, gate_due
from tickets.datelaw.types import local
from tickets.lifecycle.kinds.provider_exit import NOTICE
from tickets.models import Contract
from tickets.permissions import people_of

#: So many days before it they are told; of a day on which the service was down, on the next.
TOLD_BEFORE: Final = (60, 30, 5)
TOLD: Final = (AGENCY_LEAD, PROVIDER_LEAD, PROVIDER_DESK)
INSTANT: Final = timedelta(microseconds=1)


def tell_of_last_days(now: datetime) -> None:
    """Tell each once for each of `TOLD_BEFORE`; the notice's key holds it to that, however often this runs."""
    for contract in Contract.objects.order_by("number"):
        last = _last_day(contract)
        left = (last - local(now).date()).days if last is not None else -1
        step = min((days for days in TOLD_BEFORE if left <= days), default=None)
        if last is None or left < 0 or step is None:
            continue
        said = {"contract": contract.number, "day": last.isoformat(), "days": left}
        key = f"exit_day:{contract.pk}:{last}:{step}"
        outbox.queue("exit_day_nears", people_of(contract, TOLD), ticket=None, key=key, params=said, now=now)


def _last_day(contract: Contract) -> date | None:
    """None under a contract that sets none."""
    too_late = gate_due(Rules(contract), NOTICE)
    return local(too_late - INSTANT).date() if too_late is not None else None
