"""Requests with an idempotency key: a repeat gets the first one's answer and changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from tickets.actions.digests import digest
from tickets.errors import KeyReused
from tickets.models import Claim, IdempotencyKey, Minutes, Ticket

P = ParamSpec("P")
R = TypeVar("R", Claim, Minutes)


def earlier(actor: User, key: str | None, request: str) -> Ticket | None:
    """The ticket on which this actor did it under this key. Raises KeyReused if it was another request."""
    if not key:
        return None
    found = IdempotencyKey.objects.filter(actor=actor, key=key).select_related("ticket").first()
    if found is None:
        return None
    if found.request != request:
        message = _("This Idempotency-Key was used for another request. Use a new key for a new request.")
        raise KeyReused(message, found.ticket.number)
    return found.ticket


def done_under(actor: User, key: str) -> Ticket | None:
    """The ticket on which this actor did anything under this key."""
    found = IdempotencyKey.objects.filter(actor=actor, key=key).select_related("ticket").first() if key else None
    return found.ticket if found is not None else None


def keep(actor: User, key: str | None, request: str, ticket: Ticket, now: datetime) -> None:
    """Record the key in the act's own transaction, so that it is used if and only if the act is done."""
    if key:
        IdempotencyKey.objects.create(actor=actor, key=key, request=request, ticket=ticket, at=now)


def quicker(actor: User, key: str | None, request: str, error: IntegrityError) -> Ticket:
    """The ticket of the request that took the key at this very instant. Raises `error` where none did, and as
    `earlier`."""
    if (done := earlier(actor, key, request)) is None:
        raise error
    return done


def remember(actor: User, key: str | None, answer: dict[str, Any]) -> None:
    """Keep the answer as it was first given. Lost with the process, a repeat gets the ticket as it is then."""
    if key:
        IdempotencyKey.objects.filter(actor=actor, key=key, answer__isnull=True).update(answer=answer)


def answered(actor: User, key: str | None) -> dict[str, Any] | None:
    """The first answer under this key, if it was kept."""
    found = IdempotencyKey.objects.filter(actor=actor, key=key).values_list("answer", flat=True) if key else ()
    return next(iter(found), None)


class Repeated(Exception):  # noqa: N818  # no error: the answer to a repeat
    """What is asked was done under the same key before, to this claim or these minutes."""

    def __init__(self, done: Claim | Minutes) -> None:
        super().__init__(done.pk)
        self.done = done


@dataclass(frozen=True, slots=True)
class Once:
    """A request upon a claim, or upon minutes, that carries a key; `request`: the digest of all that it says."""

    actor: User
    key: str
    request: str

    def check(self) -> None:
        """Raises Repeated with that to which it was done before, KeyReused if the key served another request."""
        ticket = earlier(self.actor, self.key, self.request)
        if ticket is not None:
            kept = IdempotencyKey.objects.select_related("claim", "minutes").get(actor=self.actor, key=self.key)
            done = kept.minutes or kept.claim
            assert done is not None  # noqa: S101  # the request is the same, and that was upon one of the two
            raise Repeated(done)

    def keep(self, claim: Claim, now: datetime, *, minutes: Minutes | None = None) -> None:
        """As `keep`, with the claim, and the minutes over it and others."""
        row = {"request": self.request, "ticket": claim.ticket, "claim": claim, "minutes": minutes, "at": now}
        IdempotencyKey.objects.create(actor=self.actor, key=self.key, **row)


def once(actor: User, key: str | None, *said: object) -> Once | None:
    """The request that says this, where it carries a key."""
    return Once(actor, key, digest(list(said))) if key else None


def repeatable(verb: Callable[P, R]) -> Callable[P, R]:
    """A verb upon claims that takes `once`: a repeat changes nothing and gives that to which it was done."""

    @wraps(verb)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return verb(*args, **kwargs)
        except Repeated as repeated:
            return cast("R", repeated.done)  # the same request was put to the same verb
        except IntegrityError:
            # Another order took the key at this instant: raises KeyReused.
            if isinstance(once := kwargs.get("once"), Once):
                once.check()
            raise

    return asked
