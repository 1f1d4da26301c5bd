"""One entry of a register: what it says, by whom, the history of its subject, and what the reader may do with it."""

from typing import Any, BinaryIO, Final, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.record import address_of
from tickets import actions, permissions
from tickets.errors import Refusal
from tickets.models import RegisterEntry
from tickets.pages.parts.asked import asks
from tickets.pages.parts.forms import AskedForm
from tickets.pages.parts.kept import only_sent
from tickets.pages.parts.visit import Visit, page
from tickets.pages.registers.forms import AnnulForm, EntryForm, ReturnForm
from tickets.pages.registers.rows import dressed
from tickets.pages.registers.view import fetch
from tickets.registers import REGISTERS, Register
from tickets.registers.register import FILE

#: Of a subject so many entries are shown, the newest.
HISTORY: Final = 50
#: Act -> what is said once it is done.
TOLD: Final[dict[str, Promise]] = {
    "confirm": gettext_lazy("Confirmed: it counts from now on."),
    "withdraw": gettext_lazy("Taken back."),
    "return": gettext_lazy("Returned. Whoever made the entry has been told why."),
    "annul": gettext_lazy("It stands until a second person has confirmed that it counts no more."),
    "correct": gettext_lazy("Entered. What it corrects stands until a second person has confirmed it."),
}


@require_http_methods(["GET", "POST"])
@page
@asks("contract")
def new_entry(request: HttpRequest, here: Visit, code: str) -> HttpResponse:
    register = fetch(here, code)
    open_to = [one for one in here.contracts() if actions.passes(actions.check_enter, one, register, here.standing)]
    asked = (request.POST if request.method == "POST" else request.GET).get("contract", "")
    contract = next((one for one in open_to if one.number == asked), open_to[0] if open_to else None)
    if contract is None:
        raise Http404
    form = EntryForm(register, contract, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            scan = _scan(request)
            entry = actions.enter(contract, code, form.typed(), actor=here.user, now=here.now, scan=scan)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Entered. It counts once a second person has confirmed it; they were told."))
            return redirect("register_entry", code, entry.pk)
    context = {"register": register, "contract": contract, "contracts": open_to, "form": form, **_amiss(form)}
    return render(request, "tickets/registers/new.html", context, status=form.status)


@require_GET
@page
def register_entry(request: HttpRequest, here: Visit, code: str, pk: int) -> HttpResponse:
    return _page(request, here, _found(here, code, pk))


def _found(here: Visit, code: str, pk: int) -> RegisterEntry:
    fetch(here, code)
    rows = permissions.visible_entries(here.standing).filter(register=code)
    return get_object_or_404(rows.select_related("contract"), pk=pk)


def _page(request: HttpRequest, here: Visit, entry: RegisterEntry, tried: AskedForm | None = None) -> HttpResponse:
    """The page; after a refused act with what was typed and why it was refused."""
    same = {"contract": entry.contract, "register": entry.register, "subject": entry.subject}
    history = RegisterEntry.objects.filter(**same).order_by("-starts", "-id")
    (shown,) = dressed(RegisterEntry.objects.filter(pk=entry.pk), here.today)
    context = {
        "register": REGISTERS[entry.register],
        "contract": entry.contract,
        "row": shown,
        "history": dressed(history[:HISTORY], here.today),
        **_forms(here, entry, tried),
        **_amiss(tried),
    }
    return render(request, "tickets/registers/entry.html", context, status=tried.status if tried else 200)


def _amiss(form: AskedForm | None) -> dict[str, Any]:
    return {"problems": list(form.problems()) if form is not None and form.refusal else []}


def _forms(here: Visit, entry: RegisterEntry, tried: AskedForm | None) -> dict[str, Any]:
    """The forms of what the reader may do with it."""
    may = {
        "confirm": actions.passes(actions.check_decide, entry, here.standing),
        "withdraw": actions.passes(actions.check_withdraw, entry, here.standing),
    }
    forms: dict[str, AskedForm] = {}
    if may["confirm"]:
        forms["returns"] = ReturnForm()
    if actions.passes(actions.check_correct, entry, here.standing):
        forms |= {"corrects": EntryForm(_of(entry), entry.contract, corrects=entry), "annuls": AnnulForm()}
    same = {name: tried for name, form in forms.items() if type(form) is type(tried)}
    return {**may, **forms, **same}


def _of(entry: RegisterEntry) -> type[Register]:
    return REGISTERS[entry.register]


@only_sent("register_entry", "code", "pk")
@page
def register_act(request: HttpRequest, here: Visit, code: str, pk: int, verb: str) -> HttpResponse:
    """One act upon one entry; after a correction, or a annul, the new entry."""
    entry = _found(here, code, pk)
    if verb not in TOLD:
        raise Http404
    form = _form(request, entry, verb)
    try:
        done = _do(request, here, entry, verb, form)
    except Refusal as refusal:
        return _refused(request, here, entry, form, refusal)
    messages.success(request, str(TOLD[verb]))
    return redirect("register_entry", code, done.pk)


def _refused(
    request: HttpRequest, here: Visit, entry: RegisterEntry, form: AskedForm | None, refusal: Refusal
) -> HttpResponse:
    if form is None:
        messages.error(request, refusal.message)
        return redirect("register_entry", entry.register, entry.pk)
    form.refuse(refusal)
    return _page(request, here, _found(here, entry.register, entry.pk), form)


def _form(request: HttpRequest, entry: RegisterEntry, verb: str) -> AskedForm | None:
    """As it was sent; None for what is but a button."""
    if verb == "correct":
        return EntryForm(_of(entry), entry.contract, request.POST, corrects=entry)
    forms: dict[str, type[ReturnForm | AnnulForm]] = {"return": ReturnForm, "annul": AnnulForm}
    return forms[verb](request.POST) if verb in forms else None


def _do(request: HttpRequest, here: Visit, entry: RegisterEntry, verb: str, form: AskedForm | None) -> RegisterEntry:
    """Raises Invalid, Forbidden, WrongState."""
    who, now, typed = here.user, here.now, form.typed() if form is not None else {}
    if verb == "correct":
        return actions.correct(entry, typed, actor=who, now=now, scan=_scan(request))
    if verb == "confirm":
        return actions.confirm_entry(entry, actor=who, now=now)
    if verb == "withdraw":
        return actions.withdraw_entry(entry, actor=who, now=now)
    act = actions.return_entry if verb == "return" else actions.annul
    return act(entry, typed, actor=who, now=now)


def _scan(request: HttpRequest) -> actions.Scan | None:
    sent = request.FILES.get(f"s-{FILE}")
    return (sent.name or "", cast("BinaryIO", sent.file)) if sent is not None else None


@require_GET
@page
def register_file(request: HttpRequest, here: Visit, code: str, pk: int) -> HttpResponseBase:
    entry = _found(here, code, pk)
    try:
        stream = actions.hand_out_scan(entry, actor=here.user, now=here.now, address=address_of(request))
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(stream, as_attachment=True, filename=entry.file_name, content_type=entry.file_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
