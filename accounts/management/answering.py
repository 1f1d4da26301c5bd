"""What the commands about people share: whose account is meant, and a refusal as one line."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from accounts.clock import now
from accounts.doors import units
from accounts.doors.hands import Hand
from accounts.models import Organization, User


def shell() -> Hand:
    """Whoever has the shell acts, for nobody in the service."""
    return Hand(None, now())


@contextmanager
def refusing() -> Iterator[None]:
    """Turns what a door refuses into CommandError."""
    try:
        yield
    except ValidationError as refusal:
        raise CommandError(" ".join(refusal.messages)) from None


def person(username: str, *, active: bool | None = True) -> User:
    """The account of this name, in use or not as asked; None: either. Raises CommandError."""
    found = User.objects.filter(username=username)
    user = (found if active is None else found.filter(is_active=active)).first()
    if user is not None:
        return user
    message = _("There is no account “%(username)s”.")
    if active:
        message = _("There is no active account “%(username)s”.")
    elif active is not None:
        message = _("There is no disabled account “%(username)s”.")
    raise CommandError(message % {"username": username})


def unit(code: str) -> Organization:
    """Raises CommandError."""
    found = units.of_code(code)
    if found is None:
        raise CommandError(" ".join(units.unknown(code).messages))
    return found
