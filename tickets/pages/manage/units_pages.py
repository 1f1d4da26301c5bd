"""单位: those of the contracts, which come with their files, and the others."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doors import units as doors
from accounts.doors.hands import Power
from accounts.doors.log import ChangedMeanwhileError
from accounts.models import Organization, OrganizationKind
from accounts.roles import SYSTEM_ADMIN
from tickets.pages.manage.merging import Merging
from tickets.pages.manage.room import console, hand, part, put, query
from tickets.pages.parts.asked import asks
from tickets.pages.parts.visit import Visit


class UnitForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("unit", "Code"),
        help_text=gettext_lazy("Letters, digits, hyphens; as contract files name the unit. It stays as it is."),
        max_length=64,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Sort of unit"),
        help_text=gettext_lazy("It says which roles are held there, and stays as it is."),
        choices=[("", gettext_lazy("Choose…")), *OrganizationKind.choices],
    )
    name = forms.CharField(label=gettext_lazy("Full name"), max_length=200)
    short_name = forms.CharField(
        label=gettext_lazy("Short name"), help_text=gettext_lazy("What lists show."), max_length=60, required=False
    )


@require_GET
@console(SYSTEM_ADMIN)
@asks("page")
def units(request: HttpRequest, here: Visit) -> HttpResponse:  # noqa: ARG001  # the guard's signature
    context = {"shown": part(request, listed()), "query": query(request)}
    return render(request, "tickets/manage/units.html", context)


def listed() -> QuerySet[Organization]:
    """Every unit, with how many people hold roles there."""
    held = Count("memberships__user", distinct=True)
    return Organization.objects.annotate(held=held).order_by("kind", "name", "code")


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
def new_unit(request: HttpRequest, here: Visit) -> HttpResponse:
    form = UnitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            doors.add(hand(request, here), **form.cleaned_data)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("The unit is made."))
            return redirect("manage_units")
    return render(request, "tickets/manage/unit.html", {"form": form})


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
def edit_unit(request: HttpRequest, here: Visit, code: str) -> HttpResponse:
    unit = get_object_or_404(Organization, code=code)
    face = doors.face(unit)
    form = UnitForm(request.POST if request.method == "POST" else None, initial=face)
    del form.fields["code"], form.fields["kind"]
    merging = Merging(request, face, Power.EDIT_UNIT, unit=code)
    if form.is_valid():
        try:
            changed = doors.edit(hand(request, here), unit, **form.cleaned_data | merging.theirs(), seen=merging.seen)
        except ChangedMeanwhileError as refusal:
            merging.refused(form, refusal)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("What you changed is kept.") if changed else _("Nothing was changed."))
            return redirect("manage_units")
    context = {"unit": unit, **merging.context(form)}
    return render(request, "tickets/manage/unit.html", context, status=merging.status)
