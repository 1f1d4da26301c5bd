"""The life of a ticket as a row of stages, each with the time spent there; and how long each took."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tickets.lifecycle.kind import Kind
from tickets.lifecycle.stages import Stage
from tickets.models import AuditEntry, Ticket
from tickets.pages.parts.moments import worn


def stages(ticket: Ticket, entries: Iterable[AuditEntry], now: datetime) -> list[tuple[str, str, str]]:
    """(label, status, time spent) of each; the last is empty where the ticket never was.

    Status: done, skipped, current or ahead.
    """
    machine = ticket.machine
    spent = time_per_stage(machine, entries, ticket.closed_at or now)
    at = machine.path.index(ticket.stage.stage)
    listed = []
    for number, stage in enumerate(machine.path):
        if number < at or (number == at and ticket.final):
            status = "done" if stage in spent else "skipped"
        else:
            status = "current" if number == at else "ahead"
        listed.append((str(stage.label), status, worn(spent[stage]) if stage in spent else ""))
    return listed


def time_per_stage(machine: type[Kind], entries: Iterable[AuditEntry], until: datetime) -> dict[Stage, timedelta]:
    """Read from the moves in the audit trail; a stage that was entered twice has both stays."""
    spent: dict[Stage, timedelta] = {}
    stage: Stage | None = None
    since = until
    for entry in entries:
        if not entry.allowed or not entry.target:
            continue
        if stage:
            spent[stage] = spent.get(stage, timedelta()) + (entry.at - since)
        state = machine.by_state.get(entry.target)
        stage, since = (state.stage if state else stage), entry.at
    if stage:
        spent[stage] = spent.get(stage, timedelta()) + max(timedelta(), until - since)
    return spent
