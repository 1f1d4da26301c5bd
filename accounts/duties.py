"""What a person must do before they may work: choose a password of their own, renew it, set up a second factor."""

from datetime import datetime, timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from accounts.models import User


def owed(user: User, now: datetime) -> str:
    """The URL name of the page that settles the first thing owed; empty when nothing is, and always in a demo."""
    if settings.DEMO:
        return ""
    if user.must_change_password or _too_old(user.password_set_at, now):
        return "account_change_password"
    if settings.MFA_REQUIRED and not is_mfa_enabled(user):
        return "mfa_activate_totp"
    return ""


def _too_old(set_at: datetime | None, now: datetime) -> bool:
    days: int = settings.PASSWORD_DAYS
    return bool(days and set_at and now - set_at >= timedelta(days=days))
