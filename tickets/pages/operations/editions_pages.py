"""合同与日历: files handed in and checked, what they would change, and the second person who releases them."""

from typing import Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doors.hands import Power
from accounts.roles import SECURITY_ADMIN, SYSTEM_ADMIN
from tickets.errors import WrongState
from tickets.models import ProposedTerms
from tickets.models.proposals import PROPOSED, REJECTED, RELEASED
from tickets.operating import editions as doors
from tickets.outbox.words import SORTS
from tickets.pages.manage.asking import ActAsked, confirmed
from tickets.pages.manage.room import ProvenForm, console, hand, put
from tickets.pages.parts.visit import Visit

STATES: Final = {
    PROPOSED: gettext_lazy("Waits for release"),
    RELEASED: gettext_lazy("Released"),
    REJECTED: gettext_lazy("Rejected"),
}
#: Those that were decided, the newest first.
MOST_DECIDED: Final = 50


class HandIn(forms.Form):
    sort = forms.ChoiceField(
        label=pgettext_lazy("edition", "What it is"),
        choices=list(SORTS.items()),
        widget=forms.Select({"class": "control"}),
    )
    file = forms.FileField(
        label=pgettext_lazy("edition", "File"),
        help_text=gettext_lazy("TOML in UTF-8, as the service ships them. It is checked at once; nothing changes yet."),
        widget=forms.FileInput({"accept": ".toml"}),
    )


class RejectForm(forms.Form):
    reason = forms.CharField(
        label=pgettext_lazy("act", "Reason"), max_length=doors.LONGEST, widget=forms.TextInput({"class": "control"})
    )


@require_GET
@console(SYSTEM_ADMIN, SECURITY_ADMIN)
def editions(request: HttpRequest, here: Visit) -> HttpResponse:
    decided = doors.proposals().exclude(state=PROPOSED)[:MOST_DECIDED]
    found = [*doors.proposals().filter(state=PROPOSED), *decided]
    context = {
        "rows": [(row, SORTS[row.sort], _state(row)) for row in found],
        "may_propose": hand(request, here).may(Power.PROPOSE_TERMS),
    }
    return render(request, "tickets/operations/editions.html", context)


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
def propose(request: HttpRequest, here: Visit) -> HttpResponse:
    """Every fault of the file at once, with line and key."""
    form = HandIn(request.POST, request.FILES) if request.method == "POST" else HandIn()
    faults: list[str] = []
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = doors.propose(hand(request, here), form.cleaned_data["sort"], file.read(), file.name)
        except ValidationError as refusal:
            faults = refusal.messages
        else:
            messages.success(request, _("The file is in order and waits for a second person."))
            return redirect("operations_edition", pk=row.pk)
    return render(request, "tickets/operations/hand_in.html", {"form": form, "faults": faults})


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN, SECURITY_ADMIN)
def edition(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    """What it would change of what is in force now; a POST releases it."""
    row, by = (
        get_object_or_404(ProposedTerms.objects.select_related("proposed_by", "decided_by"), pk=pk),
        hand(request, here),
    )
    form = ProvenForm(request, here)
    if form.is_valid():
        try:
            doors.release(by, row, request.POST.get("shown", ""))
        except ValidationError as refusal:
            put(form, refusal)
        except WrongState as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("It is released and in force."))
            return redirect("operations_edition", pk=pk)
    context = {
        "row": row,
        "sort": SORTS[row.sort],
        "state": _state(row),
        "form": form,
        "own": row.proposed_by == here.user,
        "open": row.state == PROPOSED,
        **(_checked(row) if row.state == PROPOSED else {}),
    }
    return render(request, "tickets/operations/edition.html", context)


def _state(row: ProposedTerms) -> str:
    return _("Taken back") if row.withdrawn else str(STATES[row.state])


def _checked(row: ProposedTerms) -> dict[str, object]:
    """A release of the service may find fault with a file that was in order when it was handed in."""
    try:
        return {"checked": doors.check(row.sort, row.text, row.file)}
    except ValidationError as refusal:
        return {"faults": refusal.messages}


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN, SECURITY_ADMIN)
def reject(request: HttpRequest, here: Visit, pk: int) -> HttpResponse:
    row = get_object_or_404(doors.proposals(), pk=pk)
    if row.state != PROPOSED:
        raise Http404
    form = RejectForm(request.POST if request.method == "POST" else None)
    return confirmed(
        request,
        _asked(row, own=row.proposed_by == here.user),
        form,
        lambda: doors.reject(hand(request, here), row, form.cleaned_data["reason"]),
    )


def _asked(row: ProposedTerms, *, own: bool) -> ActAsked:
    page, place = reverse("operations_editions"), _("Contracts and calendars")
    if own:
        said = _("What is in force stays. You may hand in another file. The others see that you took it back, and why.")
        return ActAsked(_("Take back %(name)s") % {"name": row.name}, said, _("It is taken back."), page, place)
    said = _("What is in force stays. Whoever handed the file in is told the reason, and may hand in another one.")
    return ActAsked(_("Reject %(name)s") % {"name": row.name}, said, _("It is rejected."), page, place)
