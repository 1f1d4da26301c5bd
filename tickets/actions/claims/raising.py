"""A claim raised by itself: against a standing time, or for a pause; and a running pause ended, or proved."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import AGENCY_LEAD, PROVIDER_LEAD
from tickets.actions.act import Act, refuse
from tickets.actions.claims import at_once, born, earlier, limits, telling
from tickets.actions.claims.born import RAISED, Value
from tickets.actions.claims.bounds import of_pause, of_time
from tickets.actions.claims.every import EVERY
from tickets.actions.claims.hearing import BOTH, CLAIMANTS, Hearing, asked, in_time
from tickets.actions.claims.marks import remark
from tickets.actions.idempotency import Once, repeatable
from tickets.clocks import claimed, settling
from tickets.clocks.schedule import Settlement
from tickets.datelaw.types import PauseSpan
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Claim, Deadline, Fact, Ticket
from tickets.models.claims import ACCEPTED, CONTESTED, DECIDED, PAUSE, PENDING, UNSETTLED, WITHDRAWN
from tickets.permissions import Capacity, standing
from tickets.policy.types import EVENTS

LEADS = (AGENCY_LEAD, PROVIDER_LEAD)


@repeatable
def claim_time(
    ticket: Ticket,
    *,
    fact: str,
    value: Value,
    reason: str,
    actor: User,
    now: datetime,
    number: int | None = None,
    once: Once | None = None,
) -> Claim:
    """Say that a fact of the order happened at another instant than stands. Raises Invalid, Forbidden, WrongState."""
    asked(reason)
    with Act.on(ticket.pk, RAISED, actor=actor, now=now, comment=reason) as act:
        if once is not None:
            once.check()
        act.capacity = _claimant(act)
        in_time(act)
        named = _fact(act, fact, number)
        if Claim.objects.filter(fact=named, state__in=UNSETTLED).exists():
            raise WrongState(_("A claim on this is not settled yet: answer that one."))
        if Claim.objects.filter(fact=named, state=DECIDED).exists():
            raise WrongState(_("The supervisor has decided on this time: ask for a review of the decision."))
        value = _another(named, value, act.now)
        rows = settling.hanging_on(act.clocks, named)
        claim = _put_back(act, named, value, rows) if _unasked(act, named) else at_once.time(act, named, value, rows)
        claim = claim or born.raised(act, value, act.comment, rows, fact=named)
        _keep(act, claim, once)
        return claim


def _keep(act: Act, claim: Claim, once: Once | None) -> None:
    if once is not None:
        once.keep(claim, act.now)
    act.ticket.version += 1
    act.clocks.conclude()
    act.record(**born.recorded(act, claim), clocks=act.clocks.changes)
    act.save("version")


def _claimant(act: Act) -> Capacity:
    assert act.actor is not None  # noqa: S101  # people claim
    capacity = standing(act.actor, act.now).acting(act.ticket, CLAIMANTS)
    if capacity is None:
        raise Forbidden(_("Only the two sides of the contract claim a time or a pause."))
    return capacity


def _fact(act: Act, name: str, number: int | None) -> Fact:
    found = earlier.fact(act, name, number)
    if found is None:
        raise _no_such(act.ticket, name)
    return found


def _no_such(ticket: Ticket, name: str) -> Invalid:
    """Refused at the fact or, where it is there but not so often, at its round."""
    known = earlier.names(ticket)
    if times := known.count(name):
        message = _("This is recorded %(times)s times on this order: name one of them, from 1 on.") % {"times": times}
        return Invalid(message, {"round": [message]})
    message = _("Nothing of the name “%(fact)s” is recorded on this order. There are: %(all)s.")
    message %= {"fact": name[:40], "all": ", ".join(dict.fromkeys(known)) or "—"}
    return Invalid(message, {"fact": [message]})


def _unasked(act: Act, fact: Fact) -> bool:
    """A late entry of the other side that stands as stated, and of which nobody was asked."""
    assert act.capacity is not None  # noqa: S101  # set by the caller
    stands = fact.standing_at == fact.stated_at != fact.entered_at
    return fact.late and stands and act.capacity.side != fact.side and not fact.claims.exists()


def _put_back(act: Act, fact: Fact, value: Value, rows: list[Deadline]) -> Claim:
    """The contest puts a late entry that nobody was asked about back to its entry; both values go to the supervisor."""
    assert act.capacity is not None  # noqa: S101  # set by the caller
    fact.standing_at = fact.entered_at
    act.store(fact, "standing_at")
    moved = settling.move(act.clocks, [fact])
    by = act.actor.pk if act.actor else None
    settling.conclude(act.clocks, moved, Settlement(by, act.capacity.principal, act.comment, fact=fact))
    claim = born.of_entry(act, fact, rows, due=limits.decided_by(act.rules, act.now))
    born.say(act, claim, "contested", value, act.comment)
    claim.state = CONTESTED
    act.store(claim, "state")
    remark(act, rows)
    telling.of_step(act, claim, "claim_contested")
    return claim


@repeatable
def claim_pause(
    ticket: Ticket,
    *,
    code: str,
    ground: str,
    value: Value,
    reason: str,
    actor: User,
    now: datetime,
    once: Once | None = None,
) -> Claim:
    """Say that a clock rests, or rested, for a ground that its clause lists. Said by the side whose clock it is, the
    other side's lead answers; granted by that lead it counts at once. Raises Invalid, Forbidden, WrongState."""
    asked(reason)
    with Act.on(ticket.pk, RAISED, actor=actor, now=now, comment=reason) as act:
        if once is not None:
            once.check()
        act.capacity = _claimant(act)
        in_time(act)
        rows = _rows(act, code, ground, value)
        value = of_pause(rows, value, act.now)
        rows = _unclaimed(rows, ground, value)
        claim = _granted(act, rows, code, ground, value) or _raised(act, rows, code, ground, value)
        _keep(act, claim, once)
        return claim


