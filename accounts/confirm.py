"""The person again, before what cannot be undone (OWASP ASVS 5.0 V7.5.1)."""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.models import User

#: For so long a sign-in or a confirmation vouches for a session.
FRESH = timedelta(minutes=15)


def password_right(user: User, typed: str) -> bool:
    """Counted, locked and recorded as a sign-in is: a session left open is no place to guess."""
    try:
        return bool(get_adapter().reauthenticate(user, typed))
    except ValidationError:
        return False


def recently(request: HttpRequest, user: User, now: datetime) -> bool:
    """Whether whoever holds this session has proved who he is within `FRESH`."""
    given = [float(proof["at"]) for proof in get_authentication_records(request, user)]
    return now.timestamp() - max(given, default=0.0) <= FRESH.total_seconds()
