"""日历订阅: the secret address of a person's deadlines. The sole writer of `CalendarFeed`; the system log has it."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.models import User, unit_of
from tickets import audit
from tickets.models import CalendarFeed


@transaction.atomic
def issue(owner: User, *, now: datetime) -> str:
    """The secret of a new address, told this once; the one before it leads nowhere from now on."""
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(owner=owner, defaults={"digest": _digest(secret), "issued_at": now})
    audit.log_system("calendar_feed_issued", now=now, actor=owner, unit=unit_of(owner))
    return secret


@transaction.atomic
def revoke(owner: User, *, now: datetime) -> bool:
    """False: there was none."""
    gone, _rows = CalendarFeed.objects.filter(owner=owner).delete()
    if gone:
        audit.log_system("calendar_feed_revoked", now=now, actor=owner, unit=unit_of(owner))
    return bool(gone)


def of(owner: User) -> CalendarFeed | None:
    return _good().filter(owner=owner).first()


def _good() -> QuerySet[CalendarFeed]:
    """An address ends for good with the password under which it was issued, and when the account is disabled."""
    same = Q(owner__password_set_at__isnull=True) | Q(owner__password_set_at__lte=F("issued_at"))
    served = Q(owner__stopped_at__isnull=True) | Q(owner__stopped_at__lt=F("issued_at"))
    return CalendarFeed.objects.filter(same, served, owner__is_active=True)


def owner_of(secret: str) -> User | None:
    """Whose address it is; nobody's where it has ended."""
    found = _good().filter(digest=_digest(secret)).select_related("owner").first()
    return found.owner if found else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
