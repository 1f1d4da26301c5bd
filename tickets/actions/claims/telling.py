"""Who is told of a claim: whoever may answer, both leads, the supervisor; the authority only of what falls to it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
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
from tickets.actions.telling import split
from tickets.clocks import claimed
from tickets.datelaw.types import local
from tickets.models import Claim, Statement
from tickets.permissions import holders

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


def of_step(act: Act, claim: Claim, event: str, roles: Iterable[str] = (), *, more: int = 0) -> None:
    """What was done to it, and to so many more: told to the claimant and these roles."""
    _say(act, claim, event, (*LEADS, SUPERVISOR_AUDITOR, *roles), also=persons(claim.said), more=more)


def persons(said: Iterable[Statement]) -> set[int]:
    """Everybody who said something of it, under either name."""
    return {pk for one in said for pk in (one.by_id, one.on_behalf_of_id) if pk is not None}


def _say(act: Act, claim: Claim, event: str, roles: Iterable[str], also: Iterable[int] = (), *, more: int = 0) -> None:
    told = holders(act.ticket, roles, act.now)
    audience = split(event, told, own={*also, *_asked(claim, event, told)})
    act.tell_of_claim(event, audience, claim, **_about(claim, event), more=more)


def _asked(claim: Claim, event: str, told: Mapping[int, set[str]]) -> set[int]:
    """Who is to answer it now."""
    roles = set(answerers(claim)) if event == "claim_raised" else set()
    return {person for person, held in told.items() if held & roles}


def _about(claim: Claim, event: str) -> dict[str, Any]:
    """What the claim is about, and the time that stands by now; while nothing is settled, that which is to stand."""
    word = claimed.spoken(claim, "proposed") if event == "claim_proposed" else None
    said = _value(claim, word or claimed.claimed(claim))
    return {"about": claim.fact.name if claim.fact is not None else claim.ground, "value": said}


def _value(claim: Claim, word: Statement) -> str | dict[str, str | None] | None:
    if claim.fact is None:
        span = claimed.span(claim, word) if claim.unsettled else claimed.counting(claim)
        return None if span is None else {"from": _plain(span.start), "to": _plain(span.end)}
    return _plain(word.start if claim.unsettled else claim.fact.standing_at)


def _plain(at: datetime | None) -> str | None:
    return local(at).isoformat() if at is not None else None
