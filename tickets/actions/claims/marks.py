"""The marks that clocks bear while a claim on them is unsettled, and whom that holds back from being told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tickets.actions.act import Act
from tickets.clocks import claimed, lives
from tickets.models import Claim, Deadline
from tickets.models.claims import UNSETTLED

SECOND = timedelta(seconds=1)


def borne(act: Act, claim: Claim) -> list[Deadline]:
    """The clocks that the claim bears on, as they lie in memory."""
    pks = {one.pk for one in claim.clocks.all()}
    return [row for row in act.clocks.rounds if row.pk in pks]


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
        lifting = [one for one in own if _would_lift(act, row, one)]
        row.held, row.again = bool(lifting), [at for one in lifting for at in _stands_by(act, row, one)]
        act.clocks.schedule(row)
        if held and not row.held:
            released.append(row)
    for row, level in act.clocks.release(released):
        act.tell_level(row, level)


def _stands_by(act: Act, row: Deadline, claim: Claim) -> list[datetime]:
    """When the clock will be late as claimed, too; never, while it rests by the claim."""
    life = _life_by(act, row, claim)
    if life.resting_since(act.now) is not None or not row.open:
        return []
    due = lives.outcome(row, life, act.clocks.calendar_of(row), act.now).due.legal
    return [max(due, act.now) + SECOND]


def _life_by(act: Act, row: Deadline, claim: Claim) -> lives.Life:
    return lives.of(row, claimed.otherwise(claim, claimed.claimed(claim)), act.clocks.rounds)


def _would_lift(act: Act, row: Deadline, claim: Claim) -> bool:
    """The clock is late as it stands, or will be at its due, and would not be then as claimed; until the decision is
    overdue."""
    if claim.decision_overdue or (row.breached_at is None and not row.open):
        return False
    life = _life_by(act, row, claim)
    at = act.now if row.breached_at is not None else max(act.now, row.due_at + SECOND)
    return not lives.outcome(row, life, act.clocks.calendar_of(row), at).late
