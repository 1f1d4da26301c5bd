"""A pause of every clock of a side, that runs on, holds for the clocks that begin meanwhile, too (14.1 to 14.4)."""

from tickets.actions.act import Act
from tickets.actions.claims import born
from tickets.clocks import claimed, settling
from tickets.datelaw.types import PauseSpan
from tickets.models import Claim
from tickets.policy.types import EVENTS

#: Every clock of the claimant's side.
EVERY = "*"


def rest_what_begins(act: Act) -> None:
    """Clocks that this act began rest by the claims that rest all the others of their party. No statement where no
    clock rests for such an event."""
    for claim in _running(act):
        known = {one.pk for one in claim.clocks.all()}
        side = claim.side if not claim.admission else claim.answered_by
        fresh = [row for row in act.clocks.rounds if row.open and row.party == side and row.pk not in known]
        counts = claimed.counting(claim)
        if fresh and counts is not None:
            for row in fresh:
                settling.rest(act.clocks, claim, [row], PauseSpan(max(counts.start, row.started_at), None))
            born.bear_on(act, claim, fresh)


def _running(act: Act) -> list[Claim]:
    resting = {
        rest.claim_id
        for row in act.clocks.rounds
        for rest in row.rests
        if rest.claim_id and rest.reason in EVENTS and rest.ended_at is None and not rest.voided
    }
    return claimed.load(Claim.objects.filter(pk__in=resting, code=EVERY)) if resting else []
