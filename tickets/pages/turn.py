"""Whose turn it is on a ticket, and since when: by name where one is assigned, else by unit, role or party."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.roles import LABELS, PARTY, PROVIDER_ENGINEER, VENDOR
from tickets.lifecycle.kind import Kind
from tickets.models import Ticket
from tickets.pages import wording
from tickets.pages.moments import full, span


def waited_for(machine: type[Kind], state: str) -> list[str]:
    """The roles whose move is next, always in the same order."""
    return sorted(machine.waits_for(state), key=list(LABELS).index)


def briefly(machine: type[Kind], state: str) -> str:
    """One role by its name, several by the parties they stand for: a list has little room."""
    roles = waited_for(machine, state)
    if len(roles) == 1:
        return wording.role(roles[0])
    return wording.listed(dict.fromkeys(wording.party(PARTY[one]) for one in roles if one in PARTY))


def owner(ticket: Ticket) -> str:
    """For lists: the assignee, else the roles that the state waits for."""
    if ticket.final:
        return ""
    if ticket.assignee and PROVIDER_ENGINEER in ticket.machine.waits_for(ticket.state):
        return str(ticket.assignee)
    return briefly(ticket.machine, ticket.state)


def expected(ticket: Ticket) -> str:
    """Empty on a ticket that has ended. The contract's parties and the system's vendor must be at hand."""
    roles = waited_for(ticket.machine, ticket.state)
    named = []
    if ticket.assignee and PROVIDER_ENGINEER in roles:
        named = [wording.remark(ticket.assignee, ticket.contract.provider)]
        roles = [one for one in roles if PARTY[one] != PARTY[PROVIDER_ENGINEER]]
    units: dict[Organization, list[str]] = {}
    for role in roles:
        if unit := _unit(ticket, role):
            units.setdefault(unit, []).append(wording.role(role))
    return wording.listed([*named, *(wording.remark(wording.listed(held), unit) for unit, held in units.items())])


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
