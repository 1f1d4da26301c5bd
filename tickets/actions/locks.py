"""The one lock rule: a ticket's row first. It guards the ticket's clocks, endorsements, notices and audit."""

from tickets.models import Ticket


def lock(pk: int, *, patient: bool = True) -> Ticket | None:
    """The ticket, locked until the transaction ends; None if it is gone, or held by another and not `patient`.

    SQLite knows no row locks: there each transaction begins IMMEDIATE, and the whole file is the lock.
    """
    rows = Ticket.objects.select_related("contract", "system", "opened_by", "opened_unit", "assignee")
    return rows.select_for_update(of=("self",), skip_locked=not patient).filter(pk=pk).first()


def locked(pk: int) -> Ticket:
    """As `lock`, for a ticket that must be there."""
    ticket = lock(pk)
    if ticket is None:
        raise Ticket.DoesNotExist(pk)
    return ticket
