"""What each line of the catalogue holds and what is in use: append-only, a balance is a sum."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from tickets.errors import Invalid
from tickets.models import CatalogueLine, Contract, LedgerEntry, Supplement, System, Ticket


def balances(contract: Contract) -> QuerySet[CatalogueLine]:
    """The lines with `used` (over all systems) and `added` (by supplementary contracts); 0 for nothing."""
    used = LedgerEntry.objects.filter(line=OuterRef("pk")).values("line").values(sum=Sum("quantity"))
    added = Supplement.objects.filter(line=OuterRef("pk")).values("line").values(sum=Sum("quantity"))
    return contract.lines.annotate(used=Coalesce(Subquery(used), 0), added=Coalesce(Subquery(added), 0))


def within(contract: Contract, lines: Iterable[Mapping[str, Any]]) -> bool:
    """Whether contract and supplements hold what is asked for on top of what is in use (3.5, 17; M6)."""
    return not any(short for _line, short in _shortages(contract, lines))


def supplement(ticket: Ticket, lines: Iterable[Mapping[str, Any]], *, number: str, now: datetime) -> list[Supplement]:
    """A supplementary contract raises each line by what it lacks for this ticket. The rows written."""
    return Supplement.objects.bulk_create(
        Supplement(line=line, ticket=ticket, number=number, quantity=short, at=now)
        for line, short in _shortages(ticket.contract, lines)
        if line and short
    )


def _shortages(contract: Contract, lines: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Any, int]]:
    """By how much each line falls short; one supplied whole never does. An unknown line (None) lacks everything."""
    asked = _summed(lines)
    held: dict[str, Any] = {line.code: line for line in balances(contract).filter(code__in=asked)}
    for code, quantity in asked.items():
        line = held.get(code)
        if line is None:
            yield None, quantity
        elif line.quantity is not None:
            yield line, max(line.used + quantity - line.quantity - line.added, 0)


def post(
    ticket: Ticket, lines: Iterable[Mapping[str, Any]], *, note: str, now: datetime, sign: int = 1
) -> list[LedgerEntry]:
    """Add one entry a line for the ticket's system. The rows of the lines are locked, in the order of their ids.

    The rows written. Raises Invalid for a line that the contract does not have.
    """
    summed = _summed(lines)
    locked = ticket.contract.lines.select_for_update().filter(code__in=summed).order_by("id")
    by_code = {line.code: line for line in locked}
    if missing := summed.keys() - by_code.keys():
        raise Invalid(", ".join(sorted(missing)))
    assert ticket.system is not None  # noqa: S101  # kinds with lines are about one system
    return LedgerEntry.objects.bulk_create(
        LedgerEntry(
            line=by_code[code], system=ticket.system, ticket=ticket, quantity=sign * quantity, at=now, note=note
        )
        for code, quantity in summed.items()
        if quantity
    )


def release(ticket: Ticket, systems: QuerySet[System], *, now: datetime) -> list[LedgerEntry]:
    """Take out everything that the systems hold: they have left the cloud. The rows written."""
    held = (
        LedgerEntry.objects.filter(system__in=systems)
        .values("line", "system")
        .annotate(left=Sum("quantity"))
        .filter(~Q(left=0))
        .order_by("line")
    )
    return LedgerEntry.objects.bulk_create(
        LedgerEntry(
            line_id=row["line"], system_id=row["system"], ticket=ticket, quantity=-row["left"], at=now, note="left"
        )
        for row in held
    )


def _summed(lines: Iterable[Mapping[str, Any]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in lines:
        total[row["line"]] += int(row["quantity"])
    return total