def _another(named: Fact, value: Value, now: datetime) -> Value:
    """The instant claimed, as it is meant. Raises Invalid where it is none, out of bounds, or what stands already."""
    refuse({} if value.start is not None else {"happened_at": [_("Say when it happened.")]})
    value = of_time(named, value, now)
    standing = value.start == named.standing_at
    refuse({"happened_at": [_("It stands at this time already.")]} if standing else {})
    return value


def _rows(act: Act, code: str, ground: str, value: Value) -> list[Deadline]:
    """The clocks named, each with the ground on its list. Raises Invalid."""
    assert act.capacity is not None  # noqa: S101  # set by the caller
    if code == EVERY:
        rows = [row for row in act.clocks.rounds if row.party == act.capacity.side and ran_in(row, value)]
    else:
        ran = [row for row in act.clocks.rounds if row.code == code and ran_in(row, value)]
        rows = ran[-1:] or [row for row in [act.clocks.rows.get(code)] if row is not None]
    if not rows:
        raise Invalid(_("Check what you entered."), {"clause": [_("No such clock runs on this order.")]})
    listed = all(ground in row.clause.pauses or ground in EVENTS for row in rows)
    if not listed:
        raise Invalid(_("Check what you entered."), {"ground": [_("The clause does not list this ground.")]})
    return rows


def ran_in(row: Deadline, value: Value) -> bool:
    """The clock ran somewhere in the stretch, and is judged: one that was cancelled is by what it had missed before."""
    start, end = value.start, value.end
    judged = not row.cancelled or row.breached_at is not None
    return (
        judged
        and (row.stopped_at is None or start is None or row.stopped_at > start)
        and (end is None or row.started_at < end)
    )


def _overlaps(said: PauseSpan, value: Value) -> bool:
    assert value.start is not None  # noqa: S101  # checked by `of_pause`
    return (said.end is None or value.start < said.end) and (value.end is None or said.start < value.end)


def _unclaimed(rows: list[Deadline], ground: str, value: Value) -> list[Deadline]:
    """Those of the clocks of which the same was not said already, and does not run still. Raises WrongState where it
    was of all of them; and of what was decided, which is reviewed."""
    same = Claim.objects.filter(type=PAUSE, ground=ground, clocks__in=rows).exclude(state=WITHDRAWN).distinct()
    left, told = {row.pk: row for row in rows}, 0
    for claim in claimed.load(same):
        said = claimed.span(claim, claimed.claimed(claim))
        if said is None:
            continue
        if claim.state == DECIDED and _overlaps(said, value):
            raise WrongState(_("The supervisor has decided on this time: ask for a review of the decision."))
        if (said.start, said.end) == (value.start, value.end) or (said.end is None and value.end is None):
            left, told = {pk: row for pk, row in left.items() if pk not in _pks(claim)}, claim.number
    if not left:
        raise WrongState(_("This pause is claimed already: see claim %(number)s.") % {"number": told})
    return list(left.values())


def _pks(claim: Claim) -> set[int]:
    return {clock.pk for clock in claim.clocks.all()}


