"""A verb beside the machine under an Idempotency-Key: a repeat changes nothing."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError

from accounts.models import User
from tickets.actions import idempotency
from tickets.actions.digests import digest
from tickets.actions.locking import locked
from tickets.actions.whole import whole
from tickets.models import Ticket


def under_key(
    ticket: Ticket, verb: Callable[[], object], *, key: str | None, said: object, actor: User, now: datetime
) -> None:
    """Do it to the ticket, once under the key. said: all that the request says.

    Raises KeyReused where the key served another request, and whatever the verb raises.
    """
    if key is None:
        verb()
        return
    request = digest({"ticket": ticket.pk, "said": said})
    try:
        with whole():
            locked(ticket.pk)  # a repeat that comes at the same instant waits here
            if idempotency.earlier(actor, key, request) is None:
                verb()
                idempotency.keep(actor, key, request, ticket, now)
    except IntegrityError as error:
        idempotency.quicker(actor, key, request, error)
