"""Findings on what an order has missed: which there are, and where one is raised with the event filled in."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.roles import PARTY
from tickets.actions.found import Named
from tickets.datelaw.types import local
from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.questions import AGAINST, CLOCK, EVENT, HAPPENED_ON, KNOWN_ON, ORDER
from tickets.models import Breach, Ticket
from tickets.pages.parts import wording
from tickets.pages.parts.visit import Visit


@dataclass(frozen=True, slots=True)
class FoundHere:
    """A finding, by its number and state."""

    number: str
    state: str


Findings = dict[Named, list[FoundHere]]


def on(tickets: QuerySet[Ticket], orders: Collection[str]) -> Findings:
    """(order, clock) -> the findings that name it, the clock "" where the order as a whole is named; of those that the
    person may see. One query."""
    found: Findings = defaultdict(list)
    rows = tickets.filter(names__of__number__in=orders, names__field=EVENT.name, kind=Finding.kind).order_by("id")
    told = rows.values_list("names__of__number", "names__clock", "number", "state")
    for order, clock, number, state in told if orders else ():
        found[order, clock].append(FoundHere(number, wording.state(Finding.kind, state)))
    return found


def may_raise(here: Visit, against: str) -> bool:
    """Whether one of the person's roles raises a finding against this party."""
    sides = {PARTY[role] for role in here.standing.roles & set(Finding.opening.by)}
    return against in AGAINST.options and bool(sides - {against})


def raise_on(order: str, breach: int | None = None) -> str:
    """Where a finding is raised on this order, or on the clock that it missed."""
    about = f"breach={breach}" if breach is not None else f"because={order}"
    return f"{reverse('file_kind', args=[Finding.kind])}?{about}"


def about_breach(breach: Breach) -> dict[str, Any]:
    """What stands in the form of a finding on a missed clock."""
    order = breach.deadline.ticket
    return {
        "system": order.system.code if order.system else "",
        AGAINST.name: breach.party,
        HAPPENED_ON.name: local(breach.occurred_at).date(),
        KNOWN_ON.name: local(breach.told_at or breach.detected_at).date(),
        EVENT.name: [{ORDER: order.number, CLOCK: breach.code}],
    }


def about_order(order: Ticket) -> dict[str, Any]:
    """What stands in the form of a finding on an order as a whole."""
    day = local(order.state_since).date()
    return {
        "system": order.system.code if order.system else "",
        AGAINST.name: "provider",
        HAPPENED_ON.name: day,
        KNOWN_ON.name: day,
        EVENT.name: [{ORDER: order.number}],
    }
