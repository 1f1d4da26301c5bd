"""Which accounts may sign in by password, session or token: active ones, and demo accounts only in a demo."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts import tokens
from accounts.clock import now
from accounts.middleware import owed
from accounts.models import User


def may_enter(user: AbstractBaseUser | None) -> bool:
    return isinstance(user, User) and user.is_active and (settings.DEMO or not user.demo)


class PasswordGate(AuthenticationBackend):  # type: ignore[misc]  # allauth carries no types
    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Called at sign-in, and for the session of every request."""
        return may_enter(user)


class TokenGate(TokenAuthentication):  # type: ignore[misc]  # knox carries no types
    """`Authorization: Token …`. An unknown or expired token, or one of a closed account, answers 401."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, object]:
        if not token.isascii():  # knox would fail to decode it: 500 instead of 401
            raise AuthenticationFailed
        user, auth_token = super().authenticate_credentials(token)
        return user, auth_token

    def _cleanup_token(self, auth_token: Any) -> bool:
        """Only for a token that has expired: knox would read all tokens of the person at every request."""
        expired = auth_token.expiry is not None and auth_token.expiry < now()
        return bool(expired and super()._cleanup_token(auth_token))

    def validate_user(self, auth_token: object) -> tuple[User, object]:
        user, token = super().validate_user(auth_token)
        at = now()
        if not may_enter(user) or owed(user, at):  # what is owed is settled in the browser
            raise AuthenticationFailed
        tokens.note_use(auth_token, at)
        return user, token
