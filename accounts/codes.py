"""The second factor. Used codes are allauth's: it remembers them in the shared cache (setting CACHES).

Wrong codes are ours, because they count towards the lock in the database (accounts.lock) as wrong passwords do.
Allauth's own limit, ACCOUNT_RATE_LIMITS["login_failed"], is off: it counts passwords and codes apart, a success
does not clear it, and its end cannot be told.
"""

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.utils import encrypt
from django.core.exceptions import ValidationError


class Counted(BaseAuthenticateForm):  # type: ignore[misc]  # allauth carries no types
    def clean_code(self) -> str:
        """Raises ValidationError for a wrong code, a used one, and any code while the name is locked."""
        adapter, name = get_adapter(), self.user.username
        adapter.pre_authenticate(context.request, username=name)
        try:
            return str(super().clean_code())
        except ValidationError:
            adapter.authentication_failed(context.request, username=name)
            raise


class SignInCode(Counted, AuthenticateForm):  # type: ignore[misc]
    """After the password."""


class ConfirmationCode(Counted, ReauthenticateForm):  # type: ignore[misc]
    """Before a change of the account itself."""


class FirstCode(ActivateTOTPForm):  # type: ignore[misc]
    """When an authenticator app is set up. Allauth would take the same code again at the next sign-in."""

    def clean_code(self) -> str:
        code = str(super().clean_code())
        app = Authenticator(user=self.user, type=Authenticator.Type.TOTP, data={"secret": encrypt(self.secret)})
        app.wrap().validate_code(code)  # which marks it as used
        return code
