"""The way from an order to a notice to rectify that is filled in because of it."""

from django.urls import reverse

from tickets import actions
from tickets.lifecycle.kinds.rectification import Rectification
from tickets.models import Ticket
from tickets.pages.parts.visit import Visit


def way(ticket: Ticket, here: Visit) -> str:
    """ "" for somebody who may not file one."""
    if actions.opening_capacity(Rectification, ticket.contract, None, here.standing) is None:
        return ""
    return f"{reverse('file_kind', args=[Rectification.kind])}?because={ticket.number}"
