"""One person: what there is to know, and what the administrator who looks may do to them."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import lock, mailboxes, roles, sessions, tokens
from accounts.doors import people, rights, units
from accounts.doors.hands import Hand, Power
from accounts.doors.log import ChangedMeanwhileError
from accounts.models import Organization, Substitution, User
from accounts.roles import SECURITY_ADMIN, SYSTEM_ADMIN
from tickets.pages.manage.confirming import ACTS
from tickets.pages.manage.merging import Merging
from tickets.pages.manage.room import ProvenForm, console, hand, person_of, put
from tickets.pages.parts.visit import Visit


class PersonForm(forms.Form):
    """Whoever has an account, as the system administrator enters them."""

    username = forms.CharField(
        label=gettext_lazy("Account name"), help_text=people.ACCOUNT_RULE, max_length=64, strip=True
    )
    name = forms.CharField(label=gettext_lazy("Name of the person"), max_length=60)
    unit = forms.ModelChoiceField(
        Organization.objects.order_by("kind", "name"),
        label=gettext_lazy("Where they work"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("Choose…"),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("It counts once the person has confirmed it."),
        required=False,
        max_length=254,
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        help_text=gettext_lazy("Where the person is called back, such as a lead by night."),
        required=False,
        max_length=30,
    )


class GrantForm(ProvenForm):
    unit = forms.ModelChoiceField(
        Organization.objects.order_by("kind", "name"), label=gettext_lazy("Unit"), empty_label=gettext_lazy("Choose…")
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=[("", gettext_lazy("Choose…")), *roles.LABELS.items()])


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
def new_person(request: HttpRequest, here: Visit) -> HttpResponse:
    """The first password is shown once, on the page that answers."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user, password = people.add(hand(request, here), **form.cleaned_data)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            return render(request, "tickets/manage/password.html", {"whom": user, "password": password, "made": True})
    return render(request, "tickets/manage/new_person.html", {"form": form})


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
def edit_person(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    whom = person_of(pk)
    face = people.face(whom, mailboxes.newest(whom))
    form = PersonForm(request.POST if request.method == "POST" else None, initial=face)
    del form.fields["username"]
    merging = Merging(request, face, Power.EDIT_PERSON, username=whom.username)
    if form.is_valid():
        said = form.cleaned_data | merging.theirs()
        unit = units.of_code(said["unit"]) if isinstance(said["unit"], str) else said["unit"]
        try:
            changed = people.edit(hand(request, here), whom, **said | {"unit": unit}, seen=merging.seen)
        except ChangedMeanwhileError as refusal:
            merging.refused(form, refusal)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("What you changed is kept.") if changed else _("Nothing was changed."))
            return redirect("manage_person", pk=pk)
    context = {"whom": whom, **merging.context(form)}
    return render(request, "tickets/manage/edit_person.html", context, status=merging.status)


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN, SECURITY_ADMIN)
def person(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    """A POST grants a role."""
    whom, by = person_of(pk), hand(request, here)
    may_grant = by.may(Power.GRANT, whom)
    if request.method == "POST" and not may_grant:
        raise Http404
    offered = may_grant and (whom.is_active or request.method == "POST")
    form = GrantForm(request, here, initial={"unit": whom.unit}) if offered else None
    if form and form.is_valid():
        try:
            place = rights.grant(by, whom, form.cleaned_data["unit"], form.cleaned_data["role"])
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Granted: %(role)s.") % {"role": place.role_label})
            return redirect("manage_person", pk=pk)
    return render(request, "tickets/manage/person.html", _shown(here, by, whom) | {"form": form})


def _shown(here: Visit, by: Hand, whom: User) -> dict[str, Any]:
    locked = lock.ends(whom.username, "", here.now)
    secures = by.may(Power.REVOKE_TOKEN)
    open_now = {"restore": not whom.is_active, "stop": whom.is_active, "unlock": locked is not None}
    factor = is_mfa_enabled(whom)
    open_now["reset-factor"] = factor
    acts = [one for one in ACTS.values() if by.may(one.power, whom) and open_now.get(one.slug, whom.is_active)]
    standing = Substitution.objects.filter(principal=whom, ends__gt=here.now).select_related("principal", "substitute")
    places = list(whom.memberships.select_related("organization"))
    return {
        "whom": whom,
        "mail": mailboxes.address(whom),
        "pending": mailboxes.pending(whom),
        "locked": locked,
        "factor": factor,
        "sessions": len(sessions.standing(whom, here.now)),
        "places": places,
        "two_sides": bool(rights.of_two_sides(places)),
        "tokens": [(one, tokens.name_of(one)) for one in tokens.of(whom)] if secures else [],
        "substitutions": standing if secures else [],
        "acts": acts,
        "may_edit": by.may(Power.EDIT_PERSON, whom),
        "may_take": by.may(Power.TAKE, whom),
        "secures": secures,
    }
