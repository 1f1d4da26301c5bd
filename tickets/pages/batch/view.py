"""批量同意: several orders of one kind are agreed to by one step, after a look at each; each is an act of its own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tickets import actions, permissions, queries, register
from tickets.actions.facts import of_row
from tickets.lifecycle import KINDS
from tickets.lifecycle.steps import Step
from tickets.models import Attachment, Contract, Deadline, Endorsement, Ticket, Turn
from tickets.pages.parts import lamps, wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.forms import StepForm, sent_number
from tickets.pages.parts.rows import dressed
from tickets.pages.parts.visit import Visit, page
from tickets.pages.ticket.consequences import consequence

#: Orders that one person can look over before they agree to all of them.
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One order to be agreed to. why_not: what stands in the way; empty where nothing does."""

    ticket: Ticket
    about: list[tuple[str, str]]
    leads_to: str
    clock: Deadline | None
    why_not: str
    key: str


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of one order: where it stands now, or why it was refused."""

    ticket: Ticket
    state: str
    refused: str


@require_http_methods(["GET", "POST"])
@page
@asks("order")
def batch(request: HttpRequest, here: Visit, kind: str, name: str) -> HttpResponse:
    """The summary of the orders that were ticked; sent from there, each is agreed to."""
    machine = KINDS.get(kind)
    step = machine.by_step.get(name) if machine else None
    if step is None or not step.at_once:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    tickets = _tickets(here, kind, sent.getlist("order")[:MOST])
    if not tickets:
        return redirect("todo")
    context: dict[str, Any] = {"step": step, "kind": wording.kind(kind), "now": here.now}
    if request.method == "POST":
        context["results"] = _agreed(request, here, step, tickets)
        return render(request, "tickets/batch/results.html", context)
    rows = _rows(here, step, tickets)
    context |= {
        "ready": [row for row in rows if not row.why_not],
        "held": [row for row in rows if row.why_not],
        "form": StepForm(step),
    }
    return render(request, "tickets/batch/page.html", context)


def _tickets(here: Visit, kind: str, numbers: Collection[str]) -> list[Ticket]:
    """Those of these orders that the person sees, the most urgent first."""
    found = here.tickets().filter(number__in=numbers, kind=kind).order_by(*queries.URGENT_FIRST)
    return list(dressed(found[:MOST]).select_related("contract", "system", "opened_unit", "assignee", "opened_by"))


def _rows(here: Visit, step: Step, tickets: list[Ticket]) -> list[BatchRow]:
    turns = {turn.ticket_id: turn for turn in _turns(here, step, tickets)}
    filled = _filled(step, tickets)
    _endorse(tickets)
    contracts = {ticket.contract for ticket in tickets}
    clauses = {one.pk: register.clauses(one) for one in contracts}
    names = {one.pk: _names(one) for one in contracts}
    rows = []
    for ticket in tickets:
        of_row(ticket, standing=here.standing, now=here.now)
        turn = turns.get(ticket.pk)
        rows.append(
            BatchRow(
                ticket=ticket,
                about=list(wording.typed(ticket.machine.opening.asks, ticket.fields, names[ticket.contract_id])),
                leads_to=consequence(step, ticket, clauses[ticket.contract_id])[1],
                clock=_own_clock(turn, ticket, here) if turn else None,
                why_not=_why_not(step, turn, filled, ticket),
                key=uuid4().hex,
            )
        )
    return rows


def _names(contract: Contract) -> dict[str, str]:
    """What the codes in the orders stand for: lines of the catalogue, systems."""
    lines = contract.lines.values_list("code", "item")
    return {**dict(contract.systems.values_list("code", "name")), **dict(lines)}


def _turns(here: Visit, step: Step, tickets: Iterable[Ticket]) -> Iterable[Turn]:
    """The person's turns to take this very step. One query."""
    return queries.todo(here.roles_held(), here.now).filter(ticket__in=tickets, step=step.name)


def _filled(step: Step, tickets: Iterable[Ticket]) -> set[tuple[int, str]]:
    """(ticket, slot) of the papers that the step needs and that are there. At most one query."""
    if not step.needs:
        return set()
    slots = [slot.name for slot in step.needs]
    since = {ticket.pk: ticket.slots_since for ticket in tickets}
    files = Attachment.objects.filter(ticket__in=list(since), slot__in=slots)
    return {(pk, slot) for pk, slot, at in files.values_list("ticket", "slot", "at") if at >= since[pk]}


def _endorse(tickets: Iterable[Ticket]) -> None:
    """What stands on each, as `of_row` looks for it. One query."""
    standing: dict[int, list[Endorsement]] = {ticket.pk: [] for ticket in tickets}
    for one in Endorsement.objects.filter(ticket__in=list(standing), voided_at__isnull=True):
        standing[one.ticket_id].append(one)
    for ticket in tickets:
        ticket.endorsed = standing[ticket.pk]


def _own_clock(turn: Turn, ticket: Ticket, here: Visit) -> Deadline | None:
    side = permissions.side_of(turn.role)
    return lamps.worst([clock for clock in ticket.clocks if clock.party == side], here.now)


def _why_not(step: Step, turn: Turn | None, filled: Collection[tuple[int, str]], ticket: Ticket) -> str:
    if turn is None:
        return _("You cannot do this on it now: the order is “%(state)s”.") % {"state": ticket.stage.label}
    lacking = [wording.slot(slot.name) for slot in step.needs if (ticket.pk, slot.name) not in filled]
    return _("Still lacks: %(papers)s") % {"papers": wording.listed(lacking)} if lacking else ""


def _agreed(request: HttpRequest, here: Visit, step: Step, tickets: Iterable[Ticket]) -> list[BatchResult]:
    """One refused never holds up the others: each is an act with its own key, on the version that was seen."""
    meant = [
        actions.MeantAct(
            ticket=one,
            step=step.name,
            key=request.POST.get(f"key-{one.number}", ""),
            version=sent_number(request, f"version-{one.number}"),
            comment=request.POST.get("comment", ""),
        )
        for one in tickets
    ]
    return [_result(one) for one in actions.perform_each(meant, actor=here.user, where=here.standing, now=here.now)]


def _result(outcome: actions.ActOutcome) -> BatchResult:
    refusal = outcome.refusal
    if refusal is None:
        return BatchResult(outcome.ticket, str(outcome.ticket.stage.label), "")
    said = [sentence for found in refusal.errors.values() for sentence in found] or [refusal.message]
    return BatchResult(outcome.ticket, "", wording.listed_sentences(said))
