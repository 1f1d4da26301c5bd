"""登录情况: where the person is signed in, in words, and how signing in under their name went of late."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import record, sessions
from accounts.devices import device
from accounts.doors import credentials
from tickets.models import AuditEntry
from tickets.pages.manage import log_words
from tickets.pages.manage.room import hand
from tickets.pages.parts.visit import Visit, everybodys

#: So many attempts are shown, of so long back.
MOST: Final = 50
SPAN: Final = timedelta(days=180)
FAILURES: Final = log_words.FAILURES
#: Of a form: the one session that is ended; without it all others.
ONE: Final = "session"


@require_http_methods(["GET", "POST"])
@everybodys
def sign_ins(request: HttpRequest, here: Visit) -> HttpResponse:
    """A POST ends one session, or all but this one."""
    if request.method == "POST":
        messages.success(request, _ended(request, here))
        return redirect("sign_ins")
    key = request.session.session_key or ""
    open_now = [(one, device(one.agent), one.key == key) for one in sessions.standing(here.user, here.now)]
    context = {
        "sessions": open_now,
        "others": any(not current for _one, _device, current in open_now),
        "attempts": [_attempt(one) for one in attempts(here)],
    }
    return render(request, "tickets/preferences/sign_ins.html", context)


def _ended(request: HttpRequest, here: Visit) -> str:
    by, typed = hand(request, here), request.POST.get(ONE, "")
    if not typed:
        ended = credentials.end_other_sessions(by, here.user, request.session.session_key or "")
        said = ngettext("%(count)d other session has ended.", "%(count)d other sessions have ended.", ended)
        return said % {"count": ended}
    pk = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 16 else 0
    ended_one = credentials.end_session(by, here.user, pk)
    return _("The session has ended.") if ended_one else _("This session had ended already.")


def attempts(here: Visit) -> list[AuditEntry]:
    """The last sign-ins of the person, and the failures under their name, the newest first. Two queries."""
    rows = AuditEntry.objects.filter(ticket=None, at__gte=here.now - SPAN).order_by("-seq")
    own = rows.filter(actor=here.user, action=record.SIGNED_IN)
    failed = rows.filter(action__in=FAILURES, data__username=here.user.username)
    return sorted([*own[:MOST], *failed[:MOST]], key=lambda one: one.seq, reverse=True)[:MOST]


def _attempt(entry: AuditEntry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "address": entry.data.get("address", ""),
        "outcome": log_words.act(entry.action),
        "failed": entry.action in FAILURES,
    }
