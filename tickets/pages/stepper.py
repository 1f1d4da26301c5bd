"""The life of a ticket as a row of stages, each with the time spent there; and how long each took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.lifecycle.kind import Kind
from tickets.lifecycle.stages import Stage
from tickets.models import AuditEntry, Ticket
from tickets.pages.moments import span

DONE, CURRENT, AHEAD, SKIPPED = "done", "current", "ahead", "skipped"


@dataclass(frozen=True, slots=True)
class StageMark:
    """`status`: done, skipped, current or ahead. `spent` is empty where the ticket never was."""

    label: str
    status: str
    spent: str


def stages(ticket: Ticket, entries: Iterable[AuditEntry], now: datetime) -> list[StageMark]:
    machine = ticket.machine
    spent = time_per_stage(machine, entries, ticket.closed_at or now)
    at = machine.path.index(ticket.stage.stage)
    return [
        StageMark(
            str(stage.label),
            _status(number, at, ticket, seen=stage in spent),
            span(spent[stage]) if stage in spent else "",
        )
        for number, stage in enumerate(machine.path)
    ]


def _status(number: int, at: int, ticket: Ticket, *, seen: bool) -> str:
    if number < at or (number == at and ticket.final):
        return DONE if seen else SKIPPED
    return CURRENT if number == at else AHEAD


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
