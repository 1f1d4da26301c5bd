"""Pauses that are ended, decided, left without proof or claimed on an earlier round; and who is told meanwhile."""

from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import actions, sweep
from tickets.actions import Value
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Claim, Deadline, Ticket

REASON = "运营商光缆中断"


@pytest.fixture
def fault(world: World) -> Ticket:
    ticket = world.file("incident")
    return world.later(minutes=4).take(ticket, "respond")


def ran(world: World, minutes: int) -> datetime:
    """So many minutes go by and everything that is due fires."""
    world.later(minutes=minutes)
    while sweep.fire_one(world.now):
        pass
    return world.now


def paused(world: World, fault: Ticket, value: Value, who: str = "desk", code: str = "incident.handle") -> Claim:
    ground = "force_majeure" if code == "*" else "third_party"
    by = {"actor": world.user(who), "now": world.now}
    return actions.claim_pause(fault, code=code, ground=ground, value=value, reason=REASON, **by)


def said(world: World, verb: str, claim: Claim, who: str, **more: object) -> Claim:
    acts = {"accept": actions.accept_claim, "contest": actions.contest_claim, "decide": actions.decide_claim}
    acts |= {"end": actions.end_pause, "withdraw": actions.withdraw_claim, "prove": actions.prove_claim}
    return acts[verb](claim.pk, actor=world.user(who), now=world.now, **more)


@pytest.mark.parametrize("who", ["desk", "lead"])
def test_a_running_pause_that_was_decided_is_ended_by_either_side(world: World, fault: Ticket, who: str) -> None:
    start = Value(world.now)
    claim = paused(world, fault, start)
    said(world, "contest", claim, "lead", value=None, comment="无记录")
    said(world, "decide", claim, "auditor", value=start, comment="有通报")
    assert world.clock(fault, "incident.handle").resting
    world.later(minutes=5)
    said(world, "end", claim, who)
    assert not world.clock(fault, "incident.handle").resting


def test_before_it_is_answered_only_its_own_side_ends_a_pause(world: World, fault: Ticket) -> None:
    claim = paused(world, fault, Value(world.now))
    world.later(minutes=5)
    with pytest.raises(Forbidden):
        said(world, "end", claim, "lead")
    said(world, "end", claim, "manager")
    assert said(world, "accept", claim, "lead").state == "accepted"


@pytest.mark.parametrize("ground", ["force_majeure", "carrier"])
def test_what_is_in_nobodys_hand_rests_every_clock_of_a_side_and_is_proved(
    world: World, fault: Ticket, ground: str
) -> None:
    """A carrier's core equipment counts as force majeure (14.2)."""
    by = {"reason": REASON, "actor": world.user("desk"), "now": world.now}
    claim = actions.claim_pause(fault, code="*", ground=ground, value=Value(world.now), **by)
    own = {one.code for one in fault.deadlines.filter(party="provider", stopped_at=None)}
    assert {one.code for one in claim.clocks.all()} == own
    assert len(own) > 1
    assert claim.proof_due is not None
    said(world, "accept", claim, "lead")
    assert all(world.clock(fault, code).resting for code in own)


def test_without_its_proof_force_majeure_is_not_withdrawn_but_decided(world: World, fault: Ticket) -> None:
    claim = paused(world, fault, Value(world.now), code="*")
    said(world, "accept", claim, "lead")
    ran(world, 17 * 24 * 60)
    claim.refresh_from_db()
    assert claim.state == "contested"
    with pytest.raises(WrongState):
        said(world, "withdraw", claim, "desk")
    said(world, "decide", claim, "auditor", value=Value(nothing=True), comment="逾期未交证明")
    clock = world.clock(fault, "incident.handle")
    assert (clock.resting, clock.breached_at is None) == (False, False)


def test_nothing_is_proved_on_what_was_withdrawn(world: World, fault: Ticket) -> None:
    claim = paused(world, fault, Value(world.now), code="*")
    said(world, "withdraw", claim, "desk")
    with pytest.raises(WrongState):
        said(world, "prove", claim, "desk")


def test_a_pause_on_an_earlier_round_is_claimed_by_when_it_was(world: World, fault: Ticket) -> None:
    began = world.now
    world.later(minutes=40).take(fault, "recover")
    world.later(minutes=5).take(fault, "relapse", who="clerk")
    claim = paused(world, fault, Value(began + timedelta(minutes=2), began + timedelta(minutes=30)))
    assert [one.round for one in claim.clocks.all()] == [1]
    said(world, "accept", claim, "lead")
    first = Deadline.objects.get(ticket=fault, code="incident.handle", round=1)
    assert (first.state, first.breached_at) == ("met", None)


def test_nobody_is_told_of_a_breach_that_a_claim_raised_before_it_would_lift(world: World, fault: Ticket) -> None:
    paused(world, fault, Value(world.now))
    ran(world, 28)
    ran(world, 15)
    clock = world.clock(fault, "incident.handle")
    assert (clock.breached_at, clock.held) == (clock.due_at, True)
    assert not fault.notices.filter(event__in=("breach", "authority"), deadline=clock).exists()


