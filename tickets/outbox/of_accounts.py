"""What administrators do to accounts, told to whom it concerns (setting ACCOUNT_TELLER)."""

from datetime import datetime
from typing import Any, Final

from accounts.doors.hands import Power
from accounts.models import Substitution
from accounts.record import AccountEvent
from tickets import outbox
from tickets.datelaw.types import ZONE

EVENTS: Final = {
    Power.SUBSTITUTE: "substitute_set",
    Power.END_SUBSTITUTE: "substitute_ended",
    Power.GRANT: "roles_changed",
    Power.TAKE: "roles_changed",
    Power.RESET_PASSWORD: "sign_in_reset",
    Power.RESET_FACTOR: "sign_in_reset",
}


def tell(event: AccountEvent) -> None:
    """In the act's own transaction. Raises KeyError for an event that nobody is told of."""
    act = Power(event.name)
    told = {one.pk for one in event.tells}
    row = next((one for one in (*event.rows, *event.dropped) if isinstance(one, Substitution)), None)
    key = f"{event.name}:{row.pk if row else min(told)}:{event.at.isoformat()}"
    outbox.queue(EVENTS[act], told, ticket=None, key=key, params=_span(row) if row else {}, now=event.at)


def _span(row: Substitution) -> dict[str, Any]:
    people = {"principal": str(row.principal), "substitute": str(row.substitute)}
    return people | {"starts": _minute(row.starts), "ends": _minute(row.ends)}


def _minute(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"
