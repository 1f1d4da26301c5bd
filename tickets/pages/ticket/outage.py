"""The outages that an order tells of, as the register has them."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.availability import excluding, length
from tickets.datelaw.periods import MONTH, Period
from tickets.datelaw.types import local
from tickets.lifecycle.kinds.incident import Incident
from tickets.lifecycle.kinds.suspension import Suspension
from tickets.models import Deadline, Ticket
from tickets.outages import orders
from tickets.outages.known import OPEN, KnownOutage
from tickets.pages.parts import moments, wording
from tickets.pages.parts.visit import Visit

TELLING: Final = (Incident.kind, Suspension.kind)


@dataclass(frozen=True, slots=True)
class OutageOfOrder:
    """address: of the register, narrowed to system and month."""

    words: str
    standing: str
    open: bool
    address: str


def of_order(ticket: Ticket, here: Visit) -> list[OutageOfOrder]:
    """None, and no query, for kinds that tell of none."""
    if ticket.kind not in TELLING:
        return []
    found = orders.outages(orders.told(Deadline.objects.filter(ticket=ticket)), here.now)
    return [_worded(one, ticket) for one in sorted(found, key=lambda one: one.span)]


def _worded(one: KnownOutage, ticket: Ticket) -> OutageOfOrder:
    net = length(excluding([one.span], [cut.span for cut in one.excuses]))
    told = {"from": moments.full(one.began_at), "net": moments.span(net)}
    told["to"] = moments.full(one.ended_at) if one.ended_at else _("still on")
    asked = {"contract": ticket.contract.number, "month": Period.around(MONTH, local(one.began_at).date()).code}
    asked |= {"system": ticket.system.code} if ticket.system else {}
    return OutageOfOrder(
        words=_("%(from)s to %(to)s, net %(net)s") % told,
        standing=wording.outage_state(one.state),
        open=one.state in OPEN,
        address=f"{reverse('outages')}?{urlencode(asked)}",
    )