def test_it_is_told_once_the_claim_would_lift_it_no_more(world: World, fault: Ticket) -> None:
    """Ten minutes are claimed: the clock was due at 10:30 and, whatever becomes of the claim, at 10:40."""
    world.later(minutes=11)
    paused(world, fault, Value(world.now - timedelta(minutes=11), world.now - timedelta(minutes=1)))
    ran(world, 16)
    clock = world.clock(fault, "incident.handle")
    assert clock.breached_at is not None
    assert not fault.notices.filter(event="breach", deadline=clock).exists()
    ran(world, 10)
    assert fault.notices.filter(event="breach", deadline=clock).exists()
    told = fault.notices.filter(event="breach", deadline=clock).count()
    ran(world, 60)
    assert fault.notices.filter(event="breach", deadline=clock).count() == told


def test_a_decided_time_is_reviewed_and_not_claimed_anew(world: World) -> None:
    fault = world.file("incident")
    world.later(minutes=20)
    at = world.now - timedelta(minutes=16)
    late = {"happened_at": at.isoformat(), "late_reason": "先电话答复，后补录"}
    fault = world.take(fault, "respond", **late)
    claim = Claim.objects.get()
    said(world, "contest", claim, "lead", value=None, comment="无此通话")
    said(world, "decide", claim, "auditor", value=Value(world.now), comment="无记录")
    by = {"actor": world.user("manager"), "now": world.now, "reason": "有录音"}
    with pytest.raises(WrongState, match="复核"):
        actions.claim_time(fault, fact="respond", value=Value(at), **by)


@pytest.mark.parametrize("minutes", [None, 4])
def test_what_stands_already_or_nothing_is_not_claimed(world: World, fault: Ticket, minutes: int | None) -> None:
    value = Value() if minutes is None else Value(world.now)
    by = {"actor": world.user("lead"), "now": world.now, "reason": "核对"}
    with pytest.raises(Invalid) as refused:
        actions.claim_time(fault, fact="respond", value=value, **by)
    assert list(refused.value.errors) == ["happened_at"]


def test_a_pause_that_was_ended_stays_ended_whoever_settles_it_later(world: World, fault: Ticket) -> None:
    """Its proof is missing, and the lead of the other side accepts it all the same: only what had rested counts."""
    claim = paused(world, fault, Value(world.now), code="*")
    said(world, "accept", claim, "lead")
    world.later(minutes=6)
    said(world, "end", claim, "manager")
    due = world.clock(fault, "incident.handle").due_at
    ran(world, 17 * 24 * 60)
    said(world, "decide", claim, "auditor", value=Value(claim.said[0].start), comment="予以认可")
    clock = world.clock(fault, "incident.handle")
    assert (clock.resting, clock.due_at) == (False, due)
    ran(world, 60)
    claim.refresh_from_db()
    assert (claim.state, claim.next_at) == ("decided", None)


def test_what_was_decided_of_a_pause_is_reviewed_and_not_claimed_anew(world: World, fault: Ticket) -> None:
    value = Value(world.now - timedelta(minutes=3), world.now)
    claim = paused(world, fault, value)
    said(world, "contest", claim, "lead", value=None, comment="无记录")
    said(world, "decide", claim, "auditor", value=Value(nothing=True), comment="无依据")
    with pytest.raises(WrongState, match="复核"):
        paused(world, fault, Value(world.now - timedelta(minutes=2), world.now))
    later = world.later(minutes=2).now
    assert paused(world, fault, Value(later - timedelta(minutes=1), later)).state == "pending"


def test_a_clock_of_neither_side_rests_by_nobodys_word(world: World) -> None:
    ticket = world.take(world.file("onboarding"), "submit", "approve")
    by = {"actor": world.user("manager"), "now": world.now, "reason": REASON}
    with pytest.raises(Forbidden):
        actions.claim_pause(ticket, code="filing.register", ground="force_majeure", value=Value(world.now), **by)


@pytest.mark.parametrize("who", ["finance", "vendor"])
def test_nobody_but_who_claims_takes_a_claim_back_corrects_it_or_asks_for_its_review(
    world: World, fault: Ticket, who: str
) -> None:
    value = Value(world.now - timedelta(minutes=2))
    by = {"actor": world.user("lead"), "now": world.now, "reason": "核对记录"}
    claim = actions.claim_time(fault, fact="respond", value=value, **by)
    with pytest.raises(Forbidden):
        said(world, "withdraw", claim, who)
    said(world, "contest", claim, "desk", value=None, comment="以录入为准")
    said(world, "decide", claim, "auditor", value=value, comment="以通话记录为准")
    with pytest.raises(Forbidden):
        actions.ask_review(claim.pk, actor=world.user(who), now=world.now, comment="有异议")
    actions.ask_review(claim.pk, actor=world.user("clerk"), now=world.now, comment="有异议")


def test_an_event_that_goes_on_rests_what_begins_meanwhile(world: World, fault: Ticket) -> None:
    """Help called to the site while force majeure lasts has no hour running against it."""
    said(world, "accept", paused(world, fault, Value(world.now), code="*"), "lead")
    world.later(minutes=2).take(fault, "call_on_site")
    onsite = world.clock(fault, "incident.onsite")
    assert (onsite.resting, onsite.state) == (True, "paused")
    world.later(minutes=10)
    said(world, "end", Claim.objects.get(), "manager")
    assert not world.clock(fault, "incident.onsite").resting


def test_a_running_pause_of_another_round_is_another_pause(world: World, fault: Ticket) -> None:
    said(world, "accept", paused(world, fault, Value(world.now)), "lead")
    world.later(minutes=5).take(fault, "recover")
    world.later(minutes=5).take(fault, "relapse", who="clerk")
    world.later(minutes=5)
    assert paused(world, fault, Value(world.now - timedelta(minutes=2))).state == "pending"
