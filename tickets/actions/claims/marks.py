"""The marks that clocks bear while a claim on them is unsettled, and whom that holds back from being told."""

from collections.abc import Iterable

from tickets.actions.act import Act
from tickets.clocks import claimed, lives
from tickets.models import Claim, Deadline
from tickets.models.claims import UNSETTLED


def unsettled(act: Act) -> list[Claim]:
    """The ticket's claims that are not settled."""
    return claimed.load(Claim.objects.filter(ticket=act.ticket, state__in=UNSETTLED))


def remark(act: Act, rows: Iterable[Deadline]) -> None:
    """Mark each of these clocks by the claims that stand now; of a breach that no claim would lift any more people are
    told what they were not told meanwhile."""
    claims, listed = unsettled(act), list(dict.fromkeys(rows))
    released = []
    for row in listed:
        own = [one for one in claims if row.pk in {clock.pk for clock in one.clocks.all()}]
        held, row.unsettled = row.held, bool(own)
        row.held = any(_would_lift(act, row, one) for one in own)
        act.clocks.schedule(row)
        if held and not row.held:
            released.append(row)
    for row, level in act.clocks.release(released):
        act.tell_level(row, level)


def _would_lift(act: Act, row: Deadline, claim: Claim) -> bool:
    """The clock is late as it stands, and would not be as claimed; until its decision is overdue."""
    if row.breached_at is None or claim.decision_overdue:
        return False
    other = claimed.otherwise(claim, claimed.claimed(claim))
    life = lives.of(row, other, act.clocks.rounds)
    return not lives.outcome(row, life, act.clocks.calendar_of(row), act.now).late
