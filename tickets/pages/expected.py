"""Who is expected to act on a ticket, and since when: by name where one is assigned, else by unit and role."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.roles import LABELS, PARTY, PROVIDER_ENGINEER, VENDOR
from tickets.models import Ticket
from tickets.pages import wording
from tickets.pages.moments import full, span


def expected(ticket: Ticket) -> str:
    """Empty on a ticket that has ended. The contract's parties and the system's vendor must be at hand."""
    roles = sorted(ticket.machine.waits_for(ticket.state), key=list(LABELS).index)
    if ticket.assignee and PROVIDER_ENGINEER in roles:
        named = wording.remark(ticket.assignee, ticket.contract.provider)
        roles = [one for one in roles if PARTY[one] != PARTY[PROVIDER_ENGINEER]]
        return wording.listed([named, *_units(ticket, roles)])
    return wording.listed(_units(ticket, roles))


def _units(ticket: Ticket, roles: list[str]) -> list[str]:
    units: dict[Organization, list[str]] = {}
    for role in roles:
        unit = _unit(ticket, role)
        if unit is not None:
            units.setdefault(unit, []).append(wording.role(role))
    return [wording.remark(wording.listed(held), unit) for unit, held in units.items()]


def _unit(ticket: Ticket, role: str) -> Organization | None:
    if role == VENDOR:
        return ticket.system.vendor if ticket.system else None
    unit: Organization = getattr(ticket.contract, PARTY[role])
    return unit


def since(ticket: Ticket, now: datetime) -> str:
    """Since when the ticket stands where it stands; empty on one that has ended."""
    if ticket.final:
        return ""
    told = {"at": full(ticket.state_since), "span": span(now - ticket.state_since)}
    return _("Since %(at)s, for %(span)s") % told
