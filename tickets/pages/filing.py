"""Filing a ticket: a card per kind, then one page with all that the kind asks for; and changing a draft."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import PROVIDER_DESK, PROVIDER_ENGINEER, PROVIDER_LEAD
from tickets import actions, register
from tickets.actions.facts import of_opening
from tickets.actions.open import TITLE_LIMIT
from tickets.datelaw import explain
from tickets.datelaw.types import local
from tickets.errors import Refusal
from tickets.lifecycle import KINDS
from tickets.lifecycle.fields import revive_all
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.questions import REASON, WINDOW_END, WINDOW_START
from tickets.lifecycle.steps import Op
from tickets.models import Clause, Contract, System, Ticket
from tickets.pages import wording
from tickets.pages.forms import FilingForm, TicketForm, is_final, sent_version
from tickets.pages.ticket import fetch
from tickets.pages.visit import Visit, page

Missing = Mapping[int, Mapping[str, tuple[str, ...]]]
#: Open tickets of the same kind that are shown before another is filed.
MOST_SIMILAR = 5
MOST_PROMISES = 3
#: How long the window is that a restart for a fault is filled in with.
PREFILLED_WINDOW = timedelta(hours=2)
#: Whoever picks up the telephone.
TAKERS = {PROVIDER_DESK, PROVIDER_ENGINEER, PROVIDER_LEAD}


@require_GET
@page
def filing(request: HttpRequest, here: Visit) -> HttpResponse:
    found = list(here.contracts().prefetch_related("systems", "term_events"))
    clauses = register.clauses(max(found, key=lambda one: one.term_ends)) if found else {}
    missing = register.missing(found)
    cards = [_card(machine, clauses) for machine in KINDS.values() if lawful_under(machine, found, missing, here)[0]]
    return render(request, "tickets/filing.html", {"cards": cards, "takes_calls": bool(here.standing.roles & TAKERS)})


def lawful_under(
    machine: type[Kind], contracts: Iterable[Contract], missing: Missing, here: Visit
) -> tuple[list[Contract], dict[str, Refusal]]:
    """Where the kind may be opened in this capacity now; and of the person's other contracts, by number, why not."""
    opened, closed = [], {}
    for contract in contracts:
        if not (systems := systems_for(machine, contract, here)):
            continue
        try:
            actions.check_open(
                machine,
                contract,
                (_takes(machine, contract, systems) or systems)[0],
                here.standing,
                here.now,
                missing=missing[contract.pk],
            )
        except Refusal as refusal:
            closed[contract.number] = refusal
        else:
            opened.append(contract)
    return opened, closed


def systems_for(machine: type[Kind], contract: Contract, here: Visit) -> list[System | None]:
    """Those for which the person may open the kind; None stands for the whole contract."""
    all_of_them = (None, *contract.systems.all())
    return [one for one in all_of_them if actions.opening_capacity(machine, contract, one, here.standing)]


def _takes(machine: type[Kind], contract: Contract, systems: Iterable[System | None]) -> list[System | None]:
    """Those of the systems that take such an order now: not what has left the cloud, or is in service already."""
    return [one for one in systems if actions.passes(actions.check_system, machine, contract, one)]


def choices_for(machine: type[Kind], contract: Contract, here: Visit) -> list[System | None]:
    """Those that the person may choose when opening the kind now."""
    return _takes(machine, contract, systems_for(machine, contract, here))


def _card(machine: type[Kind], clauses: Mapping[str, Clause]) -> dict[str, Any]:
    """One kind: when to use it, what one needs, the time that the contract promises."""
    first = next((step for step in machine.leaving(machine.initial.code) if not step.aside), None)
    return {
        "kind": machine.kind,
        "label": wording.kind(machine.kind),
        "help": wording.kind_help(machine.kind),
        "needs": wording.listed(slot.label for slot in first.needs) if first else "",
        "promises": promises(machine, clauses),
    }


def promises(machine: type[Kind], clauses: Mapping[str, Clause]) -> list[str]:
    """The limits that the contract itself sets for this kind, the internal targets only where it sets none."""
    codes = [mark.clause for mark in machine.marks() if mark.op is Op.START]
    found = [clauses[code] for code in dict.fromkeys(codes) if code in clauses and clauses[code].limit]
    binding = [clause for clause in found if not clause.judged] or found
    return [
        f"{wording.clause_title(clause)} {explain.limit(clause.limit)}"
        for clause in binding[:MOST_PROMISES]
        if clause.limit
    ]


