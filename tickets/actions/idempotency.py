"""Requests with an idempotency key: a repeat gets the first one's answer and changes nothing."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from tickets.errors import KeyReused
from tickets.models import IdempotencyKey, Ticket


def earlier(actor: User, key: str | None, request: str) -> Ticket | None:
    """The ticket on which this actor did it under this key. Raises KeyReused if it was another request."""
    if not key:
        return None
    found = IdempotencyKey.objects.filter(actor=actor, key=key).select_related("ticket").first()
    if found is None:
        return None
    if found.request != request:
        raise KeyReused(_("This Idempotency-Key was used for another request. Use a new key for a new request."))
    return found.ticket


def keep(actor: User, key: str | None, request: str, ticket: Ticket, now: datetime) -> None:
    """Record the key in the act's own transaction, so that it is used if and only if the act is done."""
    if key:
        IdempotencyKey.objects.create(actor=actor, key=key, request=request, ticket=ticket, at=now)


def remember(actor: User, key: str | None, answer: dict[str, Any]) -> None:
    """Keep the answer as it was first given. Lost with the process, a repeat gets the ticket as it is then."""
    if key:
        IdempotencyKey.objects.filter(actor=actor, key=key, answer__isnull=True).update(answer=answer)


def answered(actor: User, key: str | None) -> dict[str, Any] | None:
    """The first answer under this key, if it was kept."""
    found = IdempotencyKey.objects.filter(actor=actor, key=key).values_list("answer", flat=True) if key else ()
    return next(iter(found), None)
