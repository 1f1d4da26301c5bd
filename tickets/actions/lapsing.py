"""Until when an order may stand where it stands, if time itself takes it on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tickets.lifecycle.duties import Clock
from tickets.lifecycle.fields.dated import INSTANT, Dated
from tickets.models import Deadline, Ticket


def last_instant(ticket: Ticket, values: Mapping[str, Any]) -> datetime | None:
    """Of the state that it has come to, by what the order says; None where time does not end it, or a clock does."""
    lapses = _lapses(ticket)
    end = values.get(lapses.name) if isinstance(lapses, Dated) else None
    return lapses.last_instant(end) if isinstance(lapses, Dated) and end is not None else None


def by_clock(ticket: Ticket, rows: Mapping[str, Deadline]) -> datetime | None:
    """As the clocks leave it: the last instant of the one by which its state lapses, or as it is, where none does."""
    lapses = _lapses(ticket)
    if not isinstance(lapses, Clock):
        return ticket.lapses_at
    row = rows.get(lapses.code)
    if row is None or not row.open or row.resting:
        return None
    return row.due_at if row.unit.elapsed else row.due_at - INSTANT


def _lapses(ticket: Ticket) -> Dated[Any] | Clock | None:
    return next((step.lapses for step in ticket.machine.leaving(ticket.state) if step.lapses), None)
