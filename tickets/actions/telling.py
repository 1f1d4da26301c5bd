"""Who is told of what, by user id: whoever moves next, the requester, the assignee, whom a step or level adds.

Who oversees the work of others reads of their steps in a digest; what is told them at once, the catalogue says.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.roles import AGENCY_LEAD, AUTHORITY_OFFICER, PARTY, PROVIDER_ENGINEER, PROVIDER_LEAD, SUPERVISOR_AUDITOR
from tickets.models import Deadline, Ticket, Turn
from tickets.notices.catalogue import CATALOGUE
from tickets.notices.events import DAILY, OVERSEERS, WEEKLY
from tickets.permissions import Roster, Seat, Standing, holders, people, seats
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
    waiting = ticket.machine.waits_for(ticket.state, ticket.opening_party)
    return waiting - {PROVIDER_ENGINEER} if ticket.assignee_id is not None else waiting


def by_state(ticket: Ticket) -> frozenset[str]:
    """Where it is nobody's turn, whoever the state waits for; nobody, where only time takes the order on."""
    return frozenset() if ticket.lapses_at is not None else waited_for(ticket)


def is_own_move(ticket: Ticket, where: Standing, turns: Sequence[Turn]) -> bool:
    """Whether it is this person's turn, in a role of their own or a lent one. turns: as `turns.awaited` finds them;
    where there is none, it is that of all for whom the state waits, unless time alone takes it on."""
    held, person = where.held(ticket), where.user.pk
    if not turns:
        return any(one.role in by_state(ticket) for one in held)
    own = {(one.role, one.principal or person) for one in held}
    return any(turn.role == role and turn.is_of(person, whose) for turn in turns for role, whose in own)


def of_step(
    ticket: Ticket, turns: Sequence[Turn], tells: Iterable[str], now: datetime, *, matters: bool
) -> tuple[set[int], Audience]:
    """Who moves next, and the others who learn that the step was taken. `tells`: the roles that the step adds.
    `matters`: it changes something for those whose order it is; of an inner step they are not told."""
    tells = set(tells)
    found = seats(ticket, _moving_roles(ticket, turns) | tells, now)
    told: defaultdict[int, set[str]] = defaultdict(set)
    for one in found:
        if one.role in tells:
            told[one.person].add(one.role)
    return _moving(ticket, turns, found), split("step", told, own=_own(ticket) if matters else set())


def moving(ticket: Ticket, turns: Sequence[Turn], roster: Roster) -> set[int]:
    """Whose turn it is, by user id; where it is nobody's, whoever the state waits for."""
    return _moving(ticket, turns, roster.seats(ticket, _moving_roles(ticket, turns)))


def _moving_roles(ticket: Ticket, turns: Iterable[Turn]) -> frozenset[str]:
    return frozenset(turn.role for turn in turns) or by_state(ticket)


def _moving(ticket: Ticket, turns: Sequence[Turn], found: Iterable[Seat]) -> set[int]:
    """Of these who may act in a role those whose turn it is; one who has signed already, or for whom another took it
    on, is asked nothing. Where all are kept out they are told all the same: they have to find another person."""
    if not turns:
        waiting = by_state(ticket)
        return {one.person for one in found if one.role in waiting} | _in_hand(ticket)
    able = {
        one.person for one in found for turn in turns if turn.role == one.role and turn.is_of(one.person, one.whose)
    }
    return able or {one.person for one in found for turn in turns if turn.role == one.role and turn.barred}


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


def to_remind(ticket: Ticket, turns: Sequence[Turn], now: datetime) -> set[int]:
    """Whom a reminder is for: whoever has to move, and the leads who answer for them."""
    waiting = _moving_roles(ticket, turns)
    leads = {LEADS[PARTY[role]] for role in waiting if PARTY[role] in LEADS}
    found = seats(ticket, waiting | leads, now)
    return _moving(ticket, turns, found) | {one.person for one in found if one.role in leads} | _own(ticket)


def of_alert(row: Deadline, ticket: Ticket, level: str, turned: Container[str], roster: Roster) -> Audience:
    """Warning: who must act. Breach: both leads and the supervisor too. Authority: the authority too. Of a ticket that
    has not been sent yet nobody outside the unit that owes it is told. turned: the roles whose turn it is: of those for
    whom the state waits the others have done their part."""
    waiting = {role for role in waited_for(ticket) if PARTY.get(role) == row.party}
    acting = {role for role in waiting if role in turned} or waiting
    if row.clause.basis == Basis.JUDGEMENT:
        return _of_target(row, ticket, acting, level, roster)
    roles = acting or {LEADS.get(row.party, PROVIDER_LEAD)}
    if level in ("breach", "authority"):
        roles |= {AGENCY_LEAD, PROVIDER_LEAD, SUPERVISOR_AUDITOR}
    if level == "authority":
        roles.add(AUTHORITY_OFFICER)
    if ticket.sent_at is None:
        roles = {role for role in roles if PARTY.get(role) == row.party}
    return Audience(frozenset({*roster.holders(ticket, roles), *_assigned(row, ticket)}))


def _of_target(row: Deadline, ticket: Ticket, acting: set[str], level: str, roster: Roster) -> Audience:
    """An internal target concerns whoever must act. Their own lead reads once a week what was missed; the other side,
    the supervisor and the authority never do."""
    lead, assigned = LEADS.get(row.party, PROVIDER_LEAD), _assigned(row, ticket)
    told = roster.holders(ticket, acting | {lead})
    holding = acting - {lead} or (set() if assigned else {lead})
    at_once = {person for person, roles in told.items() if roles & holding} | assigned
    later = {person for person, roles in told.items() if lead in roles} if level == "breach" else set()
    return Audience(frozenset(at_once), frozenset(later - at_once), WEEKLY)


def _assigned(row: Deadline, ticket: Ticket) -> set[int]:
    return {ticket.assignee_id} if row.party == "provider" and ticket.assignee_id is not None else set()


def _in_hand(ticket: Ticket) -> set[int]:
    """The assignee, where the next move is an engineer's."""
    waits = PROVIDER_ENGINEER in ticket.machine.waits_for(ticket.state, ticket.opening_party)
    return {ticket.assignee_id} if waits and ticket.assignee_id is not None else set()


def _own(ticket: Ticket) -> set[int]:
    """Whose ticket it is: whoever opened it, and whoever has it in hand."""
    return {person for person in (ticket.opened_by_id, ticket.assignee_id) if person is not None}
