"""核对信息: everything that was written on one page, what submitting it now would set going, and the button."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import unit_of
from tickets import actions
from tickets.errors import Refusal
from tickets.lifecycle.applicant import APPLICANT
from tickets.lifecycle.fields import Field, clean_all
from tickets.lifecycle.topics import arising
from tickets.models import SavedForm
from tickets.pages.filing.leaves import FIRST, Leaf, where_asked
from tickets.pages.filing.sheet import Sheet, open_sheet, quota, whole
from tickets.pages.filing.writing import to_born
from tickets.pages.parts import turn, wording
from tickets.pages.parts.naming import names_in
from tickets.pages.parts.visit import Visit, page

#: The button that files the order and leaves it in its first state.
KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the form as it was filled in: label and words of each question, "" where nothing was said."""

    leaf: Leaf
    change_at: str
    rows: list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
@page
def check_form(request: HttpRequest, here: Visit, kind: str, key: UUID) -> HttpResponse:
    if not SavedForm.objects.filter(owner=here.user, key=key, kind=kind).exists():
        return _gone(request, here, key)
    sheet = open_sheet(request, here, kind, key)
    if isinstance(sheet, HttpResponse):
        return sheet
    if sheet.kept is None or sheet.machine.opening.at_once:
        raise Http404
    form, fields = whole(sheet.kept, here)
    refusal, outcome = None, None
    try:
        if request.method == "POST":
            return _filed(request, sheet, form, fields)
        outcome = actions.preview_form(form, fields, actor=here.user, now=here.now)
    except Refusal as refused:
        refusal = refused
    context = {
        "sheet": sheet,
        "form": form,
        "kind": wording.kind(kind),
        "sections": list(_sections(sheet, form)),
        "known": known(here, form),
        **quota(form),
        "outcome": outcome,
        "next": wording.listed(_next(outcome)) if outcome else "",
        "drafts": sheet.machine.initial.editable,
        "sends": bool(actions.submitting(sheet.machine, here.standing)) or not sheet.machine.initial.editable,
        "problems": list(_problems(sheet, refusal)) if refusal else [],
        "now": here.now,
    }
    return render(
        request,
        "tickets/filing/check.html",
        context,
        status=refusal.status if refusal and request.method == "POST" else 200,
    )


def _gone(request: HttpRequest, here: Visit, key: UUID) -> HttpResponse:
    """Raises Http404 where there never was such a form."""
    ticket = actions.done_under(here.user, key.hex)
    if ticket is None:
        raise Http404
    return to_born(request, ticket)


def _filed(request: HttpRequest, sheet: Sheet, form: SavedForm, fields: Mapping[str, Any]) -> HttpResponse:
    """Raises Refusal."""
    submit = KEEP not in request.POST
    ticket = actions.file_form(form, fields, actor=sheet.here.user, now=sheet.here.now, submit=submit)
    if ticket.stage.editable:
        said = _("Draft %(number)s is kept. Look it over, attach the papers and submit it below.")
    else:
        said = _("Work order %(number)s is filed and its clocks run.")
    messages.success(request, said % {"number": ticket.number})
    return redirect("ticket", ticket.number)


def _next(outcome: actions.FilingPreview) -> list[str]:
    """Who moves next, once it is filed."""
    return [wording.role(one) for one in turn.waited_for(outcome.ticket, outcome.ticket.state)]


def known(here: Visit, form: SavedForm) -> list[tuple[str, str]]:
    """What nobody has to type: who applies, and who built the system."""
    told = actions.known_of_applicant(form.system, here.user)
    return [
        (_("Applicant"), str(here.user)),
        (_("Unit"), str(unit_of(here.user) or "")),
        *((str(one.label), told[one.name]) for one in APPLICANT if one.name in told),
    ]


def _sections(sheet: Sheet, form: SavedForm) -> Iterator[Section]:
    asks = sheet.machine.opening.asks
    names = {one.name for one in arising(asks, form.fields)}
    values, _errors = clean_all(asks, form.fields)
    codes = names_in(form.contract, values)
    files = {one.slot: one.name for one in form.files.all()}
    for leaf in sheet.leaves:
        asked = [one for one in leaf.asks if one.name in names and _told(leaf, one.name, form.fields)]
        rows = [(str(one.label), _words(one, form.said(one), codes)) for one in asked]
        if leaf.first:
            where = str(form.system) if form.system else _("Whole contract")
            rows = [(_("Information system"), where), (_("Title"), form.title), *rows]
        rows += [(wording.slot(slot), files.get(slot, "")) for slot in leaf.slots if _told(leaf, slot, files)]
        if rows:
            yield Section(leaf, _page(sheet, leaf.number), rows)


def _told(leaf: Leaf, name: str, said: Mapping[str, Any]) -> bool:
    """What is folded away is shown only where something was said."""
    return name not in leaf.folded or bool(said.get(name))


def _words(asked: Field[Any], raw: object, codes: Mapping[str, str]) -> str:
    """As people read it; what cannot be taken, as it was typed."""
    try:
        value = asked.clean(raw)
    except ValidationError:
        return str(raw)
    return "" if value in (None, "", []) else asked.in_words(value, codes)


def _page(sheet: Sheet, number: int) -> str:
    return f"{reverse('saved_form', args=[sheet.machine.kind, sheet.key])}?step={number}&back=check"


def _problems(sheet: Sheet, refusal: Refusal) -> Iterator[tuple[str, str]]:
    """(where it is put right, sentence)."""
    labels = {one.name: str(one.label) for one in sheet.machine.opening.asks}
    labels |= {"title": _("Title"), "system": _("Information system")}
    for name, sentences in refusal.errors.items():
        label = labels.get(name) or wording.slot(name)
        anchor = name if name in FIRST else f"new-{name}"
        where = f"{_page(sheet, where_asked(sheet.leaves, name))}#{anchor}"
        yield from ((where, wording.pair(label, one)) for one in sentences)
    if not refusal.errors:
        yield "", refusal.message
