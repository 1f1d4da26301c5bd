"""Who is told of what: whoever moves next, the requester, the assignee, and whom the step or rung adds."""

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
from tickets.lifecycle.base import OPEN, Step
from tickets.models import Deadline, Ticket
from tickets.notices import outbox
from tickets.notices.outbox import Message
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
    source: str,
    now: datetime,
) -> None:
    """Whoever moves next learns that it is his move; the others that the step was taken. The actor knows.

    `tells`: the roles that learn of this step beyond those who always do.
    """
    known = {actor.pk if actor is not None else 0}
    waiting = frozenset() if ticket.final else duty(ticket)
    concerned = holders(ticket, waiting | set(tells), now)
    moving = {person for person, roles in concerned.items() if roles & waiting}
    if (
        not ticket.final
        and ticket.assignee_id is not None
        and PROVIDER_ENGINEER in ticket.machine.waits_for(ticket.state)
    ):
        moving.add(ticket.assignee_id)
    others = {person for person, roles in concerned.items() if roles & set(tells)}
    others |= {person for person in (ticket.opened_by_id, ticket.assignee_id) if person is not None}
    params = {
        "action": step.name,
        "actor": actor.get_full_name() if actor else "",
        "source": source,
        "state": ticket.state,
    }
    told = (("your_move", moving - known), ("step", others - known))  # under one key: the first counts
    messages = [
        Message(event=event, recipients=frozenset(who), key=_key(ticket, seq), params=params)
        for event, who in told
    ]
    outbox.queue_all(messages, ticket=ticket, now=now)


def of_opening(ticket: Ticket, *, seq: int, actor: User, now: datetime) -> None:
    """An order that does not begin as a draft: whoever has to move learns of it at once."""
    moving = people(ticket, duty(ticket), now) - {actor.pk}
    params = {"action": OPEN, "actor": actor.get_full_name(), "source": "", "state": ticket.state}
    _queue("your_move", moving, ticket, _key(ticket, seq), params, now)


def _key(ticket: Ticket, seq: int) -> str:
    """One act tells each person once; `seq` is that of its audit entry."""
    return f"step:{ticket.pk}:{seq}"


def of_rung(row: Deadline, ticket: Ticket, rung: str, *, now: datetime) -> None:
    """Warning: who must act. Breach: both leads and the supervisor too. Authority: the authority too."""
    concerned = people(ticket, _rung_roles(row, ticket, rung), now)
    if row.party == "provider" and ticket.assignee_id is not None:
        concerned.add(ticket.assignee_id)
    params = {"clause": row.code, "due_at": row.due_at.isoformat(), "rung": rung, "party": row.party}
    _queue(rung, concerned, ticket, f"rung:{row.pk}:{rung}", params, now, deadline=row)


def _rung_roles(row: Deadline, ticket: Ticket, rung: str) -> set[str]:
    acting = {role for role in duty(ticket) if PARTY.get(role) == row.party}
    roles = acting or {LEADS.get(row.party, PROVIDER_LEAD)}
    if rung in ("breach", "authority"):
        roles |= {AGENCY_LEAD, PROVIDER_LEAD, SUPERVISOR_AUDITOR}
    if rung == "authority":
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
    concerned = people(ticket, roles, now)
    concerned |= {person for person in (ticket.opened_by_id, ticket.assignee_id) if person is not None}
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
