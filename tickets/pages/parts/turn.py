"""Whose turn it is on a ticket, and since when: by name where one is assigned, else by unit, role or party."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.roles import LABELS, PARTY, PROVIDER_ENGINEER, VENDOR
from tickets.lifecycle.kind import Kind
from tickets.models import Ticket
from tickets.pages.parts import wording
from tickets.pages.parts.moments import full, roughly


def waited_for(machine: type[Kind], state: str) -> list[str]:
    """The roles whose move is next, always in the same order."""
    return sorted(machine.waits_for(state), key=list(LABELS).index)


def briefly(machine: type[Kind], state: str) -> str:
    """One role by its name, several by the parties they stand for: a list has little room."""
    roles = waited_for(machine, state)
    if len(roles) == 1:
        return wording.role(roles[0])
    return wording.listed(dict.fromkeys(wording.side(PARTY[one]) for one in roles if one in PARTY))


def owner(ticket: Ticket) -> str:
    """For lists: the assignee, else the roles that the state waits for."""
    return owner_of(ticket.machine, ticket.state, str(ticket.assignee or ""))


def owner_of(machine: type[Kind], state: str, assigned: str) -> str:
    """The same, where no more is known of the ticket. assigned: the name; "" of nobody."""
    if machine.by_state[state].final:
        return ""
    if assigned and PROVIDER_ENGINEER in machine.waits_for(state):
        return assigned
    return briefly(machine, state)


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
    told = {"at": full(ticket.state_since), "span": roughly(now - ticket.state_since)}
    if now - ticket.state_since < timedelta(minutes=1):
        return _("Since %(at)s") % told
    return _("Since %(at)s, for %(span)s") % told
