"""How allauth behaves here: no sign-up, the same answer to every failed sign-in, the lock of accounts.lock, a
record of each event."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from accounts import lock, record, sessions
from accounts.clock import now
from accounts.gate import may_enter
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return record.address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password or a code is compared. Raises ValidationError while the name or the address is locked."""
        name = credentials.get("username", "")
        if lock.locked(name, record.address_of(request), now()):
            record.record(record.SIGN_IN_LOCKED, request=request, username=_known(name))
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """An account that may not come in fails exactly as a wrong password does."""
        user: User | None = super().authenticate(request, **credentials)
        if user is None or may_enter(user):
            return user
        self.authentication_failed(request, **credentials)
        return None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """After a wrong password or code: it is counted and recorded."""
        name = credentials.get("username", "")
        lock.count_failure(name, record.address_of(request), now())
        record.record(record.SIGN_IN_FAILED, request=request, username=_known(name))

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        lock.forgive(user.username)  # only after the second factor: its wrong codes count, too
        sessions.begin(request.session, int(now().timestamp()))
        record.record(record.SIGNED_IN, actor=user, request=request)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            record.record(record.SIGNED_OUT, actor=request.user, request=request)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """By change or by reset: the person has chosen it, so no further change is due."""
        user.set_password(password)
        user.must_change_password = False
        user.password_set_at = now()
        user.save(update_fields=["password", "past_passwords", "must_change_password", "password_set_at"])
        record.record(record.PASSWORD_CHANGED, actor=user)


def _known(name: str) -> str:
    """The name if there is such an account, else nothing: it may be a password typed into the wrong field."""
    return name if User.objects.filter(username=name).exists() else ""
