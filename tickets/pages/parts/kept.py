"""What somebody sends after their session has ended is kept, and stands on its page again once they are signed in.

It is kept in the session that follows the one that ran out or is gone, so only in the browser in which it was written,
and shown to nobody but the person whose session that was. Nothing of it is done before they send it once more.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import sessions
from accounts.models import User
from tickets import actions
from tickets.actions import ShownAgain

View = Callable[..., HttpResponseBase]
#: Where a page that is only sent to leads, by the request and the places of its address.
Home = Callable[[HttpRequest, dict[str, Any]], str]

KEPT: Final = "kept_post"
#: Characters of one form; what is longer is lost, and that is said.
LONGEST: Final = 300_000
#: Never kept: what proves who somebody is.
SECRETS: Final = ("password", "f-code", "csrfmiddlewaretoken")
#: Of requests that a script sends by itself; a page would not know what to do with their answer.
BY_SCRIPT: Final = ("X-Background", "X-Script", "HX-Request")

#: Answers that show no form.
NOT_SHOWN: Final = (301, 302, 303, 307, 308, 405)


def keeps(view: View) -> View:
    """Marks a page: decorators around it carry the mark on."""
    view.keeps_posts = True  # type: ignore[attr-defined]
    return view


def only_sent(home: str | Home, *places: str) -> Callable[[View], View]:
    """Marks what is only ever sent to, and says to which page it belongs: by the name of its address and those places
    of this address that it has as well. Whoever opens it, as a sign-in does after a session that is gone, is led
    there."""

    def at(_request: HttpRequest, kwargs: dict[str, Any]) -> str:
        return reverse(str(home), kwargs={place: kwargs[place] for place in places})

    leads = at if isinstance(home, str) else home

    def mark(view: View) -> View:
        @wraps(view)
        def sent(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD"):
                return require_POST(view)(request, **kwargs)
            messages.info(request, _("Nothing has been done. If you had sent something, send it again from here."))
            return redirect(leads(request, kwargs))

        sent.home = leads  # type: ignore[attr-defined]
        return sent

    return mark


class KeptPosts(MiddlewareMixin):
    """Before a page is called: keeps what a signed-out person sends it, and sends it again to be shown."""

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not getattr(view, "keeps_posts", False):
            return None
        if not isinstance(request.user, User):
            return _keep(request) if _lost(request) else None
        kept = request.session.get(KEPT)
        if kept is None:
            return None
        if kept["user"] != request.user.pk:
            del request.session[KEPT]
            return None
        if request.method != "GET" or kept["path"] != request.get_full_path():
            return None
        del request.session[KEPT]
        return _shown_again(request, view, args, kwargs, kept)


def _lost(request: HttpRequest) -> bool:
    """It comes from somebody who was signed in until just now."""
    by_script = any(name in request.headers for name in BY_SCRIPT)
    return request.method == "POST" and not by_script and sessions.whose(request) is not None


def _keep(request: HttpRequest) -> HttpResponseBase:
    sent = request.POST.copy()
    for name in SECRETS:
        sent.pop(name, None)
    body, path = sent.urlencode(), request.get_full_path()
    if len(body) <= LONGEST:
        files = [file.name or "" for _slot, found in request.FILES.lists() for file in found]
        request.session[KEPT] = {"user": sessions.whose(request), "path": path, "body": body, "files": files}
        messages.info(request, _("What you wrote is kept. Sign in again and it stands on its page as you sent it."))
    else:
        messages.error(request, _("What you wrote is too long and could not be kept."))
    return redirect_to_login(path, settings.LOGIN_URL)


def _shown_again(
    request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any], kept: dict[str, Any]
) -> HttpResponseBase:
    """The page as it answers to what was sent, with every act refused; where it shows no form, the one that does."""
    said = _said(kept["files"])
    try:
        response, shown = _answer(request, view, args, kwargs, kept["body"], said)
    except (ShownAgain, ReauthenticationRequired):  # a page that shows no refusals
        return _led_back(request, view, kwargs, said)
    if response.status_code in NOT_SHOWN or response.has_header("Content-Disposition"):
        return _led_back(request, view, kwargs, said)
    if not shown:  # something else was wrong with what was typed: the sentence stands above the page
        messages.warning(request, said)
        response, _shown = _answer(request, view, args, kwargs, kept["body"], said)
    return response


def _said(files: list[str]) -> str:
    said = _("Your session had ended, so this has not been sent. Look it over and send it again.")
    if files:
        again = _("Choose these files again: %(names)s.") % {"names": ", ".join(files)}
        said = f"{said} {again}"
    return said


def _answer(
    request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any], body: str, said: str
) -> tuple[HttpResponseBase, bool]:
    """(the page's answer to what was sent; whether an act was refused on the way)."""
    request.method = "POST"
    request.__dict__["_post"], request.__dict__["_files"] = QueryDict(body), MultiValueDict()
    with actions.shut(ShownAgain(said)) as door:
        return view(request, *args, **kwargs), door.tried


def _led_back(request: HttpRequest, view: View, kwargs: dict[str, Any], said: str) -> HttpResponseBase:
    messages.warning(request, said)
    home: Home | None = getattr(view, "home", None)
    return redirect(home(request, kwargs) if home else request.get_full_path())
