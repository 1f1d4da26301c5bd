"""Force majeure that is confirmed or decided rests clocks, order by order, from the occurrence to its end (14.4).

One act. The order of the event is locked first, those that it rests in order of id; no act on another order locks it.
On each a claim is born that counts at once: granted by the other side's lead, or as the supervisor decided.
"""

from collections.abc import Iterator

from django.db.models import Q

from tickets.actions.act import Act
from tickets.actions.claims import at_once, born
from tickets.actions.claims.born import RAISED, Value
from tickets.actions.claims.every import EVERY
from tickets.actions.claims.raising import ran_in
from tickets.actions.locking import locked
from tickets.actions.move import Move
from tickets.clocks import claimed, settling
from tickets.datelaw.types import PauseSpan
from tickets.lifecycle.endorsements import INTERRUPTED
from tickets.lifecycle.kinds.force_majeure import AFFECTED, ENDED, EVENT, OCCURRED, ForceMajeure, resting
from tickets.models import Claim, Deadline, Ticket
from tickets.models.claims import PAUSE
from tickets.policy.types import PauseReason


def begin(move: Move) -> None:
    """Whatever it keeps from being done rests from the occurrence on."""
    value = Value(move.scene.recorded(OCCURRED))
    for pk in _affected(move, value):
        _with_claims(move, pk, value, known={})


def end(move: Move) -> None:
    """It rests until then, and so does what began meanwhile."""
    value = Value(move.scene.recorded(OCCURRED), move.scene.entered(ENDED))
    known = {claim.ticket_id: claim for claim in _born_of(move)}
    for pk in sorted({*known, *_affected(move, value)}):
        _with_claims(move, pk, value, known)


def _with_claims(move: Move, pk: int, value: Value, known: dict[int, Claim]) -> None:
    """The order rests for this stretch: by the claim that is there, or by one that is born."""
    act = Act(locked(pk), RAISED, move.actor, move.now, move.ticket.number)
    act.written.found(act.ticket)
    act.capacity = move.capacity
    claim, lasted = known.get(pk), value.end is None or (value.start is not None and value.start < value.end)
    rows = [row for row in act.clocks.rounds if _concerned(move, row) and ran_in(row, value)] if lasted else []
    if claim is not None:
        act.action = "claim.ended"
        born.say(act, claim, "corrected", value if lasted else Value(nothing=True), act.comment)
        born.bear_on(act, claim, rows)
        rows += [row for row in act.clocks.rounds if row not in rows and _rests_by(claim, row)]
    elif rows:
        claim = _granted(act, move, rows, value)
    if claim is None:
        return
    _rest(act, claim, rows, value)
    act.ticket.version += 1
    act.clocks.conclude()
    act.record(**born.recorded(act, claim), order=move.ticket.number, clocks=act.clocks.changes)
    act.save("version")


def _rest(act: Act, claim: Claim, rows: list[Deadline], value: Value) -> None:
    """Each from its own beginning, where that is later; not at all what began when it was over."""
    assert value.start is not None  # noqa: S101  # the opening asks for it
    for row in rows:
        start = max(value.start, row.started_at)
        span = PauseSpan(start, value.end) if value.end is None or start < value.end else None
        settling.rest(act.clocks, claim, [row], span)
    at_once.conclude(act, claim, rows)


def _rests_by(claim: Claim, row: Deadline) -> bool:
    return any(one.claim_id == claim.pk and not one.voided for one in row.rests)


def _granted(act: Act, move: Move, rows: list[Deadline], value: Value) -> Claim:
    """Granted by the other side's lead; found true by the supervisor it is the word of whoever gave the notice."""
    own = move.ticket.opening_party
    other = "provider" if own == "agency" else "agency"
    if act.capacity is not None and act.capacity.side == other:
        return born.granted(act, rows, EVERY, _ground(move), value)
    columns = {"type": PAUSE, "code": EVERY, "ground": _ground(move), "side": own, "answered_by": other}
    return born.at_once(act, value, rows, columns)


def _ground(move: Move) -> str:
    carrier = move.scene.recorded(EVENT) == "carrier"
    return (PauseReason.CARRIER if carrier else PauseReason.FORCE_MAJEURE).value


def _concerned(move: Move, row: Deadline) -> bool:
    """Every duty of the side that gave the notice; of orders that it named, those of both sides (14.4)."""
    named = move.scene.recorded(AFFECTED)
    return row.party in (("agency", "provider") if named else (move.ticket.opening_party,))


def _affected(move: Move, value: Value) -> Iterator[int]:
    """Orders of the kinds and systems that are confirmed, with a clock that ran then."""
    fm, rests = move.ticket, resting(move.scene)
    ran = Q(deadlines__stopped_at=None) | Q(deadlines__stopped_at__gt=value.start)
    begun = Q(deadlines__started_at__lte=value.end or move.now)
    found = Ticket.objects.filter(ran, begun, contract=fm.contract_id).exclude(kind=ForceMajeure.kind)
    if rests.kinds:
        found = found.filter(kind__in=rests.kinds)
    if rests.systems:
        found = found.filter(system__code__in=rests.systems)
    yield from found.order_by("pk").values_list("pk", flat=True).distinct()


def _born_of(move: Move) -> list[Claim]:
    """The claims that were born when it was confirmed: entered in the same act."""
    confirmed = move.ticket.endorsements.get(name=INTERRUPTED.name, voided_at=None).at
    own = Claim.objects.filter(ticket__contract=move.ticket.contract_id, type=PAUSE, code=EVERY, ground=_ground(move))
    return claimed.load(own.filter(entered_at=confirmed).exclude(ticket=move.ticket.pk))
