"""What is drawn from an order once its contract reads otherwise: marked here, drawn by the sweep."""

from tickets.models import Contract, Ticket


def redraw(contract: Contract) -> None:
    """Whose turn it is on the open orders under the contract is drawn anew: its terms, term or parties have changed.

    Within a transaction. An order that an act has in hand is passed over: to wait for it could wait in a ring, and that
    act draws it when it is done.
    """
    open_orders = Ticket.objects.filter(contract=contract, closed_at__isnull=True)
    free = open_orders.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
    Ticket.objects.filter(pk__in=list(free)).update(turns_edition="")
