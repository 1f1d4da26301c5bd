"""The lock after repeated failures to sign in (GB/T 22239-2019 8.1.4.1 b): rows, so that every web process
sees the same count and a restart keeps it. An unknown name locks like a known one, and betrays nothing."""

from datetime import datetime, timedelta
from hashlib import sha256

from accounts.models import SignInFailure

FAILURES_PER_NAME = 5
#: An office may share one address, so its limit lies well above one person's.
FAILURES_PER_ADDRESS = 50
WINDOW = timedelta(minutes=15)


def locked(name: str, address: str, now: datetime) -> bool:
    recent = SignInFailure.objects.filter(at__gt=now - WINDOW)
    return (
        recent.filter(name_digest=digest(name)).count() >= FAILURES_PER_NAME
        or recent.filter(address=address).exclude(address="").count() >= FAILURES_PER_ADDRESS
    )


def count_failure(name: str, address: str, now: datetime) -> None:
    SignInFailure.objects.filter(at__lte=now - WINDOW).delete()
    SignInFailure.objects.create(name_digest=digest(name), address=address, at=now)


def forgive(name: str) -> None:
    """After a success. The address keeps its count: else one own account would unlock guessing at others."""
    SignInFailure.objects.filter(name_digest=digest(name)).delete()


def digest(name: str) -> str:
    return sha256(name.strip().lower().encode()).hexdigest()
