"""Who is told of what: whoever moves next, the requester, the assignee, and whom the step or level adds."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.roles import (
    AGENCY_LEAD,
    AUTHORITY_OFFICER,
    PARTY,
    PROVIDER_ENGINEER,
    PROVIDER_LEAD,
    SUPERVISOR_AUDITOR,
)
from tickets import outbox
from tickets.lifecycle.kind import OPEN
from tickets.lifecycle.steps import Step
from tickets.models import Deadline, Ticket
from tickets.outbox import Message
from tickets.permissions import holders, people

#: Who answers for each party when nobody of it has to move just now.
LEADS = {
    "agency": AGENCY_LEAD,
    "provider": PROVIDER_LEAD,
    "authority": AUTHORITY_OFFICER,
    "supervisor": SUPERVISOR_AUDITOR,
}


def duty(ticket: Ticket) -> frozenset[str]:
    """The roles whose move it is; engineers at large only while nobody is assigned."""
    waiting = ticket.machine.waits_for(ticket.state)
    return waiting - {PROVIDER_ENGINEER} if ticket.assignee_id is not None else waiting


def of_step(
    ticket: Ticket,
    step: Step,
    *,
    tells: Iterable[str],
    seq: int,
    actor: User | None,
    now: datetime,
) -> None:
    """Tell those who move next that it is their move, the others that the step was taken, the actor nothing.

    `tells`: the roles that learn of this step beyond those who always do.
    """
    waiting, tells = duty(ticket), set(tells)
    concerned = holders(ticket, waiting | tells, now)
    moving = {person for person, roles in concerned.items() if roles & waiting} | _in_hand(ticket)
    others = {person for person, roles in concerned.items() if roles & tells} | _own(ticket)
    known = {actor.pk} if actor is not None else set()
    params = {
        "action": step.name,
        "actor": actor.get_full_name() if actor else "",
        "state": ticket.state,
    }
    told = (("your_move", moving - known), ("step", others - known))  # under one key: the first counts
    messages = [
        Message(event=event, recipients=frozenset(who), key=_key(ticket, seq), params=params)
        for event, who in told
    ]
    outbox.queue_all(messages, ticket=ticket, now=now)


def _in_hand(ticket: Ticket) -> set[int]:
    """The assignee, where the next move is an engineer's."""
    waits = PROVIDER_ENGINEER in ticket.machine.waits_for(ticket.state)
    return {ticket.assignee_id} if waits and ticket.assignee_id is not None else set()


def _own(ticket: Ticket) -> set[int]:
    """The ids of the opener and the assignee."""
    return {person for person in (ticket.opened_by_id, ticket.assignee_id) if person is not None}


def of_opening(ticket: Ticket, *, seq: int, actor: User, now: datetime) -> None:
    """A ticket that does not begin as a draft: whoever has to move learns of it at once."""
    moving = people(ticket, duty(ticket), now) - {actor.pk}
    params = {"action": OPEN, "actor": actor.get_full_name(), "state": ticket.state}
    _queue("your_move", moving, ticket, _key(ticket, seq), params, now)


def _key(ticket: Ticket, seq: int) -> str:
    """One act tells each person once; `seq` is that of its audit entry."""
    return f"step:{ticket.pk}:{seq}"


def of_alert(row: Deadline, ticket: Ticket, level: str, *, now: datetime) -> None:
    """Warning: who must act. Breach: both leads and the supervisor too. Authority: the authority too."""
    concerned = people(ticket, _alert_roles(row, ticket, level), now)
    if row.party == "provider" and ticket.assignee_id is not None:
        concerned.add(ticket.assignee_id)
    _queue(level, concerned, ticket, f"level:{row.pk}:{level}", {}, now, deadline=row)


def _alert_roles(row: Deadline, ticket: Ticket, level: str) -> set[str]:
    acting = {role for role in duty(ticket) if PARTY.get(role) == row.party}
    roles = acting or {LEADS.get(row.party, PROVIDER_LEAD)}
    if level in ("breach", "authority"):
        roles |= {AGENCY_LEAD, PROVIDER_LEAD, SUPERVISOR_AUDITOR}
    if level == "authority":
        roles.add(AUTHORITY_OFFICER)
    return roles


def of_event(
    event: str,
    ticket: Ticket,
    roles: Iterable[str],
    *,
    seq: int,
    params: dict[str, Any],
    actor: User | None,
    now: datetime,
) -> None:
    """Something beside the machine: a comment, a reminder, a corrected number."""
    concerned = people(ticket, roles, now) | _own(ticket)
    if actor is not None:
        concerned.discard(actor.pk)
        params = {"actor": actor.get_full_name(), **params}
    _queue(event, concerned, ticket, _key(ticket, seq), params, now)


def _queue(
    event: str,
    recipients: set[int],
    ticket: Ticket,
    key: str,
    params: dict[str, Any],
    now: datetime,
    *,
    deadline: Deadline | None = None,
) -> None:
    if recipients:
        outbox.queue(event, recipients, ticket=ticket, deadline=deadline, key=key, params=params, now=now)
