"""What one side claims and nobody need be asked about counts as said: no contract clock turns on it, or it speaks
against whoever says it. If something turns on it later, it is put back and asked then (`later`)."""

from collections.abc import Mapping
from typing import Any

from tickets.actions.act import Act
from tickets.actions.claims import born, weighing
from tickets.actions.claims.born import Value
from tickets.actions.claims.later import ask_later
from tickets.actions.claims.marks import remark
from tickets.clocks import settling
from tickets.clocks.lives import Otherwise
from tickets.clocks.schedule import Settlement
from tickets.datelaw.types import PauseSpan
from tickets.models import Claim, Deadline, Fact
from tickets.models.claims import PAUSE
from tickets.policy.types import EVENTS, Basis

#: In the place of the claim that is not written down yet.
UNBORN = 0


def time(act: Act, fact: Fact, value: Value, rows: list[Deadline]) -> Claim | None:
    """The fact stands as said from now on. None: the other side is to be asked, as always about a time of its own."""
    assert act.capacity is not None and value.start is not None  # noqa: S101, PT018  # the caller checked both
    pairs = list(weighing.pairs(act, rows, Otherwise(facts={fact.pk: value.start})))
    turning = any(weighing.moves(*pair) for pair in pairs)
    own = fact.side == act.capacity.side and not fact.claims.exists()
    if not (weighing.admitted(act.capacity.side, pairs) if turning else own):
        return None
    claim = born.at_once(act, value, rows, {**born.of(fact), "admission": turning})
    fact.standing_at = value.start
    act.store(fact, "standing_at")
    conclude(act, claim, settling.move(act.clocks, [fact]))
    return claim


def pause(act: Act, rows: list[Deadline], value: Value, columns: Mapping[str, Any]) -> Claim | None:
    """The clocks rest as said from now on. None: the other side is to be asked, as always about force majeure, which
    is proved."""
    if columns["ground"] in EVENTS and any(row.clause.basis == Basis.CONTRACT for row in rows):
        return None
    assert value.start is not None  # noqa: S101  # checked by `of_pause`
    said = Otherwise(pauses={UNBORN: PauseSpan(value.start, value.end)})
    if any(weighing.moves(*pair) for pair in weighing.pairs(act, rows, said)):
        return None
    claim = born.at_once(act, value, rows, {"type": PAUSE, **columns, "next_at": columns["proof_due"]})
    rest(act, claim, rows, value)
    return claim


def rest(act: Act, claim: Claim, rows: list[Deadline], value: Value) -> None:
    """The clocks rest by the claim."""
    assert value.start is not None  # noqa: S101  # checked by `of_pause`
    conclude(act, claim, settling.rest(act.clocks, claim, rows, PauseSpan(value.start, value.end)))


def conclude(act: Act, claim: Claim, touched: list[Deadline]) -> None:
    """The clocks are judged by what stands now, and what was left open is asked where something turns on it."""
    assert act.capacity is not None  # noqa: S101  # people claim
    by = act.actor.pk if act.actor else None
    settling.conclude(act.clocks, touched, Settlement(by, act.capacity.principal, act.comment, claim=claim))
    remark(act, touched)
    ask_later(act)
