"""Create and disable accounts, register telephones, and list the accounts of the demo. Each writes its rows in one
transaction and is recorded."""

import re
import secrets
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from accounts import record, sessions
from accounts.models import Membership, Organization, User

#: Digits, as a telephone dials them, with the signs that people write between them.
PHONE: Final = re.compile(r"\+?\d[\d ()-]{4,27}\d")


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


@transaction.atomic
def register_phone(user: User, phone: str, *, by: User | None = None) -> None:
    """The number under which the person is called back; "" takes it away. Raises ValidationError for what is none."""
    if phone and not PHONE.fullmatch(phone):
        raise ValidationError(_("“%(phone)s” is no telephone number."), params={"phone": phone})
    user.phone = phone
    user.save(update_fields=["phone"])
    record.record(record.PHONE_REGISTERED, actor=by, rows=(user,), username=user.username)
