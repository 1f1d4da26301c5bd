"""The lock after repeated failures to sign in (GB/T 22239-2019 8.1.4.1 b).

Rows, not the cache: the lock outlives a restart, its end can be told, and an administrator can lift it. An
unknown name locks like a known one, so that the answer does not tell which names exist.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import QuerySet

from accounts.models import SignInFailure

FAILURES_PER_NAME = 5
#: Far above the limit of a name, because an office may share one address.
FAILURES_PER_ADDRESS = 50
WINDOW = timedelta(minutes=15)


def locked(name: str, address: str, now: datetime) -> bool:
    """Whether `name` or `address` has reached its limit within `WINDOW` before `now`."""
    return ends(name, address, now) is not None


def ends(name: str, address: str, now: datetime) -> datetime | None:
    """When the lock of `name` or `address` opens by itself; None: nothing is locked."""
    recent = SignInFailure.objects.filter(at__gt=now - WINDOW).order_by("-at")
    of_name = _nth(recent.filter(name_digest=digest(name)), FAILURES_PER_NAME)
    of_address = _nth(recent.filter(address=address).exclude(address=""), FAILURES_PER_ADDRESS)
    return max(filter(None, (of_name, of_address)), default=None)


def _nth(newest: QuerySet[SignInFailure], limit: int) -> datetime | None:
    """When the failure that makes the limit full is forgotten."""
    found = newest.values_list("at", flat=True)[limit - 1 : limit].first()
    return found and found + WINDOW


def count_failure(name: str, address: str, now: datetime) -> None:
    """Store a failure, and delete those that no longer count."""
    SignInFailure.objects.filter(at__lte=now - WINDOW).delete()
    SignInFailure.objects.create(name_digest=digest(name), address=address, at=now)


def forgive(name: str) -> None:
    """After a success: the failures of the name no longer count, those of the address do.
    Else one account of one's own would be enough to go on guessing the passwords of others."""
    SignInFailure.objects.filter(name_digest=digest(name)).delete()


def forgive_address(address: str) -> None:
    """An office that shares one is let in again; a name that failed from there stays locked by its own count, for its
    failures are kept without the address."""
    SignInFailure.objects.filter(address=address).update(address="")


@dataclass(frozen=True, slots=True)
class Locked:
    """One lock that stands: of a name (by its digest) or of an address, and when it opens by itself."""

    opens: datetime
    name_digest: str = ""
    address: str = ""


def standing(now: datetime) -> list[Locked]:
    """Every lock that stands, the one that opens last first. One query."""
    names: dict[str, list[datetime]] = {}
    addresses: dict[str, list[datetime]] = {}
    recent = SignInFailure.objects.filter(at__gt=now - WINDOW).order_by("-at")
    for name, address, at in recent.values_list("name_digest", "address", "at"):
        names.setdefault(name, []).append(at)
        if address:
            addresses.setdefault(address, []).append(at)
    found = [Locked(opens, name_digest=one) for one, opens in _full(names, FAILURES_PER_NAME)]
    found += [Locked(opens, address=one) for one, opens in _full(addresses, FAILURES_PER_ADDRESS)]
    return sorted(found, key=lambda one: one.opens, reverse=True)


def _full(failed: Mapping[str, list[datetime]], limit: int) -> Iterator[tuple[str, datetime]]:
    """Whose limit is full, and when that is over."""
    for one, newest in failed.items():
        if len(newest) >= limit:
            yield one, newest[limit - 1] + WINDOW


def digest(name: str) -> str:
    """The SHA-256, in hexadecimal digits, of a name without regard to case."""
    return sha256(name.strip().lower().encode()).hexdigest()
