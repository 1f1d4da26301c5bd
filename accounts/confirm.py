"""A fresh proof of identity before an act that cannot be undone (OWASP ASVS 5.0 V7.5.1)."""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.models import User

#: How long a sign-in or a confirmation counts as fresh.
FRESH = timedelta(minutes=15)


def password_right(user: User, typed: str) -> bool:
    """Whether `typed` is the password of `user`. A wrong one is counted, locked and recorded as at sign-in."""
    try:
        return bool(get_adapter().reauthenticate(user, typed))
    except ValidationError:
        return False


def prove(request: HttpRequest, user: User, typed: str) -> bool:
    """As `password_right`; from then on it counts as given in this session for `FRESH`."""
    right = password_right(user, typed)
    if right:
        record_authentication(request, user, method="password", reauthenticated=True)
    return right


def recently(request: HttpRequest, user: User, now: datetime) -> bool:
    """Whether this session has given a password or a code within `FRESH` before `now`."""
    given = [float(proof["at"]) for proof in get_authentication_records(request, user)]
    return now.timestamp() - max(given, default=0.0) <= FRESH.total_seconds()
