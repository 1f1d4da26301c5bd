"""Which systems an order takes in: rows that it names, never free text."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from tickets.lifecycle.questions import SCOPE
from tickets.models import Contract, System, Ticket


def systems(contract: Contract, system: System | None, fields: Mapping[str, Any]) -> QuerySet[System]:
    """Those that the order names; else its own system; else all of the contract, for which it stands then (M19)."""
    if named := fields.get(SCOPE.name):
        return contract.systems.filter(code__in=named)
    return contract.systems.filter(pk=system.pk) if system is not None else contract.systems.all()


def of_ticket(ticket: Ticket) -> QuerySet[System]:
    return systems(ticket.contract, ticket.system, ticket.fields)


def covers(ticket: Ticket, system: System) -> bool:
    """Whether the order takes in this system, told from its own row."""
    if named := ticket.fields.get(SCOPE.name):
        return system.code in named
    return ticket.system_id in (system.pk, None)
