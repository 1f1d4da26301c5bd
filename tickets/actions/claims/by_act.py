"""Whoever confirms or returns a result has looked at it: what is claimed of its time is answered by that."""

from tickets.actions.act import Act
from tickets.actions.claims import born, telling
from tickets.actions.claims.hearing import persons
from tickets.actions.claims.settle import SettledClaim, settle
from tickets.clocks import claimed
from tickets.lifecycle.duties import HANDED_IN
from tickets.models import Claim
from tickets.models.claims import ACCEPTED, PENDING

ANSWERED = "claim.accepted"


def answer_by(act: Act) -> None:
    """属实, of the open claims on the time of the result that this act confirms or turns down. Who says otherwise
    contests it or passes it on first; that stays. No statement on an order without unsettled claims."""
    if act.capacity is None or not any(row.unsettled for row in act.clocks.rounds):
        return
    claims = [
        one for one in claimed.load(Claim.objects.filter(fact__in=_handed_in(act), state=PENDING)) if _may(act, one)
    ]
    if not claims:
        return
    words = [born.say(act, one, "accepted", reason=act.comment) for one in claims]
    settle(act, [SettledClaim(one.claim, claimed.claimed(one.claim), one) for one in words], ACCEPTED)
    act.consequences += [(ANSWERED, born.recorded(act, one)) for one in claims]


def _handed_in(act: Act) -> set[int]:
    """The facts that the results which this act answers were handed in."""
    rests = [rest for row in act.clocks.rounds for rest in row.rests]
    answered = [rest for rest in rests if rest.reason in HANDED_IN and rest.ended_at == act.now]
    return {rest.start_fact_id for rest in answered if rest.start_fact_id is not None}


def _may(act: Act, claim: Claim) -> bool:
    """The actor answers for the other side, has not spoken on it, and has not passed it on."""
    assert act.capacity is not None  # noqa: S101  # the caller asked
    referred = claimed.spoken(claim, "referred") is not None
    spoken = not persons(act.actor, act.capacity).isdisjoint(telling.persons(claim.said))
    return act.capacity.role in telling.answerers(claim) and not spoken and not referred
