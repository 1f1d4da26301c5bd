"""A claim is settled: the value takes its place, clocks are derived anew, breaches fall or come, people are told."""

from collections.abc import Sequence
from dataclasses import dataclass

from tickets.actions.act import Act
from tickets.actions.claims import born, telling
from tickets.actions.claims.later import ask_later
from tickets.actions.claims.marks import borne, remark
from tickets.actions.redraw import redraw_judging
from tickets.clocks import claimed, settling
from tickets.clocks.schedule import Settlement
from tickets.models import Claim, Deadline, Statement
from tickets.models.claims import ACCEPTED, PAUSE
from tickets.notices.catalogue import CATALOGUE


@dataclass(frozen=True, slots=True)
class SettledClaim:
    """A claim, what stands from now on (None: the standing value is kept), and the statement that settles it."""

    claim: Claim
    value: Statement | None
    by: Statement


def settle(act: Act, settled: Sequence[SettledClaim], state: str) -> None:
    """All values take their places before any clock is judged: what is settled in one act is weighed together."""
    before = {one.claim.pk: borne(act, one.claim) for one in settled}
    for one in settled:
        _close(act, one.claim, state)
    touched = {one.claim.pk: _apply(act, one.claim, one.value) if one.value is not None else [] for one in settled}
    for one in settled:
        rows = touched[one.claim.pk]
        settlement = Settlement(one.by.by_id, one.by.on_behalf_of_id, one.by.reason, claim=one.claim)
        settling.conclude(act.clocks, rows, settlement)
        born.bear_on(act, one.claim, rows)
    remark(act, [row for one in settled for row in (*before[one.claim.pk], *touched[one.claim.pk])])
    ask_later(act)
    for row in act.clocks.announce():
        act.tell_level(row, "breach")
    redraw_judging(act.ticket.contract, act.ticket)
    telling.of_step(act, settled[0].claim, "claim_settled", more=len(settled) - 1)


def _close(act: Act, claim: Claim, state: str) -> None:
    act.over_with(claim, CATALOGUE["claim_settled"].ends)
    claim.state, claim.due_at = state, None
    awaited = state == ACCEPTED and claim.proof_at is None and claimed.spoken(claim, "proof_missing") is None
    claim.next_at = claim.proof_due if awaited else None
    act.store(claim, "state", "due_at", "next_at")


def _apply(act: Act, claim: Claim, value: Statement) -> list[Deadline]:
    if claim.type == PAUSE:
        return settling.rest(act.clocks, claim, borne(act, claim), claimed.span(claim, value))
    fact = claim.fact
    assert fact is not None  # noqa: S101  # the database: claim_of_time_or_pause
    denied_before = fact.standing_at is None
    fact.standing_at = None if value.nothing else value.start
    act.store(fact, "standing_at")
    if value.nothing:
        return _take_over(act, settling.deny(act.clocks, fact, claimed.denial(claim, value), claim))
    if denied_before:
        return settling.undeny(act.clocks, fact, set(fact.claims.values_list("pk", flat=True)))
    return settling.move(act.clocks, [fact])


def _take_over(act: Act, touched: list[Deadline]) -> list[Deadline]:
    """What is claimed of a round that was merged is claimed of the one that it is part of."""
    for merged in [row for row in touched if row.merged_into is not None]:
        (whole,) = [row for row in touched if (row.code, row.round) == (merged.code, merged.merged_into)]
        for claim in Claim.objects.filter(clocks=merged.pk):
            born.bear_on(act, claim, [whole])
    return touched
