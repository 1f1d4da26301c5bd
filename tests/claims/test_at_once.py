"""What nobody need be asked about counts as said: nothing turns on it, or it is said against oneself (§0)."""

from datetime import datetime, timedelta

import pytest

from tests.world import NOW, World
from tickets import actions
from tickets.actions import Value
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Claim, Ticket

REASON = "运营商光缆中断"


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def answered(world: World, minute: int) -> Ticket:
    """A fault filed at ten and answered in that minute."""
    ticket = world.file("incident")
    return world.at(at(minute)).take(ticket, "respond")


@pytest.fixture
def cured(world: World) -> Ticket:
    """A fault filed at ten, answered after 4 minutes and removed after 20."""
    ticket = answered(world, 4)
    ticket = world.later(minutes=16).take(ticket, "recover")
    world.later(minutes=2)
    return ticket


def rested(world: World, ticket: Ticket, start: int, end: int | None, who: str = "desk", **named: str) -> Claim:
    named = {"code": "incident.handle", "ground": "third_party", **named}
    value = Value(at(start), at(end) if end is not None else None)
    return actions.claim_pause(ticket, value=value, reason=REASON, actor=world.user(who), now=world.now, **named)


def timed(world: World, ticket: Ticket, fact: str, minute: int, who: str) -> Claim:
    value = Value(at(minute))
    return actions.claim_time(ticket, fact=fact, value=value, reason="核对记录", actor=world.user(who), now=world.now)


def test_a_pause_of_a_deadline_that_was_met_counts_and_nobody_is_asked(world: World, cured: Ticket) -> None:
    claim = rested(world, cured, 5, 15)
    clock = world.clock(cured, "incident.handle")
    assert (claim.state, claim.due_at, claim.admission) == ("accepted", None, False)
    assert (clock.state, clock.due_at, clock.unsettled) == ("met", at(40), False)
    assert not world.told(cured, "claim_raised")


def test_it_is_asked_when_a_deadline_turns_on_it_later(world: World, cured: Ticket) -> None:
    """未恢复: the clock runs on, and by the pause it would be due ten minutes later."""
    claim = rested(world, cured, 5, 15)
    world.later(minutes=10).take(cured, "reject_recovery", who="lead", seen_at=at(22).isoformat())
    denial = Claim.objects.exclude(pk=claim.pk).get()
    actions.accept_claim(denial.pk, actor=world.user("desk"), now=world.now)

    claim.refresh_from_db()
    clock = cured.deadlines.get(code="incident.handle", round=1)
    assert (claim.state, clock.unsettled) == ("pending", True)
    assert clock.due_at == at(40), "the ten minutes of the checker, not yet those of the pause"
    assert "lead" in world.told(cured, "claim_raised")
    actions.accept_claim(claim.pk, actor=world.user("lead"), now=world.now)
    clock.refresh_from_db()
    assert (clock.due_at, clock.unsettled) == (at(50), False)


def test_a_running_deadline_always_asks(world: World) -> None:
    ticket = answered(world, 4)
    world.later(minutes=6)
    assert rested(world, ticket, 4, None).state == "pending"


def test_ones_own_time_on_which_nothing_turns_stands_as_said(world: World, cured: Ticket) -> None:
    claim = timed(world, cured, "respond", 3, "desk")
    assert (claim.state, claim.fact.standing_at) == ("accepted", at(3))
    assert world.clock(cured, "incident.respond").stopped_at == at(3)
    assert not world.told(cured, "claim_raised")


def test_the_other_sides_time_is_always_asked(world: World, cured: Ticket) -> None:
    claim = timed(world, cured, "respond", 3, "lead")
    assert (claim.state, claim.fact.standing_at) == ("pending", at(4))


def test_a_time_that_turns_a_deadline_in_ones_favour_is_asked(world: World) -> None:
    ticket = answered(world, 9)
    claim = timed(world, ticket, "respond", 4, "desk")
    assert (claim.state, world.clock(ticket, "incident.respond").state) == ("pending", "breached")


