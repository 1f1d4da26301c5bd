"""The row of an order, locked, with what every act asks of it first."""

from functools import cache

from django.db.models import OuterRef, QuerySet, Subquery

from tickets.actions import waiting
from tickets.models import AuditEntry, Contract, Delegation, Ticket
from tickets.prepared import SOME_ID, PreparedRows


def locked(pk: int, *, wait: bool = True) -> Ticket:
    """The ticket, locked until the transaction ends. Without `wait` one that another holds is as good as none.

    Raises Ticket.DoesNotExist, and WrongState where another holds it for longer than anybody waits. SQLite knows no
    row locks: there each transaction begins IMMEDIATE, and the whole file is the lock.
    """
    with waiting.its_turn():
        found = _row(wait=wait).ask([pk])
    if not found:
        raise Ticket.DoesNotExist
    (row,) = found
    row.passed = (row.passed_role or "", row.passed_to)  # type: ignore[attr-defined]  # annotated
    return row


def lock_sums(contract: Contract) -> None:
    """The contract's row, behind those of its orders: until the transaction ends nobody else opens an order that must
    be the only one, closes a sheet, or takes a step that rests on what all of its orders and sheets come to. What is
    read from now on is what they left. Raises WrongState, as `locked`."""
    with waiting.its_turn():
        Contract.objects.select_for_update().get(pk=contract.pk)


@cache
def _row(*, wait: bool) -> PreparedRows[Ticket]:
    return PreparedRows(_rows().select_for_update(of=("self",), skip_locked=not wait).filter(pk=SOME_ID))


def _rows() -> QuerySet[Ticket]:
    rows = Ticket.objects.select_related("contract", "system", "opened_by", "opened_unit", "assignee")
    last = AuditEntry.objects.filter(ticket=OuterRef("pk")).order_by("-seq").values("at")[:1]
    passed = Delegation.objects.filter(
        ticket=OuterRef("pk"), undone_at__isnull=True, passed_at__gte=OuterRef("state_since")
    ).order_by("-id")
    return rows.annotate(
        last_entry_at=Subquery(last),
        passed_role=Subquery(passed.values("role")[:1]),
        passed_to=Subquery(passed.values("passed_to")[:1]),
    )
