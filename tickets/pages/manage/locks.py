"""登录锁定: every lock that stands after failed sign-ins, until when, and the button that lifts it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import lock
from accounts.doors import credentials
from accounts.models import User
from accounts.roles import SECURITY_ADMIN
from tickets.pages.manage.room import console, hand
from tickets.pages.parts.visit import Visit


@require_http_methods(["GET", "POST"])
@console(SECURITY_ADMIN)
def locks(request: HttpRequest, here: Visit) -> HttpResponse:
    """A POST lets an address in again; a name is unlocked on its person's page."""
    standing = lock.standing(here.now)
    if request.method == "POST":
        address = request.POST.get("address", "")
        if address in {one.address for one in standing if one.address}:
            credentials.unlock_address(hand(request, here), address)
            messages.success(request, _("%(address)s is let in again.") % {"address": address})
        return redirect("manage_locks")
    people = holders({one.name_digest for one in standing if one.name_digest})
    rows = [(one, people.get(one.name_digest)) for one in standing]
    return render(request, "tickets/manage/locks.html", {"rows": rows})


def holders(digests: set[str]) -> dict[str, User]:
    """Whose names these are: only digests are kept, for what was typed may be a password."""
    if not digests:
        return {}
    people = User.objects.only("username", "name").iterator(2000)
    return {found: one for one in people if (found := lock.digest(one.username)) in digests}
