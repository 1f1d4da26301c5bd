"""The second factor, under the same lock as the password: whoever knows the one may not guess the other."""

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError

from accounts import lock, record
from accounts.clock import now


class Counted(BaseAuthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """Allauth counts wrong codes in the cache, which each web process has for itself."""

    def clean_code(self) -> str:
        request, name = context.request, self.user.username
        if lock.locked(name, record.address_of(request), now()):
            record.record(record.SIGN_IN_LOCKED, request=request, username=name)
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            return str(super().clean_code())
        except ValidationError:
            lock.count_failure(name, record.address_of(request), now())
            record.record(record.SIGN_IN_FAILED, request=request, username=name)
            raise


class SignInCode(Counted, AuthenticateForm):  # type: ignore[misc]
    """After the password."""


class ConfirmationCode(Counted, ReauthenticateForm):  # type: ignore[misc]
    """Before a change of the account itself."""
