"""Mail addresses of people. Notices go to the confirmed one alone: allauth keeps the addresses and confirms them.

`User.email` follows it, for those who read the account by Django's own means.
"""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from texts import tidy


def confirmed(people: Iterable[User]) -> QuerySet[Any]:
    """The rows of the addresses that count, at most one a person."""
    found: QuerySet[Any] = EmailAddress.objects.filter(user__in=people, verified=True, primary=True)
    return found


def address(user: User) -> str:
    """Where mail to the person goes; "": nowhere."""
    return confirmed([user]).values_list("email", flat=True).first() or ""


def pending(user: User) -> str:
    """The address that the person has still to confirm; "": none."""
    row = EmailAddress.objects.get_new(user)
    return row.email if row else ""


def unreached() -> QuerySet[User]:
    """Those who may sign in and whom no mail reaches."""
    mine = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True, primary=True)
    return User.objects.filter(~Exists(mine), is_active=True)


def propose(user: User, email: str) -> None:
    """The person finds it entered, and confirms it. Raises ValidationError for what is no address, or another's."""
    email = tidy.code(email)
    validate_email(email)
    refuse_of_others(email, user)
    EmailAddress.objects.create(user=user, email=email.lower())


def newest(user: User) -> str:
    """The address that was entered last, confirmed or not; "": none."""
    return pending(user) or address(user)


@transaction.atomic
def exchange(user: User, email: str) -> None:
    """Another address for the person, who has still to confirm it; "": none any more. Raises as `propose`."""
    EmailAddress.objects.filter(user=user, verified=False).delete()
    if not email:
        EmailAddress.objects.filter(user=user).delete()
        User.objects.filter(pk=user.pk).update(email="")
    elif email.lower() != address(user):
        propose(user, email)


@transaction.atomic
def vouch(user: User, email: str) -> None:
    """Take the address as confirmed: a demo sends nobody a link."""
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email.lower(), verified=True, primary=True)
    user.email = email.lower()
    user.save(update_fields=["email"])


def refuse_of_others(email: str, user: User) -> None:
    """Raises ValidationError where somebody else has confirmed it: mail says things that are for one person."""
    if of_others(email, user):
        raise ValidationError(belongs(email))


def of_others(email: str, user: User) -> bool:
    """Whether somebody else has confirmed it."""
    return bool(taken([email], user))


def taken(emails: Iterable[str], user: User | None = None) -> set[str]:
    """Those of these addresses, in small letters, that people other than `user` have confirmed. One query."""
    wanted = {one.lower() for one in emails}
    rows = EmailAddress.objects.filter(email__in=wanted, verified=True)
    rows = rows.exclude(user=user.pk) if user and user.pk else rows
    return set(rows.values_list("email", flat=True))


def belongs(email: str) -> str:
    return _("“%(email)s” belongs to another account.") % {"email": email}
