"""Who is told of a claim: whoever may answer, both leads, the supervisor; the authority only of what falls to it."""

from collections.abc import Iterable
from typing import Any

from accounts.roles import (
    AGENCY_CLERK,
    AGENCY_LEAD,
    AUTHORITY_OFFICER,
    PROVIDER_DESK,
    PROVIDER_LEAD,
    SUPERVISOR_AUDITOR,
)
from tickets.actions.act import Act
from tickets.clocks import claimed
from tickets.models import Claim, Statement
from tickets.permissions import people

LEADS = (AGENCY_LEAD, PROVIDER_LEAD)
#: Who answers for a side. A pause is granted by its lead alone.
ANSWERERS = {
    "agency": (AGENCY_CLERK, AGENCY_LEAD),
    "provider": (PROVIDER_DESK, PROVIDER_LEAD),
    "authority": (AUTHORITY_OFFICER,),
}


def answerers(claim: Claim) -> tuple[str, ...]:
    """The roles that may accept or contest it."""
    roles = ANSWERERS[claim.answered_by]
    return tuple(role for role in roles if role in LEADS) if claim.type == "pause" else roles


def of_birth(act: Act, claim: Claim) -> None:
    _say(act, claim, "claim_raised", (*answerers(claim), *LEADS, SUPERVISOR_AUDITOR))


def of_step(act: Act, claim: Claim, event: str, roles: Iterable[str] = ()) -> None:
    """What was done to it: told to the claimant and these roles."""
    _say(act, claim, event, (*LEADS, SUPERVISOR_AUDITOR, *roles), also=persons(claim.said))


def persons(said: Iterable[Statement]) -> set[int]:
    """Everybody who said something of it, under either name."""
    return {pk for one in said for pk in (one.by_id, one.on_behalf_of_id) if pk is not None}


def _say(act: Act, claim: Claim, event: str, roles: Iterable[str], also: Iterable[int] = ()) -> None:
    act.tell_of_claim(event, people(act.ticket, roles, act.now) | set(also), claim, **_about(claim))


def _about(claim: Claim) -> dict[str, Any]:
    """What the claim is about, and the time that stands or is to stand by the last word of it."""
    value = claimed.decided(claim) or claimed.claimed(claim)
    return {"about": claim.fact.name if claim.fact is not None else claim.ground, "value": claimed.said(claim, value)}
