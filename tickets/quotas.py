"""What an order would do to the ledger, line by line: shown where it is decided, on pages and in REST."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef

from tickets import ledger, scope
from tickets.lifecycle.effects import RELEASE_LINES
from tickets.lifecycle.kind import Kind
from tickets.lifecycle.kinds.change.questions import TO_SYSTEM
from tickets.lifecycle.questions import LINES
from tickets.models import Contract, LedgerEntry, System, Ticket

#: System id and code of the line -> what is added or taken.
Changes = Counter[tuple[int, str]]
NONE: Final[list[Any]] = []


@dataclass(frozen=True, slots=True)
class Quota:
    """One line of one system, now and after the order. Quantities in the line's own unit.

    total: what contract and supplements hold, None for a line supplied whole. used: over all systems. net: what the
    order changes of that. held: by this system. change: of this system.
    """

    line: str
    item: str
    unit: str
    system: System
    total: int | None
    used: int
    net: int
    held: int
    change: int

    @property
    def used_after(self) -> int:
        return self.used + self.net

    @property
    def left_after(self) -> int | None:
        """Below zero: so much a supplementary contract must add (3.5, 17)."""
        return None if self.total is None else self.total - self.used_after

    @property
    def held_after(self) -> int:
        return self.held + self.change


def of_ticket(ticket: Ticket) -> list[Quota]:
    """None for an order that touches no lines, is over, or has been entered in the ledger already."""
    if ticket.final:
        return NONE
    if ticket.fields.get(LINES.name):
        systems = _holders(ticket)
        return _quotas(ticket, systems, _of_lines(ticket, systems))
    return _released(ticket) if releases(ticket.machine) else NONE


def releases(kind: type[Kind]) -> bool:
    """Orders of this kind give back all that their systems hold."""
    return any(RELEASE_LINES in step.does for step in kind.steps)


def _holders(ticket: Ticket) -> list[System]:
    """The order's own system, and the one to which its lines move."""
    own = [ticket.system] if ticket.system else []
    code = ticket.fields.get(TO_SYSTEM.name)
    return [*own, *(ticket.contract.systems.filter(code=code) if code else ())]


def _of_lines(ticket: Ticket, systems: list[System]) -> Changes:
    changes: Changes = Counter()
    moves = bool(ticket.fields.get(TO_SYSTEM.name))
    for code, quantity in ledger.summed(ticket.fields[LINES.name]).items():
        for system in systems:
            changes[system.pk, code] += -quantity if moves and system.pk == ticket.system_id else quantity
    return changes


def _released(ticket: Ticket) -> list[Quota]:
    leaving = scope.of_ticket(ticket)
    held = ledger.held_in(leaving)
    changes = Counter({(pk, code): -size for pk, lines in held.items() for code, size in lines.items()})
    return _quotas(ticket, list(leaving), changes) if changes else NONE


def _quotas(ticket: Ticket, systems: list[System], changes: Changes) -> list[Quota]:
    net: Counter[str] = Counter()
    for (_pk, code), change in changes.items():
        net[code] += change
    lines: Iterable[Any] = ledger.balances_of(ticket.contract, net, [system.pk for system in systems], ticket)
    return [
        Quota(
            line.code, line.item, line.unit, system, total=line.total, used=line.used, net=net[line.code],
            held=getattr(line, f"held_{system.pk}"), change=changes[system.pk, line.code],
        )
        for line in lines
        for system in systems
        if changes[system.pk, line.code] and not line.entered
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line that is asked for, before there is an order. total: None for a line supplied whole. on_order: what open
    orders ask for that is not in use yet."""

    item: str
    unit: str
    total: int | None
    used: int
    on_order: int
    asked: int

    @property
    def left(self) -> int | None:
        return None if self.total is None else self.total - self.used - self.on_order - self.asked

    @property
    def beyond(self) -> int:
        """So much the contract and its supplements lack, as the order is judged (3.5, 17): by what is in use."""
        return 0 if self.total is None else max(0, self.asked - max(0, self.total - self.used))


def of_lines(contract: Contract, lines: Iterable[Mapping[str, Any]]) -> list[AskedLine]:
    """Of each line that is asked for, in the order of the catalogue."""
    asked = ledger.summed(lines)
    if not asked:
        return []
    ordered = _on_order(contract)
    rows: Iterable[Any] = ledger.balances(contract).filter(code__in=asked)
    return [AskedLine(row.item, row.unit, row.total, row.used, ordered[row.code], asked[row.code]) for row in rows]


def _on_order(contract: Contract) -> Counter[str]:
    """Code of the line -> what orders that were sent on ask for and the ledger does not know yet; a move asks for
    nothing more."""
    waiting = contract.tickets.filter(closed_at=None, fields__has_key=LINES.name).exclude(
        fields__has_key=TO_SYSTEM.name
    )
    entered = LedgerEntry.objects.filter(ticket=OuterRef("pk"))
    found: Counter[str] = Counter()
    for one in waiting.exclude(fields__has_key=TO_SYSTEM.name).filter(~Exists(entered)):
        if not one.stage.editable:
            found.update(ledger.summed(one.fields[LINES.name]))
    return found
