"""Where a person is told outside the service: entered and removed by themselves, and recorded."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User, unit_of
from tickets import audit, outbox


def keep_addresses(entered: Mapping[str, str], *, actor: User, now: datetime, address: str) -> None:
    """`entered`: channel -> where the actor is reached there from now on, "": nowhere.

    The system log names the channels that changed and the caller's network `address`, never what was entered: the
    address of a robot holds a key.
    """
    with transaction.atomic(durable=True):
        changed = outbox.keep_addresses(actor, entered)
        if changed:
            data = {
                "address": address,
                "entered": sorted(name for name, new in changed.items() if new),
                "removed": sorted(name for name, new in changed.items() if not new),
            }
            audit.log_system("contact_addresses", now=now, actor=actor, unit=unit_of(actor), data=data)
