"""How allauth behaves here: no sign-up, the same answer to every failed sign-in, the lock of accounts.lock, a
record of each event."""

import logging
import smtplib
from datetime import timedelta
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import lock, mailboxes, record, sessions, tokens
from accounts.clock import now
from accounts.gate import may_enter
from accounts.models import User

log = logging.getLogger(__name__)
#: What allauth says after each mail with a link.
MAIL_SENT = "account/messages/email_confirmation_sent.txt"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        return False

    def clean_email(self, email: str) -> str:
        cleaned = str(super().clean_email(email))
        person = allauth_context.request.user
        if isinstance(person, User):
            mailboxes.refuse_of_others(cleaned, person)
        return cleaned

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that does not answer costs the person a sentence, not the page."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, smtplib.SMTPException) as error:
            log.error("%s cannot be sent: %s", template_prefix, type(error).__name__)
            allauth_context.request.mail_failed = True

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any
    ) -> None:
        if message_template == MAIL_SENT and hasattr(request, "mail_failed"):
            level, message_template = messages.ERROR, "account/messages/email_not_sent.txt"
        super().add_message(request, level, message_template, *args, **more)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            record.record(record.MAIL_CONFIRMED, actor=email_address.user, request=request)
        return confirmed

    def get_client_ip(self, request: HttpRequest) -> str:
        return record.address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password or a code is compared. Raises ValidationError while the name or the address is locked."""
        name = credentials.get("username", "")
        if (opens := lock.ends(name, record.address_of(request), now())) is not None:
            record.record(record.SIGN_IN_LOCKED, request=request, username=_known(name))
            at = localtime(opens + timedelta(minutes=1) - timedelta(microseconds=1))  # never a minute too early
            said = _("Too many failed attempts to sign in. Try again after %(at)s, or ask to be let in: %(whom)s.")
            whom = settings.SUPPORT_CONTACT or _("the security administrator")
            raise ValidationError(said % {"at": f"{at:%H:%M}", "whom": whom}, code="too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """An account that may not come in fails exactly as a wrong password does; so does the demo's password, which
        everybody knows, outside the demo."""
        if not settings.DEMO and credentials.get("password") == settings.DEMO_PASSWORD:
            self.authentication_failed(request, **credentials)
            return None
        user: User | None = super().authenticate(request, **credentials)
        if user is None or may_enter(user):
            return user
        self.authentication_failed(request, **credentials)
        return None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """After a wrong password or code: it is counted and recorded, as a failed confirmation of who is signed in."""
        name = credentials.get("username", "")
        lock.count_failure(name, record.address_of(request), now())
        confirms = isinstance(getattr(request, "user", None), User)
        event = record.CONFIRMATION_FAILED if confirms else record.SIGN_IN_FAILED
        record.record(event, request=request, username=_known(name))

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
        tokens.end_all(user)  # whoever had the old password may have made them
        record.record(record.PASSWORD_CHANGED, actor=user)


def _known(name: str) -> str:
    """The name if there is such an account, else nothing: it may be a password typed into the wrong field."""
    return name if User.objects.filter(username=name).exists() else ""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    def build_totp_svg(self, url: str) -> str:
        """A tenth of allauth's own drawing, on a page that is not compressed."""
        drawn = segno.make_qr(url).svg_inline(scale=4, light="white")
        return str(drawn).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
