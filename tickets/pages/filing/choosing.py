"""我要提单: a card for each kind that the person may file now, and under which contract."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.roles import PROVIDER_DESK, PROVIDER_ENGINEER, PROVIDER_LEAD
from tickets import actions, queries, register
from tickets.datelaw import explain
from tickets.errors import Refusal
from tickets.lifecycle import KINDS
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.steps import Op
from tickets.models import Clause, Contract, System
from tickets.pages.parts import wording
from tickets.pages.parts.visit import Visit, page
from tickets.policy.types import Limit

Missing = Mapping[int, Mapping[str, tuple[str, ...]]]
MOST_PROMISES = 3
#: What is filed less often stands folded below.
MOST_CARDS = 6
#: Whoever picks up the telephone.
TAKERS = {PROVIDER_DESK, PROVIDER_ENGINEER, PROVIDER_LEAD}


@require_GET
@page
def filing(request: HttpRequest, here: Visit) -> HttpResponse:
    found = list(here.contracts().prefetch_related("systems", "term_events"))
    clauses = register.clauses(max(found, key=lambda one: one.term_ends)) if found else {}
    missing = register.missing(found)
    lawful = [machine for machine in KINDS.values() if lawful_under(machine, found, missing, here)[0]]
    cards = [_card(machine, clauses) for machine in sorted(lawful, key=lambda one: not one.opening.at_once)]
    context = {
        "cards": cards[:MOST_CARDS],
        "more": cards[MOST_CARDS:],
        "takes_calls": bool(here.standing.roles & TAKERS),
        "saved_forms": queries.saved_forms(here.user) if cards else (),
    }
    return render(request, "tickets/filing/choose.html", context)


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
        "urgent": machine.opening.at_once,
        "help": wording.kind_help(machine.kind),
        "needs": wording.listed(slot.label for slot in first.needs) if first else "",
        "promises": promises(machine, clauses),
    }


def promises(machine: type[Kind], clauses: Mapping[str, Clause]) -> list[str]:
    """The limits that the contract itself sets for this kind, the internal targets only where it sets none."""
    codes = [mark.clause for mark in machine.marks() if mark.op is Op.START]
    found = [clauses[code] for code in dict.fromkeys(codes) if code in clauses and clauses[code].limit]
    binding = [clause for clause in found if not clause.judged] or found
    return [_promise(clause, clause.limit) for clause in binding[:MOST_PROMISES] if clause.limit]


def _promise(clause: Clause, limit: Limit) -> str:
    said = f"{wording.clause_title(clause)} {explain.limit(limit)}"
    return wording.remark(said, wording.basis("judgement") if clause.judged else "")
