"""Until when an order may stand where it stands, if time itself takes it on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tickets.models import Ticket


def last_instant(ticket: Ticket, values: Mapping[str, Any]) -> datetime | None:
    """Of the state that it has come to, by what the order says; None where time does not end it."""
    lapses = [step.lapses for step in ticket.machine.leaving(ticket.state) if step.lapses]
    end = values.get(lapses[0].name) if lapses else None
    return lapses[0].last_instant(end) if end is not None else None
