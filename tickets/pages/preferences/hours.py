"""At which hours the person is told outside the service, and whether copies come one by one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import record
from tickets import actions
from tickets.outbox import hours
from tickets.pages.parts.visit import Visit, everybodys


class HoursForm(forms.Form):
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("The same hour in both fields: no quiet hours."),
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    copies_by_digest = forms.BooleanField(
        label=gettext_lazy("Draw copies together in one notice at 8:30 on working days"), required=False
    )


@require_http_methods(["GET", "POST"])
@everybodys
def notice_hours(request: HttpRequest, here: Visit) -> HttpResponse:
    chosen = hours.of(here.user)
    initial: dict[str, Any] = {name: getattr(chosen, name) for name in HoursForm.base_fields}
    form = HoursForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        where = record.address_of(request)
        actions.keep_hours(**form.cleaned_data, actor=here.user, now=here.now, address=where)
        messages.success(request, _("Your quiet hours are kept."))
        return redirect("notice_hours")
    return render(request, "tickets/preferences/hours.html", {"form": form})
