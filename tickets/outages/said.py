"""What people answered in the steps of orders: the audit alone keeps it. One query for many orders."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from tickets.lifecycle.fields import Field
from tickets.models import AuditEntry


class Answered(NamedTuple):
    """value: as it was stored; None: left empty."""

    ticket: int
    at: datetime
    value: Any


def answers(tickets: Collection[int], acts: Collection[str], field: Field[Any]) -> Iterator[Answered]:
    """In the order in which they were given."""
    if not tickets:
        return
    entries = AuditEntry.objects.filter(ticket__in=tickets, action__in=acts, allowed=True).order_by("ticket", "seq")
    for ticket, at, data in entries.values_list("ticket", "at", "data"):
        yield Answered(ticket, at, (data.get("fields") or {}).get(field.name))


def newest_answers(tickets: Collection[int], acts: Collection[str]) -> dict[int, Mapping[str, Any]]:
    """Ticket id -> all that was answered in the last of these acts, by name."""
    if not tickets:
        return {}
    entries = AuditEntry.objects.filter(ticket__in=tickets, action__in=acts, allowed=True).order_by("ticket", "seq")
    return {ticket: data.get("fields") or {} for ticket, data in entries.values_list("ticket", "data")}


def newest(tickets: Collection[int], acts: Collection[str], field: Field[Any]) -> dict[int, Any]:
    """Ticket id -> the last answer."""
    return {one.ticket: one.value for one in answers(tickets, acts, field)}
