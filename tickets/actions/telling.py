"""Who is told of what, by user id: whoever moves next, the requester, the assignee, whom a step or level adds.

Who oversees the work of others reads of their steps in a digest; what is told them at once, the catalogue says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.roles import AGENCY_LEAD, AUTHORITY_OFFICER, PARTY, PROVIDER_ENGINEER, PROVIDER_LEAD, SUPERVISOR_AUDITOR
from tickets.models import Deadline, Ticket
from tickets.notices.catalogue import CATALOGUE
from tickets.notices.events import DAILY, OVERSEERS, WEEKLY
from tickets.permissions import Standing, holders, people
from tickets.policy.types import Basis

#: Who answers for each party when nobody of it has to move just now.
LEADS = {
    "agency": AGENCY_LEAD,
    "provider": PROVIDER_LEAD,
    "authority": AUTHORITY_OFFICER,
    "supervisor": SUPERVISOR_AUDITOR,
}


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told at once, and who reads of it in the digest of the day or the week."""

    at_once: frozenset[int]
    later: frozenset[int] = frozenset()
    held: str = DAILY


def waited_for(ticket: Ticket) -> frozenset[str]:
    """The roles whose move it is; engineers at large only while nobody is assigned."""
    waiting = ticket.machine.waits_for(ticket.state)
    return waiting - {PROVIDER_ENGINEER} if ticket.assignee_id is not None else waiting


def is_own_move(ticket: Ticket, where: Standing) -> bool:
    """Whether the ticket waits for this person, in a role of their own or a lent one."""
    held = where.held(ticket)
    persons = {where.user.pk, *(one.principal for one in held)}
    return any(one.role in waited_for(ticket) for one in held) or not persons.isdisjoint(_in_hand(ticket))


def of_step(ticket: Ticket, tells: Iterable[str], now: datetime, *, matters: bool) -> tuple[set[int], Audience]:
    """Who moves next, and the others who learn that the step was taken. `tells`: the roles that the step adds.
    `matters`: it changes something for those whose order it is; of an inner step they are not told."""
    waiting, tells = waited_for(ticket), set(tells)
    concerned = holders(ticket, waiting | tells, now)
    moving = {person for person, roles in concerned.items() if roles & waiting} | _in_hand(ticket)
    told = {person: roles & tells for person, roles in concerned.items() if roles & tells}
    return moving, split("step", told, own=_own(ticket) if matters else set())


def of_roles(ticket: Ticket, event: str, roles: Iterable[str], now: datetime) -> Audience:
    """Those of these roles."""
    return split(event, holders(ticket, roles, now))


def split(event: str, told: Mapping[int, set[str]], own: Iterable[int] = ()) -> Audience:
    """Of those told, in which roles, the overseers for whom it can wait. `own`: it is their own matter."""
    at_once = CATALOGUE[event].at_once
    later = {person for person, roles in told.items() if roles <= OVERSEERS - at_once} - set(own)
    return Audience(frozenset({*told, *own} - later), frozenset(later))


def of_talk(ticket: Ticket, roles: Iterable[str], now: datetime) -> set[int]:
    """Those of these roles, and whose ticket it is: a comment, a reminder, a corrected number."""
    return people(ticket, roles, now) | _own(ticket)


def to_remind(ticket: Ticket) -> set[str]:
    """The roles that a reminder is for: whoever has to move, and the leads who answer for them."""
    waiting = waited_for(ticket)
    return {*waiting, *(LEADS[PARTY[role]] for role in waiting if PARTY[role] in LEADS)}


def of_alert(row: Deadline, ticket: Ticket, level: str, now: datetime) -> Audience:
    """Warning: who must act. Breach: both leads and the supervisor too. Authority: the authority too. Of a ticket that
    has not been sent yet nobody outside the unit that owes it is told."""
    acting = {role for role in waited_for(ticket) if PARTY.get(role) == row.party}
    if row.clause.basis == Basis.JUDGEMENT:
        return _of_target(row, ticket, acting, level, now)
    roles = acting or {LEADS.get(row.party, PROVIDER_LEAD)}
    if level in ("breach", "authority"):
        roles |= {AGENCY_LEAD, PROVIDER_LEAD, SUPERVISOR_AUDITOR}
    if level == "authority":
        roles.add(AUTHORITY_OFFICER)
    if ticket.sent_at is None:
        roles = {role for role in roles if PARTY.get(role) == row.party}
    return Audience(frozenset(people(ticket, roles, now) | _assigned(row, ticket)))


def _of_target(row: Deadline, ticket: Ticket, acting: set[str], level: str, now: datetime) -> Audience:
    """An internal target concerns whoever must act. Their own lead reads once a week what was missed; the other side,
    the supervisor and the authority never do."""
    lead, assigned = LEADS.get(row.party, PROVIDER_LEAD), _assigned(row, ticket)
    told = holders(ticket, acting | {lead}, now)
    holding = acting - {lead} or (set() if assigned else {lead})
    at_once = {person for person, roles in told.items() if roles & holding} | assigned
    later = {person for person, roles in told.items() if lead in roles} if level == "breach" else set()
    return Audience(frozenset(at_once), frozenset(later - at_once), WEEKLY)


def _assigned(row: Deadline, ticket: Ticket) -> set[int]:
    return {ticket.assignee_id} if row.party == "provider" and ticket.assignee_id is not None else set()


def _in_hand(ticket: Ticket) -> set[int]:
    """The assignee, where the next move is an engineer's."""
    waits = PROVIDER_ENGINEER in ticket.machine.waits_for(ticket.state)
    return {ticket.assignee_id} if waits and ticket.assignee_id is not None else set()


def _own(ticket: Ticket) -> set[int]:
    """Whose ticket it is: whoever opened it, and whoever has it in hand."""
    return {person for person in (ticket.opened_by_id, ticket.assignee_id) if person is not None}
