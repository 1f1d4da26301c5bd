"""A claim is settled: the value takes its place, clocks are derived anew, breaches fall or come, people are told."""

from tickets.actions.act import Act
from tickets.actions.claims import telling
from tickets.actions.claims.marks import remark
from tickets.clocks import claimed, settling
from tickets.clocks.schedule import Settlement
from tickets.models import Claim, Deadline, Statement
from tickets.models.claims import ACCEPTED, PAUSE


def settle(act: Act, claim: Claim, value: Statement | None, state: str, by: Statement) -> None:
    """`value`: what stands from now on; None: the standing value is kept. by: the statement that settles it."""
    before = list(_rows(act, claim))
    claim.state, claim.due_at = state, None
    claim.next_at = claim.proof_due if state == ACCEPTED and claim.proof_at is None else None
    act.store(claim, "state", "due_at", "next_at")
    touched = _apply(act, claim, value) if value is not None else []
    settlement = Settlement(by.by_id, by.on_behalf_of_id, by.reason, claim=claim)
    settling.conclude(act.clocks, touched, settlement)
    claim.clocks.add(*{row.pk for row in touched} - {row.pk for row in before})
    remark(act, [*before, *touched])
    for row in act.clocks.announce():
        act.tell_level(row, "breach")
    telling.of_step(act, claim, "claim_settled")


def _rows(act: Act, claim: Claim) -> list[Deadline]:
    pks = {one.pk for one in claim.clocks.all()}
    return [row for row in act.clocks.rounds if row.pk in pks]


def _apply(act: Act, claim: Claim, value: Statement) -> list[Deadline]:
    if claim.type == PAUSE:
        return settling.rest(act.clocks, claim, _rows(act, claim), claimed.span(value))
    fact = claim.fact
    assert fact is not None  # noqa: S101  # the database: claim_of_time_or_pause
    denied_before = fact.standing_at is None
    fact.standing_at = None if value.nothing else value.start
    act.store(fact, "standing_at")
    if value.nothing:
        return settling.deny(act.clocks, fact, claimed.denial(claim, value), claim)
    if denied_before:
        return settling.undeny(act.clocks, fact, claim)
    return settling.move(act.clocks, [fact])
