"""Each kind's flow: the diagram drawn from the machine, and every step of it as a table."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tickets.lifecycle import KINDS
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.parties import SYS
from tickets.lifecycle.steps import Step
from tickets.pages.flows.diagram import draw
from tickets.pages.parts import wording
from tickets.pages.parts.asked import asks
from tickets.pages.parts.visit import Visit, everybodys


@require_GET
@everybodys
def flows(request: HttpRequest, here: Visit) -> HttpResponse:  # noqa: ARG001  # every page takes the visit
    kinds = [{"code": code, "label": wording.kind(code), "help": wording.kind_help(code)} for code in KINDS]
    return render(request, "tickets/flows/list.html", {"kinds": kinds})


@require_GET
@everybodys
@asks("ticket")
def flow(request: HttpRequest, here: Visit, kind: str) -> HttpResponse:
    """With `?ticket=` the state of that ticket is marked, for those who may see it."""
    machine = KINDS.get(kind)
    if machine is None:
        raise Http404
    number = request.GET.get("ticket", "")
    ticket = here.tickets().filter(number=number, kind=kind).first() if number else None
    label = wording.kind(kind)
    context = {
        "kind": label,
        "help": wording.kind_help(kind),
        "ticket": ticket,
        "diagram": draw(machine, current=ticket.state if ticket else "", label=label),
        "lines": [_line(machine, step) for step in sorted(machine.steps, key=lambda step: step.aside)],
    }
    return render(request, "tickets/flows/flow.html", context)


def _line(machine: type[Kind], step: Step) -> dict[str, Any]:
    everywhere = {state.code for state in machine.states if not state.final} == set(step.sources)
    return {
        "step": step,
        "sources": "" if everywhere else wording.listed(state.label for state in step.source_states),
        "who": wording.remark(
            wording.listed(wording.role(role) for role in step.by if role != SYS),
            wording.order_side(step.side) if step.side else "",
        ),
        "asks": wording.listed(field.label for field in step.asks),
        "papers": wording.listed(slot.label for slot in step.slots),
    }
