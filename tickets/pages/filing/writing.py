"""What a kind asks for is typed page by page and kept as it stands (暂存稿); what cannot wait is filed at once."""

from typing import Any, BinaryIO, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tickets import actions, queries, register
from tickets.actions.facts import of_opening
from tickets.errors import KeyReused, Refusal
from tickets.lifecycle.fields import clean_all
from tickets.lifecycle.questions import LINES
from tickets.models import SavedForm, Ticket
from tickets.pages.claims.previewing import previewed
from tickets.pages.filing import keeping
from tickets.pages.filing.choosing import promises
from tickets.pages.filing.leaves import Leaf
from tickets.pages.filing.proposed import BECAUSE, BREACH, reasons
from tickets.pages.filing.sheet import Sheet, open_sheet, quota, whole
from tickets.pages.parts import wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.forms import MORE, PREVIEW, SAVE, FilingForm
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.visit import Visit, page

#: Open tickets of the same kind that are shown before another is filed.
MOST_SIMILAR = 5
#: Unfinished forms of the same kind that are offered to be gone on with.
MOST_OFFERED = 3
#: The button that takes a kept file out again; its value is the slot.
DROP = "drop"
#: Where one comes from, and goes back to.
CHECK = "check"


@require_http_methods(["GET", "POST"])
@page
@asks("step", "system", "back", "contract", "occasion", BREACH, BECAUSE)
def file_kind(request: HttpRequest, here: Visit, kind: str, key: UUID | None = None) -> HttpResponse:
    if (born := _born(request, here, key)) is not None:
        return born
    sheet = open_sheet(request, here, kind, key)
    if isinstance(sheet, HttpResponse):
        return sheet
    leaf = sheet.leaf(request.POST.get("step") or request.GET.get("step", ""))
    form = _form(request, sheet, leaf)
    if request.method == "POST" and MORE not in request.POST:
        try:
            return _sent(request, sheet, leaf, form)
        except KeyReused as refusal:
            form.refuse(refusal)
            form.key = uuid4().hex
        except Refusal as refusal:
            form.refuse(refusal)
    return render(request, "tickets/filing/file.html", _context(request, sheet, leaf, form), status=form.status)


def _born(request: HttpRequest, here: Visit, key: UUID | None) -> HttpResponse | None:
    """To the order, where somebody comes back to a form of which it was born."""
    if key is None or request.method == "POST" or SavedForm.objects.filter(owner=here.user, key=key).exists():
        return None
    ticket = actions.done_under(here.user, key.hex)
    if ticket is None:
        raise Http404
    return to_born(request, ticket)


