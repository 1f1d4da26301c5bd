"""Create and disable accounts, and list those of the demo. Each writes its rows in one transaction and is recorded."""

import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from knox.models import AuthToken

from accounts import record, sessions
from accounts.models import Membership, Organization, User


def demo() -> QuerySet[Membership]:
    """The demo accounts, by the one role that each holds; none outside demo mode."""
    if not settings.DEMO:
        return Membership.objects.none()
    held = Membership.objects.filter(user__demo=True, user__is_active=True)
    return held.select_related("user", "organization").order_by("user_id")


@transaction.atomic
def create(username: str, name: str, unit: Organization, role: str, *, by: User | None = None) -> str:
    """A new account with one role. Returns its first password, which the person must change at once.
    Raises ValidationError where the name is taken or not allowed, or the role is unknown."""
    password = secrets.token_urlsafe(15)
    user = User(username=username, name=name, must_change_password=True)
    user.set_password(password)
    user.full_clean()
    user.save()
    place = Membership(user=user, organization=unit, role=role)
    place.full_clean()
    place.save()
    rows = (user, place)
    record.record(record.ACCOUNT_CREATED, actor=by, rows=rows, username=username, unit=unit.code, role=role)
    return password


@transaction.atomic
def disable(user: User, *, by: User | None = None) -> None:
    """Close the account at once, with all its sessions and tokens (OWASP ASVS 5.0 V7.4.2)."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(user)
    AuthToken.objects.filter(user=user).delete()
    record.record(record.ACCOUNT_DISABLED, actor=by, rows=(user,), username=user.username)