def _granted(act: Act, rows: list[Deadline], code: str, ground: str, value: Value) -> Claim | None:
    """By the lead of the side that does not gain: it speaks against itself and counts at once."""
    assert act.capacity is not None  # noqa: S101  # set by the caller
    if any(row.party == act.capacity.side for row in rows):
        return None
    if any(row.party not in BOTH for row in rows):
        raise Forbidden(_("This clock is of neither side of the contract: nobody claims a pause of it here."))
    if act.capacity.role not in LEADS:
        raise Forbidden(_("A pause of the other side's clock is granted by the lead."))
    claim = born.granted(act, rows, code, ground, value)
    at_once.rest(act, claim, rows, value)
    return claim


def _raised(act: Act, rows: list[Deadline], code: str, ground: str, value: Value) -> Claim:
    columns: dict[str, Any] = {"code": code, "ground": ground, "proof_due": _proof_due(act, ground, value)}
    return at_once.pause(act, rows, value, columns) or born.raised(act, value, act.comment, rows, **columns)


def _proof_due(act: Act, ground: str, value: Value) -> datetime | None:
    proves = ground in EVENTS and value.start is not None
    return limits.proven_by(act.rules, value.start) if proves and value.start is not None else None


@repeatable
def end_pause(claim: int, *, actor: User, now: datetime, comment: str = "", once: Once | None = None) -> Claim:
    """A running pause ends now, by either side. Raises Forbidden, WrongState."""
    with Hearing.of(claim, "claim.ended", actor=actor, now=now, comment=comment, once=once) as act:
        act.capacity = _claimant(act)
        act.open_to(ACCEPTED, PENDING, CONTESTED, DECIDED)
        if act.claim.state == PENDING:
            act.claimants(_("Only the side that claimed the pause ends it before it is answered."))
        end(act, act.claim)
        act.keep()
        return act.claim


def end(act: Act, claim: Claim) -> None:
    """From now on the pause of the claim rests no clock; its end is a fact that either side may contest. Raises
    WrongState where it has ended already, or would end as it begins."""
    if claim.state == PENDING:
        born.say(act, claim, "corrected", _ended(claim, act.now))
    else:
        _end_resting(act, claim)
    telling.of_step(act, claim, "claim_ended")


def _ended(claim: Claim, now: datetime) -> Value:
    said = next(one for one in reversed(claim.said) if one.saying in ("claimed", "corrected"))
    if said.start is None or said.end is not None:
        raise _over()
    if said.start >= now:
        raise WrongState(_("The pause has only just begun: withdraw it instead."))
    return Value(said.start, now)


def _end_resting(act: Act, claim: Claim) -> None:
    running = [(row, one) for row in act.clocks.rounds for one in row.rests if one.claim_id == claim.pk]
    running = [(row, one) for row, one in running if one.ended_at is None and not one.voided]
    if not running:
        raise _over()
    fact = _end_fact(act, min(one.started_at for _row, one in running))
    for row, pause in running:
        act.clocks.end_by_fact(row, pause, fact)
    born.say(act, claim, "ended")


def _over() -> WrongState:
    return WrongState(_("The pause is over already."))


def _end_fact(act: Act, began: datetime) -> Fact:
    assert act.capacity is not None  # noqa: S101  # people end pauses
    side = act.capacity.side
    fact = Fact(
        ticket=act.ticket,
        name="pause_end",
        side=side,
        answered_by="provider" if side == "agency" else "agency",
        entered_at=act.now,
        entered_by=act.actor,
        on_behalf_of_id=act.capacity.principal,
        stated_at=act.now,
        standing_at=act.now,
        not_before=began,
    )
    act.store(fact)
    return fact


@repeatable
def prove(claim: int, *, actor: User, now: datetime, comment: str = "", once: Once | None = None) -> Claim:
    """The proof of force majeure is handed in (14.3). Raises Forbidden, WrongState."""
    with Hearing.of(claim, "claim.proof", actor=actor, now=now, comment=comment, once=once) as act:
        act.claimants(_("Only the side that claimed proves it."))
        act.open_to(PENDING, CONTESTED, ACCEPTED, DECIDED)
        if act.claim.proof_due is None or act.claim.proof_at is not None:
            raise WrongState(_("No proof is outstanding on this claim."))
        act.say("proof")
        act.claim.proof_at = act.now
        act.claim.next_at = act.claim.due_at
        telling.of_step(act, act.claim, "claim_proved")
        act.keep("proof_at", "next_at")
        return act.claim
