"""How long a session lasts (GB/T 22239-2019 8.1.4.1 b; OWASP ASVS 5.0 V7.3). Instants are whole seconds since
the epoch, as JSON keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User

BEGAN, SEEN = "began", "seen"
#: In the session after one that ran out: whose that was.
RAN_OUT_FOR = "ran_out_for"
WHOSE_SALT = "whose session"
#: The session row is written at most this often for the time of the last act.
NOTE_EVERY_SECONDS = 60


def whose(request: HttpRequest) -> int | None:
    """Whose session it was that this browser held until just now: one that ran out, or whose row is gone, ended by an
    administrator or swept away. None after a sign-out."""
    if RAN_OUT_FOR in request.session:
        return int(request.session[RAN_OUT_FOR])
    said = request.get_signed_cookie(
        settings.WHOSE_COOKIE_NAME, default="", salt=WHOSE_SALT, max_age=settings.SESSION_TOTAL_SECONDS
    )
    return int(said) if said else None


def remember_whose(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """The browser keeps whose session it holds, signed; it lets nobody in."""
    if whose(request) != user.pk:
        response.set_signed_cookie(
            settings.WHOSE_COOKIE_NAME,
            str(user.pk),
            salt=WHOSE_SALT,
            max_age=settings.SESSION_TOTAL_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def begin(session: SessionBase, at: int) -> None:
    session[BEGAN] = session[SEEN] = at
    session.pop(RAN_OUT_FOR, None)


def left(session: SessionBase, at: int) -> int:
    """How many seconds it lasts, if nothing more is done."""
    idle, total = session[SEEN] + settings.SESSION_IDLE_SECONDS, session[BEGAN] + settings.SESSION_TOTAL_SECONDS
    return int(max(0, min(idle, total) - at))


def run_out(session: SessionBase | Mapping[str, Any], at: int) -> bool:
    """Whether it was idle for `SESSION_IDLE_SECONDS` or is `SESSION_TOTAL_SECONDS` old."""
    idle, total = at - session[SEEN], at - session[BEGAN]
    return bool(idle >= settings.SESSION_IDLE_SECONDS or total >= settings.SESSION_TOTAL_SECONDS)


def note_act(session: SessionBase, at: int) -> None:
    if at - session[SEEN] >= NOTE_EVERY_SECONDS:
        session[SEEN] = at


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One place where a person is signed in. `seen`: the last act there, to `NOTE_EVERY_SECONDS`."""

    pk: int
    key: str
    began: datetime
    seen: datetime
    address: str
    agent: str


def standing(user: User, at: datetime) -> list[OpenSession]:
    """Where the person is signed in, the latest act first; a session under a password of before lets
    nobody in. Two queries."""
    rows = list(UserSession.objects.filter(user=user))
    kept = {one.session_key: one.get_decoded() for one in _stored(rows).filter(expire_date__gt=at)}
    good = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    found = []
    for row in rows:
        session = kept.get(row.session_key, {})
        ended = session.get(HASH_SESSION_KEY) not in good or run_out(session, int(at.timestamp()))
        if BEGAN in session and not ended:
            began, seen = (datetime.fromtimestamp(session[name], UTC) for name in (BEGAN, SEEN))
            found.append(OpenSession(row.pk, row.session_key, began, seen, row.ip, row.user_agent))
    return sorted(found, key=lambda one: one.seen, reverse=True)


def end_all(user: User) -> int:
    """Signed out everywhere; answers how many sessions there were."""
    return _end(UserSession.objects.filter(user=user))


def end_others(user: User, key: str) -> int:
    """Signed out everywhere but in the session `key`; answers how many sessions there were."""
    return _end(UserSession.objects.filter(user=user).exclude(session_key=key))


def end_one(user: User, pk: int) -> int:
    """0: there is no such session of theirs."""
    return _end(UserSession.objects.filter(user=user, pk=pk))


def _end(rows: "QuerySet[UserSession]") -> int:
    found = list(rows)
    _stored(found).delete()
    rows.delete()
    return len(found)


def _stored(rows: list[UserSession]) -> "QuerySet[Session]":
    return Session.objects.filter(session_key__in=[row.session_key for row in rows])
