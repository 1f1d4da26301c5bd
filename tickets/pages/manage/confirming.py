"""One act upon one person, said in full before it is done: the page asks, and the button does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from knox.models import AuthToken

from accounts import tokens
from accounts.doors import credentials, people, rights
from accounts.doors.hands import GRAVE, Hand, Power
from accounts.models import Membership, User
from accounts.roles import SECURITY_ADMIN, SYSTEM_ADMIN
from tickets.pages.manage.asking import ActAsked, confirmed
from tickets.pages.manage.room import ProvenForm, console, hand, person_of
from tickets.pages.parts.visit import Visit


@dataclass(frozen=True, slots=True)
class PersonAct:
    """What is done to a person by one button. `does` answers a password, which is shown once."""

    slug: str
    power: Power
    label: Promise
    says: Promise
    done: Promise
    does: Callable[[Hand, User], Any]


ACTS = {
    one.slug: one
    for one in (
        PersonAct(
            "stop",
            Power.STOP,
            gettext_lazy("Disable the account"),
            gettext_lazy(
                "The person is signed out everywhere at once, tokens end, and nobody signs in under this name. What "
                "the person did stays on record, and roles are kept for the day on which the account is restored."
            ),
            gettext_lazy("The account is disabled."),
            people.stop,
        ),
        PersonAct(
            "restore",
            Power.RESTORE,
            gettext_lazy("Restore the account"),
            gettext_lazy("The person may sign in again, with the password and the roles of before."),
            gettext_lazy("The account is in use again."),
            people.restore,
        ),
        PersonAct(
            "reset-password",
            Power.RESET_PASSWORD,
            gettext_lazy("Reset the password"),
            gettext_lazy(
                "A password for one sign-in is shown once on the next page: hand it over in person. The person is "
                "signed out everywhere, tokens end, and the password must be changed at the first sign-in."
            ),
            gettext_lazy("The password is reset."),
            credentials.reset_password,
        ),
        PersonAct(
            "unlock",
            Power.UNLOCK,
            gettext_lazy("Lift the lock"),
            gettext_lazy("The failed attempts to sign in under this name no longer count."),
            gettext_lazy("The lock is lifted."),
            credentials.unlock,
        ),
        PersonAct(
            "reset-factor",
            Power.RESET_FACTOR,
            gettext_lazy("Reset the second factor"),
            gettext_lazy(
                "The authenticator app and the recovery codes no longer count, and the person is signed out "
                "everywhere. At the next sign-in another one is set up: do this only for somebody whom you know or "
                "have called back."
            ),
            gettext_lazy("The second factor is taken away."),
            credentials.reset_factor,
        ),
        PersonAct(
            "end-sessions",
            Power.END_SESSIONS,
            gettext_lazy("Sign out everywhere"),
            gettext_lazy("Every session of this person ends at once. Tokens stay."),
            gettext_lazy("The person is signed out everywhere."),
            credentials.end_sessions,
        ),
    )
}


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN, SECURITY_ADMIN)
def act_on(request: HttpRequest, here: Visit, pk: int, slug: str) -> HttpResponse:
    """Raises Http404 where the act is not this administrator's."""
    whom, by, act = person_of(pk), hand(request, here), ACTS.get(slug)
    if act is None or not by.may(act.power, whom):
        raise Http404
    asked = _asked(whom, str(act.label), str(act.says), str(act.done))
    form = ProvenForm(request, here, grave=act.power in GRAVE)
    return confirmed(request, asked, form, lambda: _shown(request, whom, act.does(by, whom)))


@require_http_methods(["GET", "POST"])
@console(SECURITY_ADMIN)
def take_role(request: HttpRequest, here: Visit, pk: int, place: int) -> HttpResponse:
    whom, by = person_of(pk), hand(request, here)
    held = get_object_or_404(Membership.objects.select_related("organization", "user"), pk=place, user=whom)
    if not by.may(Power.TAKE, whom):
        raise Http404
    said = _("%(name)s no longer holds the role “%(role)s” in %(unit)s, from now on.")
    says = said % {"name": whom, "role": held.role_label, "unit": held.organization.name}
    asked = _asked(whom, _("Take the role"), says, _("The role is taken."))
    return confirmed(request, asked, ProvenForm(request, here), lambda: rights.take(by, held))


@require_http_methods(["GET", "POST"])
@console(SECURITY_ADMIN)
def revoke(request: HttpRequest, here: Visit, pk: int, key: str) -> HttpResponse:
    whom, by = person_of(pk), hand(request, here)
    token = get_object_or_404(AuthToken.objects.select_related("named", "user"), token_key=key, user=whom)
    says = _("Programs that use the token “%(name)s” are refused at once.") % {"name": tokens.name_of(token)}
    asked = _asked(whom, _("Revoke the token"), says, _("The token is revoked."))
    form = ProvenForm(request, here, grave=False)
    return confirmed(request, asked, form, lambda: credentials.revoke_token(by, token))


def _asked(whom: User, title: str, says: str, done: str) -> ActAsked:
    page = reverse("manage_person", args=[whom.pk])
    return ActAsked(title, says, done, page, str(whom), about=f"{whom} · {whom.username}", grave=True)


def _shown(request: HttpRequest, whom: User, came: object) -> HttpResponse | None:
    """A password is shown once, and kept nowhere."""
    if not isinstance(came, str):
        return None
    return render(request, "tickets/manage/password.html", {"whom": whom, "password": came})
