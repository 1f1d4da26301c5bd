"""The lock after repeated failures to sign in (GB/T 22239-2019 8.1.4.1 b).

Rows, not the cache: the lock outlives a restart, its end can be told, and an administrator can lift it. An
unknown name locks like a known one, so that the answer does not tell which names exist.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from accounts.models import SignInFailure

FAILURES_PER_NAME = 5
#: Far above the limit of a name, because an office may share one address.
FAILURES_PER_ADDRESS = 50
WINDOW = timedelta(minutes=15)


def locked(name: str, address: str, now: datetime) -> bool:
    """Whether `name` or `address` has reached its limit within `WINDOW` before `now`."""
    recent = SignInFailure.objects.filter(at__gt=now - WINDOW)
    return (
        recent.filter(name_digest=digest(name)).count() >= FAILURES_PER_NAME
        or recent.filter(address=address).exclude(address="").count() >= FAILURES_PER_ADDRESS
    )


def count_failure(name: str, address: str, now: datetime) -> None:
    """Store a failure, and delete those that no longer count."""
    SignInFailure.objects.filter(at__lte=now - WINDOW).delete()
    SignInFailure.objects.create(name_digest=digest(name), address=address, at=now)


def forgive(name: str) -> None:
    """After a success: the failures of the name no longer count, those of the address do.
    Else one account of one's own would be enough to go on guessing the passwords of others."""
    SignInFailure.objects.filter(name_digest=digest(name)).delete()


def digest(name: str) -> str:
    """The SHA-256, in hexadecimal digits, of a name without regard to case."""
    return sha256(name.strip().lower().encode()).hexdigest()
