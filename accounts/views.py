"""Pages of the signed-in person beside allauth's: language and profile."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from accounts.clock import now
from accounts.models import Substitution, User


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Store the language on the person and in the browser, then redirect to `next`."""
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and isinstance(request.user, User):
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return set_language(request)


@require_GET
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Units, roles, and substitutions in both directions."""
    person = cast("User", request.user)
    places = person.memberships.select_related("organization")
    standing = Substitution.objects.filter(ends__gt=now()).select_related("principal", "substitute")
    absences, duties = standing.filter(principal=person), standing.filter(substitute=person)
    found = {"places": places, "absences": absences, "duties": duties}
    return render(request, "accounts/profile.html", found)
