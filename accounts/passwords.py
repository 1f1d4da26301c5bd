"""Rules for passwords beside Django's own (GB/T 22239-2019 8.1.4.1 a; OWASP ASVS 5.0 V6.2)."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

CLASSES = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile(r"[^a-zA-Z0-9\s]"))
CLASSES_NEEDED = 3
#: Words that are tried first in guessing a password of this service.
CONTEXT_WORDS = ("govcloud", "zhengwu", "zhengwuyun", "gongdan", "password", "admin", "qwerty")
CONTEXT_SHARE = 0.5


class ClassesValidator:
    """Three of the four: small letters, capitals, digits, signs."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002
        if sum(bool(found.search(password)) for found in CLASSES) < CLASSES_NEEDED:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _("Use at least three of: small letters, capital letters, digits, signs.")


class ContextWordsValidator:
    """No word of this service that makes up half of the password or more."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002
        plain = password.lower()
        if any(word in plain and len(word) >= CONTEXT_SHARE * len(plain) for word in CONTEXT_WORDS):
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return _("Do not build the password on the name of this service or another obvious word.")


class DemoPasswordValidator:
    """Not the demo's password, which the sign-in page of every demo shows."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002
        if password == settings.DEMO_PASSWORD and not settings.DEMO:
            raise ValidationError(self.get_help_text(), code="password_of_the_demo")

    def get_help_text(self) -> str:
        return _("Do not use the password of the demonstration.")


class HistoryValidator:
    """Not one of the last `kept` passwords, the present one included."""

    def __init__(self, kept: int = User.PASSWORDS_KEPT) -> None:
        self.kept = kept

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if isinstance(user, User) and any(check_password(password, old) for old in self._former(user)):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def _former(self, user: User) -> Iterable[str]:
        return [user.password, *user.past_passwords][: self.kept]

    def get_help_text(self) -> str:
        return _("Do not use one of your last %(kept)d passwords again.") % {"kept": self.kept}
