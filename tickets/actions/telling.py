"""Who is told of what, by user id: whoever moves next, the requester, the assignee, whom a step or level adds."""

from collections.abc import Iterable
from datetime import datetime

from accounts.roles import AGENCY_LEAD, AUTHORITY_OFFICER, PARTY, PROVIDER_ENGINEER, PROVIDER_LEAD, SUPERVISOR_AUDITOR
from tickets.models import Deadline, Ticket
from tickets.permissions import Standing, holders, people

#: Who answers for each party when nobody of it has to move just now.
LEADS = {
    "agency": AGENCY_LEAD,
    "provider": PROVIDER_LEAD,
    "authority": AUTHORITY_OFFICER,
    "supervisor": SUPERVISOR_AUDITOR,
}


def waited_for(ticket: Ticket) -> frozenset[str]:
    """The roles whose move it is; engineers at large only while nobody is assigned."""
    waiting = ticket.machine.waits_for(ticket.state)
    return waiting - {PROVIDER_ENGINEER} if ticket.assignee_id is not None else waiting


def is_own_move(ticket: Ticket, where: Standing) -> bool:
    """Whether the ticket waits for this person, in a role of their own or a lent one."""
    held = where.held(ticket)
    persons = {where.user.pk, *(one.principal for one in held)}
    return any(one.role in waited_for(ticket) for one in held) or not persons.isdisjoint(_in_hand(ticket))


def of_step(ticket: Ticket, tells: Iterable[str], now: datetime) -> tuple[set[int], set[int]]:
    """Who moves next, and the others who learn that the step was taken. `tells`: the roles that the step adds."""
    waiting, tells = waited_for(ticket), set(tells)
    concerned = holders(ticket, waiting | tells, now)
    moving = {person for person, roles in concerned.items() if roles & waiting} | _in_hand(ticket)
    return moving, {person for person, roles in concerned.items() if roles & tells} | _own(ticket)


def of_talk(ticket: Ticket, roles: Iterable[str], now: datetime) -> set[int]:
    """Those of these roles, and whose ticket it is: a comment, a reminder, a corrected number."""
    return people(ticket, roles, now) | _own(ticket)


def to_remind(ticket: Ticket) -> set[str]:
    """The roles that a reminder is for: whoever has to move, and the leads who answer for them."""
    waiting = waited_for(ticket)
    return {*waiting, *(LEADS[PARTY[role]] for role in waiting if PARTY[role] in LEADS)}


def of_alert(row: Deadline, ticket: Ticket, level: str, now: datetime) -> set[int]:
    """Warning: who must act. Breach: both leads and the supervisor too. Authority: the authority too. Of a ticket that
    has not been sent yet nobody outside the unit that owes it is told."""
    acting = {role for role in waited_for(ticket) if PARTY.get(role) == row.party}
    roles = acting or {LEADS.get(row.party, PROVIDER_LEAD)}
    if level in ("breach", "authority"):
        roles |= {AGENCY_LEAD, PROVIDER_LEAD, SUPERVISOR_AUDITOR}
    if level == "authority":
        roles.add(AUTHORITY_OFFICER)
    if ticket.sent_at is None:
        roles = {role for role in roles if PARTY.get(role) == row.party}
    concerned = people(ticket, roles, now)
    if row.party == "provider" and ticket.assignee_id is not None:
        concerned.add(ticket.assignee_id)
    return concerned


def _in_hand(ticket: Ticket) -> set[int]:
    """The assignee, where the next move is an engineer's."""
    waits = PROVIDER_ENGINEER in ticket.machine.waits_for(ticket.state)
    return {ticket.assignee_id} if waits and ticket.assignee_id is not None else set()


def _own(ticket: Ticket) -> set[int]:
    """Whose ticket it is: whoever opened it, and whoever has it in hand."""
    return {person for person in (ticket.opened_by_id, ticket.assignee_id) if person is not None}
