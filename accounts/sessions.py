"""How long a session lasts (GB/T 22239-2019 8.1.4.1 b; OWASP ASVS 5.0 V7.3). Instants are whole seconds since
the epoch, as JSON keeps them."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from accounts.models import User

BEGAN, SEEN = "began", "seen"
#: The session row is written at most this often for the time of the last act.
NOTE_EVERY_SECONDS = 60


def begin(session: SessionBase, at: int) -> None:
    session[BEGAN] = session[SEEN] = at


def run_out(session: SessionBase, at: int) -> bool:
    """Whether it was idle for `SESSION_IDLE_SECONDS` or is `SESSION_TOTAL_SECONDS` old."""
    idle, total = at - session[SEEN], at - session[BEGAN]
    return bool(idle >= settings.SESSION_IDLE_SECONDS or total >= settings.SESSION_TOTAL_SECONDS)


def note_act(session: SessionBase, at: int) -> None:
    if at - session[SEEN] >= NOTE_EVERY_SECONDS:
        session[SEEN] = at


def end_all(user: User) -> None:
    rows = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=[row.session_key for row in rows]).delete()
    rows.delete()
