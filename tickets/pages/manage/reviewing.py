"""权限复核: who holds what as of now, as a list that is printed and signed; the signature stands in the system log."""

import hashlib

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import rights
from accounts.models import Membership
from accounts.roles import SECURITY_ADMIN
from tickets.pages.manage.desk import last_review
from tickets.pages.manage.room import ProvenForm, console, hand
from tickets.pages.parts.visit import Visit


@require_http_methods(["GET", "POST"])
@console(SECURITY_ADMIN)
def review(request: HttpRequest, here: Visit) -> HttpResponse:
    """A POST signs the list that was shown; where a role was granted or taken meanwhile it is shown anew."""
    places = list(held())
    people, digest = len({one.user_id for one in places}), digest_of(places)
    form = ProvenForm(request, here)
    if form.is_valid():
        if request.POST.get("digest") != digest:
            form.add_error(None, _("A role was granted or taken meanwhile. Look at the list as it is now, then sign."))
        else:
            rights.review(hand(request, here), people=people, roles=len(places), digest=digest)
            messages.success(request, _("The review is signed and stands in the system log."))
            return redirect("manage_review")
    context = {"places": places, "people": people, "digest": digest, "form": form, "now": here.now}
    context |= {"signed": last_review(), "two_sides": rights.of_two_sides(places)}
    return render(request, "tickets/manage/review.html", context)


def held() -> QuerySet[Membership]:
    """Every role of everybody who may sign in, unit by unit."""
    rows = Membership.objects.filter(user__is_active=True).select_related("user", "organization")
    return rows.order_by("organization__kind", "organization__name", "role", "user__username", "pk")


def digest_of(places: list[Membership]) -> str:
    """The SHA-256 of the list: who holds which role in which unit."""
    lines = sorted(f"{one.user.username}\t{one.role}\t{one.organization.code}" for one in places)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
