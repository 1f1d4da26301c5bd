"""加签 and 转交 as the action box shows them: what is asked of me, what I still wait for, whom I may ask."""

from collections.abc import Iterable
from typing import Any

from tickets import actions
from tickets.lifecycle.steps import Step
from tickets.models import AuditEntry, Ticket
from tickets.pages.parts.visit import Visit


def consulting(here: Visit, ticket: Ticket, entries: Iterable[AuditEntry], decision: Step | None) -> dict[str, Any]:
    """Nothing is read of an order on which nobody was ever asked."""
    done = {entry.action for entry in entries}
    asked = actions.asked_now(ticket) if "consult.asked" in done else []
    delegation = actions.standing_delegation(ticket) if "passed_on" in done and not ticket.final else None
    return {
        "me": here.user.pk,
        "to_answer": next((one for one in asked if one.open and one.asked_of_id == here.user.pk), None),
        "consulted": asked,
        "delegation": delegation,
        "passed_to": delegation.passed_to if delegation and delegation.passed_to_id != here.user.pk else None,
        **(_people(here, ticket) if decision else {}),
    }


def _people(here: Visit, ticket: Ticket) -> dict[str, Any]:
    """Whom whoever decides may ask, and to whom they may pass it on. One query."""
    if not actions.passes(actions.check_consult, ticket, here.standing):
        return {}
    capacity = actions.check_consult(ticket, here.standing)
    seats = actions.colleagues(capacity, here.user)
    return {
        "colleagues": list({one.user_id: one.user for one in seats}.values()),
        "takers": actions.holders(seats, capacity),
    }
