"""Filing a ticket: a card per kind, then one page with all that the kind asks for; and changing a draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tickets import actions, ledger, register
from tickets.datelaw import explain
from tickets.errors import Forbidden, Refusal
from tickets.lifecycle import KINDS
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.steps import Op
from tickets.models import Clause, Contract, System, Ticket
from tickets.pages import wording
from tickets.pages.inputs import SPARE_ROWS, Input, InputOption, Offer, Typed, controls, read, stored
from tickets.pages.rows import rows, ticket_url, with_clocks
from tickets.pages.ticket import fetch
from tickets.pages.visit import Visit, page

Missing = Mapping[int, Mapping[str, tuple[str, ...]]]
#: Open tickets of the same kind that are shown before another is filed.
MOST_SIMILAR = 5
MOST_PROMISES = 3
WHOLE = ""


@dataclass(frozen=True, slots=True)
class KindCard:
    """One kind: when to use it, what one needs, the time that the contract promises."""

    url: str
    label: str
    help: str
    needs: str
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The filing form as shown: `problems` are (anchor, sentence) for the summary."""

    title: str
    title_errors: tuple[str, ...]
    systems: tuple[InputOption, ...]
    system_errors: tuple[str, ...]
    controls: tuple[Input, ...]
    problems: tuple[tuple[str, str], ...]
    message: str
    key: str


@require_GET
@page
def filing(request: HttpRequest, here: Visit) -> HttpResponse:
    found = list(here.contracts())
    clauses = register.clauses(max(found, key=lambda one: one.ends)) if found else {}
    missing = register.missing(found)
    cards = [
        _card(machine, clauses, here)
        for machine in KINDS.values()
        if _open_under(machine, found, missing, here)[0]
    ]
    return render(request, "tickets/filing.html", {"cards": cards})


def _open_under(
    machine: type[Kind], contracts: Iterable[Contract], missing: Missing, here: Visit
) -> tuple[list[Contract], dict[str, Refusal]]:
    """Where the kind may be opened in this capacity now; and of the person's other contracts, by number, why not."""
    opened, closed = [], {}
    for contract in contracts:
        try:
            actions.check_open(machine, contract, None, here.standing, here.now, missing=missing[contract.pk])
        except Forbidden:
            continue
        except Refusal as refusal:
            closed[contract.number] = refusal
        else:
            opened.append(contract)
    return opened, closed


def _card(machine: type[Kind], clauses: Mapping[str, Clause], here: Visit) -> KindCard:
    first = next((s for s in machine.leaving(machine.initial.code) if not s.aside), None)
    slots = [slot.label for slot in first.needs] if first else []
    return KindCard(
        url=reverse("file_kind", args=[machine.kind]),
        label=wording.kind(machine.kind),
        help=wording.kind_help(machine.kind),
        needs=wording.listed(slots),
        promises=tuple(promises(machine, clauses, here)),
    )


def promises(machine: type[Kind], clauses: Mapping[str, Clause], here: Visit) -> list[str]:
    """The limits that the contract itself sets for this kind, the internal targets only where it sets none."""
    codes = [mark.clause for mark in machine.opening.clocks if mark.op is Op.START]
    codes += [mark.clause for step in machine.steps for mark in step.clocks if mark.op is Op.START]
    found = [clauses[code] for code in dict.fromkeys(codes) if code in clauses and clauses[code].limit]
    binding = [clause for clause in found if not clause.judged] or found
    return [
        f"{wording.clause_title(clause, chinese=here.chinese)} {explain.limit(clause.limit)}"
        for clause in binding[:MOST_PROMISES]
        if clause.limit
    ]


