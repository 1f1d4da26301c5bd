"""Who is told of what: by steps, and by the levels of a clock at their instants."""

from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.models import Alert, Deadline, Notice, Ticket

SECOND = timedelta(seconds=1)


def day(number: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, number, hour, tzinfo=ZONE)


@pytest.fixture
def demanded(world: World) -> Ticket:
    """A demand of Monday 2 March, ten o'clock: due on Monday 9 March, 24:00."""
    return world.take(world.file("staff_replacement"), "submit", "issue_demand")


def fire(world: World, ticket: Ticket, code: str, instant: datetime) -> bool:
    return actions.fire(world.clock(ticket, code).pk, instant)


def levels(clock: Deadline) -> list[tuple[str, bool]]:
    fired = Alert.objects.filter(deadline=clock).order_by("due_at", "id")
    return [(one.level, one.collapsed) for one in fired]


@pytest.mark.parametrize(
    ("kind", "way", "moving", "others"),
    [
        ("restart", "submit", {"lead"}, set()),
        ("restart", "submit approve_restart", {"desk", "manager"}, {"clerk"}),
        ("restart", "submit approve_restart verify", {"engineer", "manager"}, {"clerk", "lead"}),
        ("restart", "submit approve_restart verify revoke", set(), {"clerk", "desk", "engineer"}),
        ("staff_replacement", "submit issue_demand", {"manager"}, {"clerk", "desk", "auditor"}),
        ("exit", "submit approve", {"officer"}, {"clerk", "desk"}),
        ("migration", "issue_order", {"lead"}, {"manager", "auditor"}),
        ("incident", "", {"desk", "engineer", "manager"}, set()),
    ],
)
def test_whoever_moves_next_learns_of_his_move_and_the_others_of_the_step(
    world: World, kind: str, way: str, moving: set[str], others: set[str]
) -> None:
    ticket = world.file(kind)
    for name in way.split():
        Notice.objects.all().delete()
        ticket = world.take(ticket, name)
    assert (world.told(ticket, "your_move"), world.told(ticket, "step")) == (moving, others)


def test_nobody_is_told_of_what_he_did_himself(world: World, demanded: Ticket) -> None:
    keys = Notice.objects.filter(ticket=demanded, recipient__username="lead").values_list("event", flat=True)
    assert list(keys) == ["your_move"]


def test_a_warning_goes_to_who_must_act(world: World, demanded: Ticket) -> None:
    """One working day left: on Friday at nine, for Saturday and Sunday do not count."""
    clock = world.clock(demanded, "staff.replace")
    assert clock.next_at == day(6, 9)
    assert fire(world, demanded, "staff.replace", clock.next_at)
    assert world.told(demanded, "one_day") == {"manager"}


def test_nothing_is_told_before_its_instant(world: World, demanded: Ticket) -> None:
    instant = world.clock(demanded, "staff.replace").next_at
    assert not fire(world, demanded, "staff.replace", instant - SECOND)
    assert not Alert.objects.exists()


def test_a_breach_goes_to_both_leads_and_the_supervisor_too(world: World, demanded: Ticket) -> None:
    assert fire(world, demanded, "staff.replace", day(10) + SECOND)
    assert world.told(demanded, "breach") == {"manager", "lead", "auditor"}
    breach = world.clock(demanded, "staff.replace").breach
    assert (breach.occurred_at, breach.detected_at) == (day(10), day(10) + SECOND)


def test_what_an_outage_overtook_is_recorded_and_not_told(world: World, demanded: Ticket) -> None:
    fire(world, demanded, "staff.replace", day(10) + SECOND)
    clock = world.clock(demanded, "staff.replace")
    assert levels(clock) == [("one_day", True), ("last_day", True), ("breach", False)]
    assert not world.told(demanded, "one_day") | world.told(demanded, "last_day")


def test_a_working_day_later_it_goes_before_the_authority(world: World, demanded: Ticket) -> None:
    fire(world, demanded, "staff.replace", day(10) + SECOND)
    instant = world.clock(demanded, "staff.replace").next_at
    assert instant == day(11)
    assert fire(world, demanded, "staff.replace", instant)
    assert world.told(demanded, "authority") == {"manager", "lead", "auditor", "officer"}
    assert world.clock(demanded, "staff.replace").next_at is None


def test_half_the_limit_later_a_fault_goes_before_the_authority(world: World) -> None:
    ticket = world.file("incident")
    due = world.clock(ticket, "incident.respond").due_at
    fire(world, ticket, "incident.respond", due + SECOND)
    assert world.clock(ticket, "incident.respond").next_at == due + timedelta(seconds=150)


def test_an_internal_target_is_never_put_before_the_authority(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart")
    due = world.clock(ticket, "restart.verify").due_at
    fire(world, ticket, "restart.verify", due + timedelta(days=3))
    assert world.told(ticket, "breach") == {"desk", "manager"}
    assert world.clock(ticket, "restart.verify").next_at is None
    assert not world.told(ticket, "authority")


def test_a_clock_fires_once_whoever_sweeps(world: World, demanded: Ticket) -> None:
    late = day(10) + SECOND
    assert [fire(world, demanded, "staff.replace", late) for _ in range(2)] == [True, False]


def test_the_assignee_hears_of_his_clock(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    due = world.clock(ticket, "restart.execute").due_at
    fire(world, ticket, "restart.execute", due + SECOND)
    assert "engineer" in world.told(ticket, "breach")


def test_who_acts_too_late_makes_the_breach_known_by_acting(world: World, demanded: Ticket) -> None:
    ticket = world.at(day(11, 9)).take(demanded, "nominate")
    assert {"lead", "manager", "auditor"} == world.told(ticket, "breach")
    assert not fire(world, ticket, "staff.replace", day(11, 10))
