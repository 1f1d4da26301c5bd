"""监测导入: a list of what monitoring saw, shown row by row first; nothing is taken over until it is confirmed."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from texts import files
from tickets import actions
from tickets.errors import Refusal
from tickets.models import Contract
from tickets.outages import lists
from tickets.pages.parts.visit import Visit, page

#: What the page was shown comes back unchanged: signed for this person and this use, for an hour.
SALT: Final = "outage-list"
HOUR: Final = 3600
LARGEST: Final = 1_000_000


class OutageListForm(forms.Form):
    contract = forms.ChoiceField(label=gettext_lazy("Contract"))
    file = forms.FileField(
        label=gettext_lazy("What monitoring saw (.csv)"), widget=forms.ClearableFileInput({"accept": ".csv,.txt"})
    )

    def __init__(self, contracts: list[Contract], *sent: Any) -> None:
        super().__init__(*sent)
        self.fields["contract"].choices = [(one.number, one.number) for one in contracts]  # type: ignore[attr-defined]

    def clean_file(self) -> list[dict[str, str]]:
        """The rows. Raises ValidationError."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("The file is too large for such a list."))
        try:
            return lists.read(files.text_of(file.read()))
        except files.NotUtf8Error as error:
            said = _("The file is saved as %(encoding)s: save it as “CSV UTF-8”.")
            raise ValidationError(said % {"encoding": error.encoding or "?"}) from None


@require_http_methods(["GET", "POST"])
@page
def import_outages(request: HttpRequest, here: Visit) -> HttpResponse:
    """A file is judged and shown; what was shown and comes back confirmed is taken over."""
    contracts = [one for one in here.contracts() if actions.passes(actions.check_import, one, here.standing)]
    if not contracts:
        raise Http404
    if "rows" in request.POST:
        return _taken_over(request, here, contracts)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OutageListForm(contracts, *sent)
    context: dict[str, Any] = {"form": form, "most": lists.MOST, "heads": [str(one) for one in lists.HEADS.values()]}
    if form.is_bound and form.is_valid():
        contract = next(one for one in contracts if one.number == form.cleaned_data["contract"])
        rows = form.cleaned_data["file"]
        found = lists.judged(rows, contract, here.now)
        context |= {"found": found, "wrong": sum(1 for one in found if one.faults), "contract": contract}
        context["signed"] = signing.dumps([here.user.pk, contract.number, rows], salt=SALT, compress=True)
    return render(request, "tickets/outages/import.html", context)


def _taken_over(request: HttpRequest, here: Visit, contracts: list[Contract]) -> HttpResponse:
    try:
        owner, number, rows = signing.loads(request.POST["rows"], salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        owner, number, rows = None, "", []
    contract = next((one for one in contracts if one.number == number), None)
    if owner != here.user.pk or contract is None:
        messages.error(request, _("The list is not as it was shown, or something changed meanwhile: hand it in anew."))
        return redirect("import_outages")
    try:
        done = actions.import_outages(contract, rows, actor=here.user, now=here.now)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("import_outages")
    new = sum(1 for one in done if one.does in (lists.NEW, lists.CORRECTS))
    said = ngettext("%(n)d entry is taken over.", "%(n)d entries are taken over.", new) % {"n": new}
    messages.success(request, said)
    return redirect("outages")
