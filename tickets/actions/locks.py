"""The one lock rule: a ticket's row first. It guards the ticket's clocks, endorsements, notices and audit."""

from tickets.models import Ticket


class Held(Exception):  # noqa: N818  # a state, and no fault
    """Another transaction holds the ticket's row, or there is none; whoever does not wait looks again later."""


def locked(pk: int, *, wait: bool = True) -> Ticket:
    """The ticket, locked until the transaction ends.

    Raises Ticket.DoesNotExist where there is none; without `wait` Held instead, and where another holds it.

    SQLite knows no row locks: there each transaction begins IMMEDIATE, and the whole file is the lock.
    """
    rows = Ticket.objects.select_related("contract", "system", "opened_by", "opened_unit", "assignee")
    try:
        return rows.select_for_update(of=("self",), skip_locked=not wait).get(pk=pk)
    except Ticket.DoesNotExist:
        if wait:
            raise
        raise Held(pk) from None
