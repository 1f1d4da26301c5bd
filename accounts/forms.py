"""Allauth's forms, which take an account name or a mail address as people type it: full-width letters, odd blanks."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm
from django.forms import BaseForm
from django.http import QueryDict
from django.utils.translation import gettext as _

from texts import tidy

#: The controls that hold no secret. A password is taken as it stands.
OPEN = ("login", "email")


class TidyForm(BaseForm):
    """What is typed into the open controls is tidied before it is judged."""

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data=_tidied(data), **options)


class SignInForm(TidyForm, LoginForm):  # type: ignore[misc]  # allauth carries no types
    """Its faults name the controls as the page does."""

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data=data, **options)
        self.fields["login"].label = _("Account name")
        self.fields["login"].error_messages["required"] = _("Write your account name.")
        self.fields["password"].error_messages["required"] = _("Write your password.")


class MailAddressForm(TidyForm, AddEmailForm):  # type: ignore[misc]
    pass


class ForgottenPasswordForm(TidyForm, ResetPasswordForm):  # type: ignore[misc]
    pass


def _tidied(data: QueryDict | None) -> QueryDict | None:
    if not data:
        return data
    typed = data.copy()
    for name in OPEN:
        if name in typed:
            typed[name] = tidy.code(str(typed[name]))
    return typed
