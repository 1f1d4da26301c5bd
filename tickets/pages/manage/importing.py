"""批量导入: a list of people from Excel, shown row by row first; nothing is done until it is confirmed."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doors import people, units
from accounts.doors.hands import Power
from accounts.models import Organization
from accounts.roles import SYSTEM_ADMIN
from texts import tidy
from tickets.models import AuditEntry
from tickets.pages.manage import sheet
from tickets.pages.manage.room import console, hand
from tickets.pages.parts.handed_out import attached
from tickets.pages.parts.visit import Visit

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What the page was shown comes back unchanged: signed for this person and this use, for an hour.
SALT: Final = "people-list"
HOUR: Final = 3600
LARGEST: Final = 2_000_000


class PeopleListForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("List of people (.xlsx)"), widget=forms.ClearableFileInput({"accept": ".xlsx"})
    )

    def clean_file(self) -> list[dict[str, str]]:
        """The rows. Raises ValidationError."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("The file is too large for such a list."))
        return sheet.read(file)


@require_http_methods(["GET", "POST"])
@console(SYSTEM_ADMIN)
def import_people(request: HttpRequest, here: Visit) -> HttpResponse:
    """A file is judged and shown; what was shown and comes back confirmed is done, row by row."""
    if "rows" in request.POST:
        return _done(request, here)
    form = PeopleListForm(request.POST, request.FILES) if request.method == "POST" else PeopleListForm()
    context: dict[str, Any] = {"form": form, "most": sheet.MOST}
    if form.is_valid():
        rows = form.cleaned_data["file"]
        found = sheet.judged(rows)
        context |= {"found": found, "wrong": sum(1 for one in found if one.errors)}
        context["signed"] = signing.dumps([here.user.pk, here.now.isoformat(), rows], salt=SALT, compress=True)
    return render(request, "tickets/manage/import.html", context)


def _done(request: HttpRequest, here: Visit) -> HttpResponse:
    try:
        owner, shown, rows = signing.loads(request.POST["rows"], salt=SALT, max_age=HOUR)
    except (signing.BadSignature, ValueError):  # a page of before an upgrade signed no instant
        owner, shown, rows = None, "", []
    found = sheet.judged(rows)
    if owner == here.user.pk and _made_since(found, here, shown):
        return _done_before(request, len(found))
    if owner != here.user.pk or any(one.errors for one in found):
        messages.error(request, _("The list is not as it was shown, or something changed meanwhile: hand it in anew."))
        return redirect("manage_import")
    known = units.of_codes(one.cells["unit"] for one in found)
    try:
        made = people.add_all(hand(request, here), [_newcomer(one.cells, known) for one in found])
    except ValidationError as refusal:
        said = _("Something changed meanwhile, and nobody was taken over. %(said)s")
        messages.error(request, said % {"said": " ".join(refusal.messages)})
        return redirect("manage_import")
    return render(request, "tickets/manage/imported.html", {"made": made})


def _made_since(found: list[sheet.PersonRow], here: Visit, shown: str) -> bool:
    """Whether the system log tells of this person making each of them after the list was shown."""
    names = [tidy.code(one.cells["username"]) for one in found]
    made = AuditEntry.objects.filter(ticket=None, action=Power.ADD_PERSON, actor=here.user)
    return made.filter(at__gte=datetime.fromisoformat(shown), data__username__in=names).count() == len(names) > 0


def _done_before(request: HttpRequest, count: int) -> HttpResponse:
    """The list was confirmed twice, or the answer to the first time was lost on its way."""
    said = _(
        "All %(n)d people of this list are in already: it was confirmed before. Their passwords were shown then, once; "
        "whoever lacks theirs gets a new one from the security administrator."
    )
    messages.info(request, said % {"n": count})
    return redirect("manage_people")


def _newcomer(cells: dict[str, str], known: dict[str, Organization]) -> people.Newcomer:
    said = {name: text for name, text in cells.items() if name != "unit"}
    return people.Newcomer.of(**said, unit=known.get(cells["unit"]))


@require_GET
@console(SYSTEM_ADMIN)
def people_template(request: HttpRequest, here: Visit) -> HttpResponse:  # noqa: ARG001  # the guard's signature
    answer = HttpResponse(sheet.template(), content_type=EXCEL)
    answer.headers["Content-Disposition"] = attached(f"{_('People (form of the list)')}.xlsx")
    return answer
