"""What is drawn from an order once its contract reads otherwise: marked here, drawn by the sweep."""

from django.db.models import QuerySet

from tickets.lifecycle.kinds.finding import Finding
from tickets.lifecycle.kinds.finding.questions import EVENT
from tickets.lifecycle.kinds.payment import Payment
from tickets.models import Contract, Naming, Ticket


def redraw(contract: Contract) -> None:
    """Whose turn it is on the open orders under the contract is drawn anew: its terms, term or parties have changed.

    Within a transaction. An order that an act has in hand is passed over: to wait for it could wait in a ring, and that
    act draws it when it is done.
    """
    _mark(Ticket.objects.filter(contract=contract, closed_at__isnull=True))


def redraw_findings(settled: Ticket) -> None:
    """The same of the findings that wait for their second person, and of those that give a right: an event of level B
    may be one of so many within a year now, or no more, and what may be done is another step then."""
    states = (Finding.confirming.code, Finding.entitled.code)
    open_ones = Ticket.objects.filter(contract=settled.contract, kind=Finding.kind, state__in=states)
    _mark(open_ones.exclude(pk=settled.pk))


def redraw_judging(contract: Contract, order: Ticket | None = None) -> None:
    """The same of the findings that wait to be judged: whoever has decided a fact of what one rests on may not. order:
    of those alone that name it."""
    waiting = Ticket.objects.filter(contract=contract, kind=Finding.kind, state=Finding.proposed.code)
    naming = Naming.objects.filter(of=order, field=EVENT.name)
    _mark(waiting if order is None else waiting.filter(pk__in=naming.values("ticket")))


def redraw_payments(contract: Contract) -> None:
    """The same of instalments that wait for the sheets of penalties to be closed."""
    _mark(Ticket.objects.filter(contract=contract, kind=Payment.kind, state=Payment.checking.code))


def _mark(orders: QuerySet[Ticket]) -> None:
    free = orders.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
    Ticket.objects.filter(pk__in=list(free)).update(turns_edition="")
