"""Applied to every request: the limits of a session, what the account still owes, the person's language."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from accounts import record, sessions
from accounts.clock import now
from accounts.models import User

Next = Callable[[HttpRequest], HttpResponse]

#: A header of requests that pages send by themselves; such a request does not prolong the session.
BACKGROUND_HEADER = "X-Background"


class SessionLimits(MiddlewareMixin):
    """Signs out after `SESSION_IDLE_SECONDS` without an act and `SESSION_TOTAL_SECONDS` after signing in."""

    def process_request(self, request: HttpRequest) -> None:
        user, at = request.user, int(now().timestamp())
        if not isinstance(user, User):
            return
        request.was_signed_in = True  # type: ignore[attr-defined]  # asked for by the answer
        if sessions.BEGAN not in request.session:
            sessions.begin(request.session, at)
        if sessions.run_out(request.session, at):
            record.record(record.SESSION_EXPIRED, actor=user, request=request)
            logout(request)
            request.session[sessions.RAN_OUT_FOR] = user.pk
            messages.info(request, _("You were signed out because the session had run out. Please sign in again."))
        elif BACKGROUND_HEADER not in request.headers:
            sessions.note_act(request.session, at)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """What is sent after a session whose row is gone is kept for its person: the browser says whose it was."""
        user = getattr(request, "user", None)
        if isinstance(user, User):
            sessions.remember_whose(request, response, user)
        elif getattr(request, "was_signed_in", False):
            response.delete_cookie(settings.WHOSE_COOKIE_NAME, samesite="Lax")
        return response


class AccountDuties(MiddlewareMixin):
    """Redirects to the page that settles what the account owes: a password of its own, a new one, a second factor."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        page = owed(request.user, now()) if isinstance(request.user, User) else ""
        passing = (page, "account_logout", "account_reauthenticate", "language")
        if not page or request.path in {reverse(name) for name in passing}:
            return None
        return HttpResponseRedirect(reverse(page))


def owed(user: User, at: datetime) -> str:
    """The URL name of the page that settles the first thing owed; empty when nothing is. In a demo that is the change
    of a password which an administrator gave, and nothing else."""
    if user.must_change_password:
        return "account_change_password"
    if settings.DEMO:
        return ""
    days, set_at = timedelta(days=settings.PASSWORD_DAYS), user.password_set_at
    if days and set_at and at - set_at >= days:
        return "account_change_password"
    if settings.MFA_REQUIRED and not is_mfa_enabled(user):
        return "mfa_activate_totp"
    return ""


class Language:
    """The person's stored language, else the one chosen in this browser, else Chinese.
    Accept-Language is not read: on office machines it tells in which language the system was installed."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


def language_of(request: HttpRequest) -> str:
    if isinstance(request.user, User):
        chosen = request.user.language
    else:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
