"""暂停服务 (9.15): told at once, restored when it is over; whether it counts is accepted by the agency or decided."""

from datetime import datetime

import pytest

from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Fact, Ticket

NOTIFY, HANDLE, RESTORE = "suspension.notify", "suspension.handle", "suspension.restore"


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def interrupted(world: World) -> Ticket:
    """Cut off at a quarter to ten, entered at ten."""
    return world.file("suspension", interrupted_at=at(9, 45).isoformat(), late_reason="先处置后补录")


@pytest.fixture
def suspended(world: World, interrupted: Ticket) -> Ticket:
    return world.take(interrupted, "notify")


def restored(world: World, ticket: Ticket, when: datetime) -> Ticket:
    return world.take(ticket, "report_restored", restored_at=when.isoformat())


def told(world: World, ticket: Ticket) -> set[str]:
    return world.told(ticket, "step") | world.told(ticket, "your_move")


def test_the_notice_runs_from_the_interruption_and_all_who_must_know_are_told(
    world: World, interrupted: Ticket
) -> None:
    clock = world.clock(interrupted, NOTIFY)
    assert (clock.party, clock.internal, clock.started_at, clock.due_at) == ("provider", True, at(9, 45), at(10, 15))
    told_of = world.take(interrupted, "notify")
    assert {"clerk", "lead", "officer", "auditor"} <= told(world, told_of)
    assert (world.clock(told_of, NOTIFY).state, world.clock(told_of, HANDLE).party) == ("met", "agency")


def test_an_interruption_of_the_day_before_is_entered_and_none_before_that(world: World) -> None:
    world.file("suspension", interrupted_at=at(10, day=1).isoformat(), late_reason="先处置后补录")
    with pytest.raises(Invalid) as refused:
        world.file("suspension", interrupted_at=at(9, 59, day=1).isoformat(), late_reason="先处置后补录")
    assert "interrupted_at" in refused.value.errors


def test_a_notice_by_hand_may_have_come_before_the_order_and_not_before_the_interruption(
    world: World, interrupted: Ticket
) -> None:
    world.at(at(10, 30))
    with pytest.raises(Invalid):
        world.take(interrupted, "notify", happened_at=at(9, 44).isoformat(), late_reason="当面送达")
    world.take(interrupted, "notify", happened_at=at(9, 50).isoformat(), late_reason="当面送达")
    clock = world.clock(interrupted, NOTIFY)
    assert (clock.state, clock.stopped_at) == ("met", at(9, 50))


def test_what_is_not_dealt_with_is_returned_with_evidence_and_the_time_runs_on(world: World, suspended: Ticket) -> None:
    handled = world.at(at(12)).take(suspended, "report_handled")
    assert world.clock(handled, RESTORE).due_at == at(12, 30)
    returned = world.at(at(12, 20)).take(handled, "return_handled")
    assert (world.clock(returned, HANDLE).state, world.clock(returned, RESTORE).state) == ("running", "cancelled")


def test_what_was_demanded_back_is_restored_and_not_returned(world: World, suspended: Ticket) -> None:
    with pytest.raises(Forbidden):
        world.take(suspended, "demand_restoration", who="clerk")
    demanded = world.at(at(11)).take(suspended, "demand_restoration", who="auditor")
    assert (world.clock(demanded, HANDLE).state, world.clock(demanded, RESTORE).due_at) == ("cancelled", at(11, 30))
    with pytest.raises(WrongState):
        world.take(demanded, "return_handled")


def test_a_service_that_is_still_down_is_returned_and_the_time_since_counts(world: World, suspended: Ticket) -> None:
    ticket = world.at(at(12)).take(suspended, "report_handled")
    restored(world.at(at(12, 20)), ticket, at(12, 15))
    assert world.clock(ticket, RESTORE).state == "paused"
    world.at(at(12, 40)).take(ticket, "not_restored")
    assert (world.clock(ticket, RESTORE).late(world.now), world.fresh(ticket).state) == (True, "restoring")


def test_restored_of_ones_own_accord_it_keeps_both_instants(world: World, suspended: Ticket) -> None:
    with pytest.raises(Invalid):
        world.at(at(11)).take(suspended, "restore_early", restored_at=at(9, 40).isoformat())
    early = world.take(suspended, "restore_early", restored_at=at(10, 50).isoformat(), late_reason="先恢复后补录")
    facts = Fact.objects.filter(ticket=early, name__in=("interrupted_at", "restore_early"))
    assert {one.name: one.standing_at for one in facts} == {
        "interrupted_at": at(9, 45), "restore_early": at(10, 50)
    }  # fmt: skip
    assert early.state == "checking"


@pytest.mark.parametrize(("verdict", "end"), [("decide_rightful", "closed"), ("decide_wrongful", "wrongful")])
def test_until_it_is_accepted_or_decided_the_state_says_that_the_ground_is_open(
    world: World, suspended: Ticket, verdict: str, end: str
) -> None:
    ticket = world.take(suspended, "report_handled", "report_restored")
    assert "未定" in str(ticket.stage.label)
    for who in ("manager", "clerk", "auditor"):
        with pytest.raises(Forbidden):
            world.take(ticket, "accept_ground", who=who)
    contested = world.take(ticket, "contest_ground")
    assert ("待裁定" in str(contested.stage.label), world.clock(contested, "suspension.decide").party) == (
        True, "supervisor"
    )  # fmt: skip
    with pytest.raises(Forbidden):
        world.take(contested, verdict, who="lead")
    assert world.take(contested, verdict).state == end


def test_only_the_agencys_lead_ends_it_as_a_false_alarm_and_only_before_the_notice(
    world: World, interrupted: Ticket
) -> None:
    with pytest.raises(Forbidden):
        world.take(interrupted, "end_false_alarm", who="manager")
    with pytest.raises(WrongState):
        world.take(world.take(world.file("suspension"), "notify"), "end_false_alarm")
    assert world.take(interrupted, "end_false_alarm").state == "cancelled"