def test_a_time_said_against_oneself_counts_at_once(world: World) -> None:
    """The provider says that the fault was reported to them before it was filed: then they answered too late."""
    ticket = answered(world, 3)
    claim = timed(world, ticket, "reported_at", -3, "desk")
    clock = world.clock(ticket, "incident.respond")
    assert (claim.state, claim.admission) == ("accepted", True)
    assert (clock.state, clock.breached_at) == ("breached", at(2))


def test_the_same_pause_is_claimed_once(world: World) -> None:
    ticket = answered(world, 4)
    world.later(minutes=10)
    first = rested(world, ticket, 5, 9)
    rested(world, ticket, 6, None)
    for start, end in ((5, 9), (7, None)):
        with pytest.raises(WrongState, match="主张"):
            rested(world, ticket, start, end)
    actions.withdraw_claim(first.pk, actor=world.user("desk"), now=world.now)
    again = rested(world, ticket, 5, 9)
    assert (again.state, again.replaces) == ("pending", first)


def test_a_pause_begins_somewhere(world: World, cured: Ticket) -> None:
    by = {"reason": REASON, "actor": world.user("desk"), "now": world.now}
    with pytest.raises(Invalid) as refused:
        actions.claim_pause(cured, code="incident.handle", ground="third_party", value=Value(), **by)
    assert list(refused.value.errors) == ["from"]


@pytest.mark.parametrize(("stated", "state"), [(11, "pending"), (13, None)])
def test_by_days_another_number_of_days_overdue_is_asked(world: World, stated: int, state: str | None) -> None:
    """Due on Monday the 9th and entered on Friday the 13th: every day is paid for (12.5); the hours of one are not."""
    steps = ("submit", "issue_demand", "nominate", "accept_nominee")
    ticket = world.take(world.file("staff_replacement"), *steps)
    world.at(datetime(2026, 3, 13, 17, tzinfo=ZONE))
    said = datetime(2026, 3, stated, 9, tzinfo=ZONE)
    world.take(ticket, "report_handover", happened_at=said.isoformat(), late_reason="先书面送达")
    claim = Claim.objects.filter(ticket=ticket).first()
    assert (claim.state if claim else None) == state


@pytest.mark.parametrize(("fact", "number", "field"), [("respond", 2, "round"), ("reopen", None, "fact")])
def test_what_never_happened_so_often_is_refused_at_its_field(
    world: World, cured: Ticket, fact: str, number: int | None, field: str
) -> None:
    named = {"fact": fact, "number": number, "value": Value(at(3)), "reason": "核对记录"}
    with pytest.raises(Invalid) as refused:
        actions.claim_time(cured, actor=world.user("lead"), now=world.now, **named)
    assert list(refused.value.errors) == [field]


def test_a_pause_of_an_overdue_deadline_is_asked_also_where_it_stays_overdue(world: World) -> None:
    """By how long it was overdue may be priced by the month."""
    ticket = answered(world, 4)
    world.at(at(50)).take(ticket, "recover")
    assert rested(world, ticket, 5, 10).state == "pending"


def test_what_counted_at_once_is_contested_and_put_back_by_that(world: World, cured: Ticket) -> None:
    claim = rested(world, cured, 5, 15)
    by = {"actor": world.user("lead"), "now": world.now, "comment": "未见中断记录"}
    contested = actions.contest_claim(claim.pk, value=None, **by)
    clock = world.clock(cured, "incident.handle")
    assert (contested.state, clock.due_at, clock.unsettled) == ("contested", at(30), True)
    with pytest.raises(Forbidden):
        actions.contest_claim(rested(world, cured, 6, 7).pk, value=None, **{**by, "actor": world.user("desk")})


def test_after_the_closing_limit_what_counted_at_once_stands(world: World, cured: Ticket) -> None:
    claim = rested(world, cured, 5, 15)
    world.take(world.fresh(cured), "locate", "submit_report", "confirm")
    by = {"actor": world.user("lead"), "now": world.later(days=12).now, "comment": "未见中断记录"}
    with pytest.raises(WrongState):
        actions.contest_claim(claim.pk, value=None, **by)
