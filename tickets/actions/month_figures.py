"""What the registers say of a month, as the report that the service asks for carries it: filled in, never typed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from tickets.availability import percent
from tickets.lifecycle.kinds.report import FIGURE, VALUE
from tickets.models import Ticket
from tickets.outages.months import ContractMonth, SystemMonth


@dataclass(frozen=True, slots=True)
class OrdersOfMonth:
    """The orders that people sent: in the month, those closed in it, and those still open at its end."""

    sent: int
    closed: int
    left: int


def of_month(month: ContractMonth) -> list[dict[str, str]]:
    """Figure by figure, in the words of the active language."""
    return [{FIGURE: figure, VALUE: value} for figure, value in _figures(month, orders(month))]


def is_empty(month: ContractMonth) -> bool:
    """No order was sent, closed or open, and no outage is known, not even one that is to be checked."""
    return orders(month) == OrdersOfMonth(0, 0, 0) and not _outages(month)


def orders(month: ContractMonth) -> OrdersOfMonth:
    first, over = month.period.first, month.period.over
    sent = Q(sent_at__gte=first, sent_at__lt=over)
    closed = Q(closed_at__gte=first, closed_at__lt=over)
    left = Q(sent_at__lt=over) & (Q(closed_at=None) | Q(closed_at__gte=over))
    rows = Ticket.objects.filter(contract=month.contract, sent_at__isnull=False, recurrence=None)
    counted = rows.aggregate(sent=Count("pk", sent), closed=Count("pk", closed), left=Count("pk", left))
    return OrdersOfMonth(**counted)


def _figures(month: ContractMonth, found: OrdersOfMonth) -> Iterator[tuple[str, str]]:
    for one in month.by_system:
        if one.figure.service:
            yield _("Availability of %(system)s") % {"system": one.system.name}, _share(one)
    yield _("Outages that began in the month"), str(len(_outages(month)))
    yield _("Orders sent in the month"), str(found.sent)
    yield _("Orders closed in the month"), str(found.closed)
    yield _("Orders open at the end of the month"), str(found.left)


def _outages(month: ContractMonth) -> set[tuple[str, int]]:
    """One of the whole platform is an outage of each system, and is counted once."""
    return {(one.source, one.key) for system in month.by_system for one in system.members}


def _share(one: SystemMonth) -> str:
    """What is open stands beside, in its worst reading."""
    share, worst = percent(one.figure.share), percent(one.worst.share)
    if share == worst:
        return share
    return _("%(share)s, with what is still open at worst %(worst)s") % {"share": share, "worst": worst}