@require_http_methods(["GET", "POST"])
@page
def file_kind(request: HttpRequest, here: Visit, kind: str) -> HttpResponse:
    machine = KINDS.get(kind)
    if machine is None:
        raise Http404
    found = list(here.contracts())
    open_under, closed = _open_under(machine, found, register.missing(found), here)
    wanted = request.POST.get("contract") or request.GET.get("contract", "")
    contract = _contract(open_under, wanted)
    if contract is None:
        return _not_open(request, closed.get(wanted) if wanted else next(iter(closed.values()), None))
    typed, refused = Typed(), None
    if request.method == "POST":
        typed = Typed(read(machine.opening.asks, request.POST), spare=_spare(request))
        if "more" not in request.POST:
            try:
                return _opened(request, here, machine, contract, typed)
            except Refusal as refusal:
                refused = refusal
    form = _form(request, machine, contract, typed, refused)
    context = _filing_context(here, machine, contract, open_under, form)
    return render(request, "tickets/file_kind.html", context, status=refused.status if refused else 200)


def _contract(open_under: list[Contract], wanted: str) -> Contract | None:
    """The one that was asked for, or the one that runs longest."""
    found = [one for one in open_under if wanted in ("", one.number)]
    return max(found, key=lambda one: one.ends, default=None)


def _not_open(request: HttpRequest, refused: Refusal | None) -> HttpResponse:
    """Back to what may be opened, with the reason. Raises Http404 where the person has no business here."""
    if refused is None:
        raise Http404
    messages.error(request, refused.message)
    return HttpResponseRedirect(reverse("filing"))


def _spare(request: HttpRequest) -> int:
    return SPARE_ROWS * 2 if "more" in request.POST else SPARE_ROWS


def _opened(
    request: HttpRequest, here: Visit, machine: type[Kind], contract: Contract, typed: Typed
) -> HttpResponse:
    """Raises Refusal."""
    code = request.POST.get("system", "")
    ticket = actions.open_ticket(
        machine.kind,
        contract=contract,
        system=contract.systems.filter(code=code).first() if code else None,
        title=request.POST.get("title", ""),
        fields=typed.values,
        actor=here.user,
        now=here.now,
        key=request.POST.get("key") or None,
    )
    if ticket.stage.editable:
        said = _("Draft %(number)s is kept. Look it over, attach the papers and submit it below.")
    else:
        said = _("Work order %(number)s is filed and its clocks run.")
    messages.success(request, said % {"number": ticket.number})
    return HttpResponseRedirect(ticket_url(ticket.number))


def _form(
    request: HttpRequest, machine: type[Kind], contract: Contract, typed: Typed, refused: Refusal | None
) -> Form:
    errors = refused.errors if refused else {}
    return _made_form(
        machine.opening.asks,
        Typed(typed.values, errors, typed.spare),
        contract,
        title=request.POST.get("title", ""),
        systems=_systems(machine, contract, request.POST.get("system", request.GET.get("system", ""))),
        message=refused.message if refused else "",
        key=request.POST.get("key") or uuid4().hex,
    )


def _made_form(
    asks: Iterable[Any],
    typed: Typed,
    contract: Contract,
    *,
    title: str,
    systems: tuple[InputOption, ...],
    message: str,
    key: str,
) -> Form:
    listed = tuple(controls(asks, typed, _offer(asks, contract), form="new"))
    return Form(
        title=title,
        title_errors=tuple(typed.errors.get("title", ())),
        systems=systems,
        system_errors=tuple(typed.errors.get("system", ())),
        controls=listed,
        problems=tuple(_problems(typed, listed, message)),
        message=message,
        key=key,
    )


def _problems(typed: Typed, listed: Iterable[Input], message: str) -> Iterable[tuple[str, str]]:
    """In the order of the form: whoever works down the summary works down the page."""
    labels = {"title": ("title", _("Title")), "system": ("system", _("Information system"))}
    labels |= {one.name.removeprefix("f-"): (_anchor(one), one.label) for one in listed}
    labels |= {name: ("", name) for name in typed.errors if name not in labels}
    for name, (anchor, label) in labels.items():
        yield from ((anchor, wording.pair(label, sentence)) for sentence in typed.errors.get(name, ()))
    if message and not typed.errors:
        yield "", message


