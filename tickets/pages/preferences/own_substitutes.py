"""本人的代办: who acts in the person's place, set and ended by themselves by the door of the security administrator."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.doors import substitutions as doors
from accounts.models import Substitution, User
from accounts.roles import ADMINS, opposed_to
from tickets.pages.manage.room import ProvenForm, hand, put
from tickets.pages.manage.substituting import SpanForm
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.visit import Visit, page


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]  # of people
    def label_from_instance(self, person: Any) -> str:
        return f"{person} ({person.username})"


class OwnSubstitutionForm(SpanForm, ProvenForm):
    """Colleagues are chosen from a list: whoever is away for a week knows names, not accounts."""

    substitute = ColleagueField(
        User.objects.none(), label=gettext_lazy("Who stands in"), empty_label=gettext_lazy("Choose…")
    )
    field_order = ["substitute", "starts", "ends", "kinds", "note", "password"]

    def __init__(self, request: HttpRequest, here: Visit, **options: Any) -> None:
        super().__init__(request, here, **options)
        self["substitute"].field.queryset = colleagues(here.user)  # type: ignore[attr-defined]  # of a choice


def colleagues(person: User) -> QuerySet[User]:
    """Those whom the door would take: in use, no administrators, of a unit of the person, of no side opposed."""
    units = doors.units(person)
    barred = ADMINS | opposed_to(person.memberships.values_list("role", flat=True))
    near = User.objects.filter(Q(unit__in=units) | Q(memberships__organization__in=units), is_active=True)
    return near.exclude(pk=person.pk).exclude(memberships__role__in=barred).distinct().order_by("name", "username")


@require_http_methods(["GET", "POST"])
@page
def own_substitutes(request: HttpRequest, here: Visit) -> HttpResponse:
    """A POST sets one."""
    form = OwnSubstitutionForm(request, here)
    if form.is_valid():
        asked = {name: value for name, value in form.cleaned_data.items() if name != "password"}
        try:
            row = doors.set_up(hand(request, here), here.user, **asked)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("%(name)s stands in for you; both of you are told.") % {"name": row.substitute})
            return redirect("own_substitutes")
    standing = Substitution.objects.filter(ends__gt=here.now).select_related("principal", "substitute")
    context = {
        "form": form,
        "absences": standing.filter(principal=here.user),
        "duties": standing.filter(substitute=here.user),
    }
    return render(request, "tickets/preferences/substitutes.html", context)


@only_sent("own_substitutes")
@page
def end_own_substitute(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    """Raises Http404."""
    row = get_object_or_404(Substitution.objects.select_related("principal", "substitute"), pk=pk, principal=here.user)
    try:
        doors.end(hand(request, here), row)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Ended; both are told."))
    return redirect("own_substitutes")