def to_born(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    messages.info(request, _("This was filed a moment ago as %(number)s.") % {"number": ticket.number})
    return redirect("ticket", ticket.number)


def _form(request: HttpRequest, sheet: Sheet, leaf: Leaf) -> FilingForm:
    here, machine, contract = sheet.here, sheet.machine, sheet.contract
    form = FilingForm(
        machine,
        contract,
        sheet.systems,
        request.POST or None,
        files=request.FILES or None,
        initial=sheet.initial(request.GET.get("system", "")),
        asks=leaf.shown(machine, sheet.said),
        slots=leaf.slots,
        folded=leaf.folded,
        first=leaf.first,
    )
    form.key = sheet.key.hex
    said, _errors = clean_all(machine.opening.asks, sheet.said)
    form.bound_by(of_opening(machine.kind, contract, None, standing=here.standing, now=here.now, fields=said))
    form.mark_filled({one.slot: one.name for one in sheet.kept.files.all()} if sheet.kept else {})
    if machine.opening.at_once:
        form.preview_at = reverse("saved_form", args=[machine.kind, sheet.key])
    return form


def _sent(request: HttpRequest, sheet: Sheet, leaf: Leaf, form: FilingForm) -> HttpResponse:
    """Kept, and on to the next page; or filed, where it cannot wait. Raises Refusal."""
    typed = sheet.typed(leaf, form.typed(), request.POST)
    at_once = sheet.machine.opening.at_once
    if at_once and PREVIEW in request.POST:
        return _previewed(request, sheet, typed, form)
    if at_once and SAVE not in request.POST:
        return _filed(request, sheet, leaf, typed, form)
    kept = actions.save_form(typed, now=sheet.here.now)
    if DROP in request.POST:
        actions.drop_file(kept, request.POST[DROP])
        return redirect(_address(request, sheet, leaf))
    _keep_files(kept, leaf, form)
    actions.check_shut()
    if SAVE in request.POST:
        messages.success(request, _("Kept. Go on with it whenever you like: you find it under “To do”."))
        return redirect(_address(request, sheet, leaf))
    actions.check_page(kept, form.asks, first=leaf.first, where=sheet.here.standing, now=sheet.here.now)
    if leaf.last or request.POST.get("back") == CHECK:
        return redirect("check_form", kept.kind, kept.key)
    return redirect(f"{reverse('saved_form', args=[kept.kind, kept.key])}?step={leaf.number + 1}")


def _address(request: HttpRequest, sheet: Sheet, leaf: Leaf) -> str:
    back = f"&back={CHECK}" if request.POST.get("back") == CHECK else ""
    return f"{reverse('saved_form', args=[sheet.machine.kind, sheet.key])}?step={leaf.number}{back}"


def _keep_files(kept: SavedForm, leaf: Leaf, form: FilingForm) -> None:
    """Raises Invalid at the slot."""
    for slot in leaf.slots:
        file = form[slot].data
        if file is not None:
            actions.save_file(kept, slot, name=file.name or "", stream=cast("BinaryIO", file.file))


def _filed(request: HttpRequest, sheet: Sheet, leaf: Leaf, typed: SavedForm, form: FilingForm) -> HttpResponse:
    """What cannot wait: from this page to the other side. Raises Refusal."""
    if (born := actions.born_of(typed, submit=True)) is not None:
        return to_born(request, born)
    if request.FILES:
        typed = actions.save_form(typed, now=sheet.here.now)
        _keep_files(typed, leaf, form)
    said, fields = whole(typed, sheet.here)
    ticket = actions.file_form(said, fields, actor=sheet.here.user, now=sheet.here.now)
    messages.success(request, _("Work order %(number)s is filed and its clocks run.") % {"number": ticket.number})
    return redirect("ticket", ticket.number)


def _previewed(request: HttpRequest, sheet: Sheet, typed: SavedForm, form: FilingForm) -> HttpResponse:
    """What the typed time would make of the clocks; nothing is filed. Raises Refusal."""
    said, fields = whole(typed, sheet.here)
    alone = bool(request.htmx)  # type: ignore[attr-defined]  # django-htmx adds it
    context: dict[str, Any] = {"now": sheet.here.now}
    try:
        form.outcome = actions.preview_form(said, fields, actor=sheet.here.user, now=sheet.here.now)
        form.preview = previewed(form.outcome.seen, form.outcome.ticket, sheet.here.now)
    except Refusal as refusal:
        if not alone:
            raise
        form.refuse(refusal)
        context["problems"] = list(form.problems())
    if alone:
        return render(request, "tickets/filing/_outcome.html", context | {"outcome": form.outcome, "form": form})
    return render(request, "tickets/filing/file.html", _context(request, sheet, sheet.leaves[0], form))


def _context(request: HttpRequest, sheet: Sheet, leaf: Leaf, form: FilingForm) -> dict[str, Any]:
    here, machine, contract = sheet.here, sheet.machine, sheet.contract
    similar = here.tickets().filter(kind=machine.kind, contract=contract, closed_at__isnull=True)
    if machine.initial.editable:  # a draft is nobody's order yet
        similar = similar.exclude(state=machine.initial.code)
    others = queries.saved_forms(here.user).filter(kind=machine.kind).exclude(key=sheet.key)
    return {
        "form": form,
        "sheet": sheet,
        "leaf": leaf,
        "back": (request.POST or request.GET).get("back", ""),
        "asks_lines": any(one.name == LINES.name for one in form.asks),
        **(quota(sheet.kept) if sheet.kept else {}),
        "kept_files": [one for one in sheet.kept.files.all() if one.slot in leaf.slots] if sheet.kept else (),
        "kind": wording.kind(machine.kind),
        "help": wording.kind_help(machine.kind),
        "fault": sheet.fault,
        "reasons": reasons(request),
        "contract": contract,
        "others": [one for one in sheet.contracts if one.pk != contract.pk],
        "at_once": machine.opening.at_once,
        "promises": promises(machine, register.clauses(contract)),
        "similar": similar.select_related("system").order_by("-id")[:MOST_SIMILAR] if leaf.first else (),
        "saved_forms": others[:MOST_OFFERED] if not form.is_bound and sheet.kept is None else (),
        "now": here.now,
    }


@only_sent("saved_form", "kind", "key")
@page
def save(request: HttpRequest, here: Visit, kind: str, key: UUID) -> HttpResponse:
    """What is typed saves itself: a sentence for the page, and where the form stands from now on."""
    sheet = open_sheet(request, here, kind, key)
    if isinstance(sheet, HttpResponse):
        raise Http404
    leaf = sheet.leaf(request.POST.get("step", ""))
    typed = sheet.typed(leaf, _form(request, sheet, leaf).typed(), request.POST)
    if sheet.kept is None and not _anything(typed):
        return JsonResponse({"said": ""})
    return keeping.kept(typed, here.now, _address(request, sheet, leaf))


@only_sent("saved_form", "kind", "key")
@page
def quota_of(request: HttpRequest, here: Visit, kind: str, key: UUID) -> HttpResponse:
    """合同、已用、在途、本次、余 of the lines as they are typed now."""
    sheet = open_sheet(request, here, kind, key)
    if isinstance(sheet, HttpResponse):
        raise Http404
    leaf = sheet.leaf(request.POST.get("step", ""))
    typed = sheet.typed(leaf, _form(request, sheet, leaf).typed(), request.POST)
    return render(request, "tickets/filing/_quota.html", quota(typed))


def _anything(typed: SavedForm) -> bool:
    """Somebody has begun to write."""
    return bool(typed.title.strip()) or any(value not in (None, "", [], "false") for value in typed.fields.values())


@only_sent("saved_form", "kind", "key")
@page
def discard(request: HttpRequest, here: Visit, kind: str, key: UUID) -> HttpResponse:
    form = get_object_or_404(queries.saved_forms(here.user), kind=kind, key=key)
    actions.drop_form(form)
    messages.success(request, _("The unfinished form is deleted."))
    return redirect("filing")