def _anchor(one: Input) -> str:
    """Where a link of the summary leads: the first control of a group or table."""
    if one.widget == "tiles" and one.options:
        return f"{one.id}-{one.options[0].value}"
    return one.rows[0][0].id if one.rows else one.id


def _offer(asks: Iterable[Any], contract: Contract) -> Offer:
    if not any(one.name == "lines" for one in asks):
        return Offer()
    return Offer(lines=[(line.code, _line_words(line)) for line in ledger.balances(contract)])


def _line_words(line: Any) -> str:
    """`vCPU（CPU，余 466）`: the unit, and what the contract still holds."""
    if line.quantity is None:
        return wording.remark(line.item, line.unit)
    left = _("%(unit)s, %(left)d left") % {"unit": line.unit, "left": line.quantity - line.used}
    return wording.remark(line.item, left)


def _systems(machine: type[Kind], contract: Contract, chosen: str) -> tuple[InputOption, ...]:
    found = [InputOption(one.code, one.name, one.code == chosen) for one in contract.systems.order_by("code")]
    if not machine.system_required:
        found.insert(0, InputOption(WHOLE, _("Whole contract"), chosen == WHOLE))
    return tuple(found)


def _filing_context(
    here: Visit, machine: type[Kind], contract: Contract, open_under: list[Contract], form: Form
) -> dict[str, Any]:
    similar = here.tickets().filter(kind=machine.kind, contract=contract, closed_at__isnull=True)
    return {
        "form": form,
        "machine": machine,
        "kind": wording.kind(machine.kind),
        "help": wording.kind_help(machine.kind),
        "contract": contract,
        "others": [one for one in open_under if one.pk != contract.pk],
        "required_system": machine.system_required,
        "drafts": machine.initial.editable,
        "promises": promises(machine, register.clauses(contract), here),
        "similar": rows(with_clocks(similar).order_by("-id")[:MOST_SIMILAR], here),
    }


@require_http_methods(["GET", "POST"])
@page
def edit(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """Change title and fields of a draft or returned ticket. Saving an outdated version keeps what was typed."""
    ticket = fetch(here, number)
    try:
        actions.check_edit(ticket, here.standing)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(ticket_url(number))
    typed = Typed(stored(ticket.machine.opening.asks, ticket.fields))
    title, refused = ticket.title, None
    if request.method == "POST":
        typed = Typed(read(ticket.machine.opening.asks, request.POST), spare=_spare(request))
        title = request.POST.get("title", "")
        if "more" not in request.POST:
            try:
                return _edited(request, here, ticket, typed, title)
            except Refusal as refusal:
                refused = refusal
    return _edit_page(request, ticket, typed, title, refused)


def _edited(request: HttpRequest, here: Visit, ticket: Ticket, typed: Typed, title: str) -> HttpResponse:
    """Raises Refusal."""
    raw = request.POST.get("version", "")
    version = int(raw) if raw.isascii() and raw.isdecimal() else -1
    actions.edit(
        ticket, actor=here.user, now=here.now, version=version, title=title, fields=dict(typed.values)
    )
    messages.success(request, _("The changes are kept."))
    return HttpResponseRedirect(ticket_url(ticket.number))


def _edit_page(
    request: HttpRequest, ticket: Ticket, typed: Typed, title: str, refused: Refusal | None
) -> HttpResponse:
    system: System | None = ticket.system
    form = _made_form(
        ticket.machine.opening.asks,
        Typed(typed.values, refused.errors if refused else {}, typed.spare),
        ticket.contract,
        title=title,
        systems=(),
        message=refused.message if refused else "",
        key="",
    )
    context = {
        "form": form,
        "ticket": ticket,
        "system": system,
        "kind": wording.kind(ticket.kind),
        "stale": refused is not None and refused.code == "stale",
    }
    return render(request, "tickets/edit.html", context, status=refused.status if refused else 200)
