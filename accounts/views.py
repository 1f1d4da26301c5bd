"""Pages of the signed-in person beside allauth's: language and profile."""

from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from accounts import mailboxes, sessions
from accounts.clock import now
from accounts.models import Substitution, User
from accounts.roles import ADMINS


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Store the language on the person and in the browser, then redirect to `next`."""
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and isinstance(request.user, User):
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return set_language(request)


@require_http_methods(["GET", "POST"])
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """How many seconds the session lasts (`left`), with the sentence for whoever should know; a POST prolongs it.

    A page asks in the background, so that to ask prolongs nothing.
    """
    if not isinstance(request.user, User):
        said = _("You are signed out. What you wrote is kept when you send it: sign in again as yourself.")
        return JsonResponse({"left": 0, "said": said})
    at = now()
    if request.method == "POST":
        request.session[sessions.SEEN] = int(at.timestamp())
    left = sessions.left(request.session, int(at.timestamp()))
    until = localtime(at + timedelta(seconds=left))
    said = _("You have done nothing here for a while and will be signed out at %(time)s.")
    return JsonResponse({"left": left, "said": said % {"time": f"{until:%H:%M:%S}"}})


@require_GET
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Units, roles, and substitutions in both directions."""
    person = cast("User", request.user)
    places = person.memberships.select_related("organization")
    standing = Substitution.objects.filter(ends__gt=now()).select_related("principal", "substitute")
    absences, duties = standing.filter(principal=person), standing.filter(substitute=person)
    administers = any(place.role in ADMINS for place in places)
    found: dict[str, Any] = {"places": places, "absences": absences, "duties": duties, "administers": administers}
    found |= {"mail": mailboxes.address(person), "pending": mailboxes.pending(person)}
    return render(request, "accounts/profile.html", found)