@require_http_methods(["GET", "POST"])
@page
def file_kind(request: HttpRequest, here: Visit, kind: str) -> HttpResponse:
    machine = KINDS.get(kind)
    if machine is None:
        raise Http404
    found = list(here.contracts().prefetch_related("systems", "term_events"))
    open_under, closed = lawful_under(machine, found, register.missing(found), here)
    fault = _fault(request, here)
    wanted = fault.contract.number if fault else request.POST.get("contract") or request.GET.get("contract", "")
    fitting = [one for one in open_under if wanted in ("", one.number)]
    contract = max(fitting, key=lambda one: one.term_ends, default=None)  # the one asked for, or that runs longest
    if contract is None:
        return _not_open(request, closed.get(wanted) if wanted else next(iter(closed.values()), None))
    initial = _asked_for(fault, here) if fault else {"system": request.GET.get("system", "")}
    form = FilingForm(machine, contract, choices_for(machine, contract, here), request.POST or None, initial=initial)
    form.bound_by(of_opening(machine.kind, contract, None, standing=here.standing, now=here.now, fields={}))
    if is_final(request):
        try:
            return _opened(request, here, machine, contract, form, fault)
        except Refusal as refusal:
            form.refuse(refusal)
    context = _filing_context(here, machine, contract, open_under) | {"fault": fault}
    return render(request, "tickets/file_kind.html", context | {"form": form}, status=form.status)


def _fault(request: HttpRequest, here: Visit) -> Ticket | None:
    """The fault from whose page the restart is asked for. Raises Http404 for one that the person does not see."""
    number = request.GET.get("occasion", "")
    return fetch(here, number) if number else None


def _asked_for(fault: Ticket, here: Visit) -> dict[str, Any]:
    """What the fault says already; the window is the next two hours, for whoever files to change."""
    said = _("Needed to cure the fault %(number)s: %(what)s")
    told = revive_all((Incident.description,), fault.fields)
    start = local(here.now).replace(second=0, microsecond=0)
    return {
        "system": fault.system.code if fault.system else "",
        "title": (_("Restart for the fault: %(title)s") % {"title": fault.title})[:TITLE_LIMIT],
        REASON.name: said % {"number": fault.number, "what": told[Incident.description.name]},
        WINDOW_START.name: start,
        WINDOW_END.name: start + PREFILLED_WINDOW,
    }


def _not_open(request: HttpRequest, refused: Refusal | None) -> HttpResponse:
    """Back to what may be opened, with the reason. Raises Http404 where the person has no business here."""
    if refused is None:
        raise Http404
    messages.error(request, refused.message)
    return redirect("filing")


def _opened(
    request: HttpRequest,
    here: Visit,
    machine: type[Kind],
    contract: Contract,
    form: FilingForm,
    fault: Ticket | None,
) -> HttpResponse:
    """Raises Refusal."""
    code = request.POST.get("system", "")
    ticket = actions.open_ticket(
        machine.kind,
        contract=contract,
        system=contract.systems.filter(code=code).first() if code else None,
        title=request.POST.get("title", ""),
        fields=form.typed(),
        actor=here.user,
        now=here.now,
        key=request.POST.get("key") or None,
        occasion=fault,
    )
    if ticket.stage.editable:
        said = _("Draft %(number)s is kept. Look it over, attach the papers and submit it below.")
    else:
        said = _("Work order %(number)s is filed and its clocks run.")
    messages.success(request, said % {"number": ticket.number})
    return redirect("ticket", ticket.number)


def _filing_context(here: Visit, machine: type[Kind], contract: Contract, open_under: list[Contract]) -> dict[str, Any]:
    similar = here.tickets().filter(kind=machine.kind, contract=contract, closed_at__isnull=True)
    return {
        "kind": wording.kind(machine.kind),
        "help": wording.kind_help(machine.kind),
        "contract": contract,
        "others": [one for one in open_under if one.pk != contract.pk],
        "drafts": machine.initial.editable,
        "promises": promises(machine, register.clauses(contract)),
        "similar": similar.select_related("system").order_by("-id")[:MOST_SIMILAR],
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
        return redirect("ticket", number)
    initial = {"title": ticket.title, **revive_all(ticket.machine.opening.asks, ticket.fields)}
    form = TicketForm(ticket.machine, ticket.contract, request.POST or None, initial=initial)
    form.bound_by(
        of_opening(ticket.kind, ticket.contract, ticket.system, standing=here.standing, now=here.now, fields={})
    )
    if is_final(request):
        try:
            actions.edit(
                ticket,
                actor=here.user,
                now=here.now,
                version=sent_version(request),
                title=request.POST.get("title", ""),
                fields=form.typed(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The changes are kept."))
            return redirect("ticket", number)
    context = {"form": form, "ticket": ticket, "kind": wording.kind(ticket.kind)}
    return render(request, "tickets/edit.html", context, status=form.status)
