"""代办: who acts in whose place, set and ended by the security administrator."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods

from accounts.doors import substitutions as doors
from accounts.models import Substitution, User
from accounts.roles import SECURITY_ADMIN
from texts import tidy
from tickets.lifecycle import KINDS
from tickets.lifecycle.widgets import InstantInput
from tickets.pages.manage.room import ProvenForm, console, hand, part, put, query
from tickets.pages.parts.asked import asks
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.visit import Visit


class AccountField(forms.CharField):
    """An account by its name to sign in with: among ten thousand nobody looks for one in a list."""

    def clean(self, value: Any) -> User | None:
        """Raises ValidationError for a name that nobody has."""
        typed = tidy.code(str(super().clean(value)))
        if not typed:
            return None
        found = User.objects.filter(username__iexact=typed).first()
        if found is None:
            raise ValidationError(_("There is no account “%(name)s”."), params={"name": typed})
        return found


class SpanForm(forms.Form):
    """From when until when, for which kinds of orders, and why."""

    starts = forms.DateTimeField(label=gettext_lazy("Begins at"), widget=InstantInput())
    ends = forms.DateTimeField(label=gettext_lazy("Until"), widget=InstantInput())
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of orders"),
        help_text=gettext_lazy("None ticked: every kind."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label=gettext_lazy("Why they are away"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)  # noqa: S101  # narrows the type
        kinds.choices = [(kind, pgettext("kind", machine.title)) for kind, machine in KINDS.items()]


class SubstitutionForm(SpanForm, ProvenForm):
    principal = AccountField(label=gettext_lazy("Who is away (account name)"), max_length=150)
    substitute = AccountField(label=gettext_lazy("Substitute (account name)"), max_length=150)
    field_order = ["principal", "substitute", "starts", "ends", "kinds", "note", "password"]


@require_http_methods(["GET", "POST"])
@console(SECURITY_ADMIN)
@asks("principal", "page")
def substitutions(request: HttpRequest, here: Visit) -> HttpResponse:
    """Those that stand or will; a POST sets another."""
    form = SubstitutionForm(request, here, initial={"principal": request.GET.get("principal", "")})
    if form.is_valid():
        asked = {name: value for name, value in form.cleaned_data.items() if name != "password"}
        try:
            row = doors.set_up(hand(request, here), **asked)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            told = {"substitute": row.substitute, "principal": row.principal}
            messages.success(request, _("%(substitute)s stands in for %(principal)s; both are told.") % told)
            return redirect("manage_substitutions")
    rows = Substitution.objects.filter(ends__gt=here.now).select_related("principal", "substitute")
    context = {"form": form, "shown": part(request, rows), "query": query(request), "now": here.now}
    return render(request, "tickets/manage/substitutions.html", context)


@only_sent("manage_substitutions")
@console(SECURITY_ADMIN)
def end_substitution(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    row = get_object_or_404(Substitution.objects.select_related("principal", "substitute"), pk=pk)
    try:
        doors.end(hand(request, here), row)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Ended; both are told."))
    return redirect("manage_substitutions")
