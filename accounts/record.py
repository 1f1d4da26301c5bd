"""Sign-ins, failures, sign-outs and changes of accounts, handed to the system log (setting ACCOUNT_RECORDER)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.utils.module_loading import import_string

from accounts.clock import now
from accounts.models import Organization, User, unit_of

SIGNED_IN = "signed_in"
SIGN_IN_FAILED = "sign_in_failed"
CONFIRMATION_FAILED = "confirmation_failed"
SIGN_IN_LOCKED = "sign_in_locked"
SIGNED_OUT = "signed_out"
SESSION_EXPIRED = "session_expired"
PASSWORD_CHANGED = "password_changed"  # noqa: S105  # an event's name
MAIL_CONFIRMED = "mail_confirmed"
LOG_EXPORTED = "log_exported"
TOKEN_CREATED = "token_created"  # noqa: S105  # an event's name


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """What happened to an account. `actor` is None when nobody is signed in. `data`: JSON values, never a secret."""

    name: str
    at: datetime
    actor: User | None = None
    unit: Organization | None = None
    address: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    #: Rows that were made or changed with it: accounts, roles, substitutions.
    rows: tuple[Model, ...] = ()
    #: Rows that go with it.
    dropped: tuple[Model, ...] = ()
    #: Who is told of it (setting ACCOUNT_TELLER).
    tells: tuple[User, ...] = ()


def record(
    name: str,
    *,
    actor: User | None = None,
    request: HttpRequest | None = None,
    at: datetime | None = None,
    address: str = "",
    rows: Iterable[Model] = (),
    dropped: Iterable[Model] = (),
    tells: Iterable[User] = (),
    **data: Any,
) -> None:
    """Hand the event `name` to the recorder, with its time (`at`; None: the present), the actor's unit and the
    caller's address; and to the teller, where somebody is told.

    Whoever makes or changes accounts, units, roles or substitutions names these `rows`, as they stand then."""
    recorder: Callable[[AccountEvent], object] = import_string(settings.ACCOUNT_RECORDER)
    unit, address = unit_of(actor) if actor else None, address_of(request) if request else address
    event = AccountEvent(name, at or now(), actor, unit, address, data, tuple(rows), tuple(dropped), tuple(tells))
    recorder(event)
    if event.tells:
        teller: Callable[[AccountEvent], object] = import_string(settings.ACCOUNT_TELLER)
        teller(event)


def address_of(request: HttpRequest) -> str:
    """The caller's address as the outermost proxy of our own saw it (setting PROXIES: how many there are).
    What stands before that in the header was written by the caller, and is not believed."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    asked = hops[-settings.PROXIES] if 0 < settings.PROXIES <= len(hops) else seen
    try:
        return str(ip_address(asked))
    except ValueError:
        return seen
