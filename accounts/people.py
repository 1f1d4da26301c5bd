"""Accounts made and ended. Each act writes its rows in one transaction and is recorded."""

from django.db import transaction
from knox.models import AuthToken

from accounts import record, sessions
from accounts.models import User


@transaction.atomic
def disable(user: User, *, by: User | None = None) -> None:
    """The account ends at once: every session and every token of it with it (OWASP ASVS 5.0 V7.4.2)."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(user)
    AuthToken.objects.filter(user=user).delete()
    record.record(record.ACCOUNT_DISABLED, actor=by, username=user.username)
