"""故障: several clocks at once, each stopped by its own act; the earliest of report and alarm starts them."""

from datetime import timedelta

import pytest

from tests.world import World
from tickets import actions
from tickets.errors import WrongState
from tickets.models import System

MINUTE = timedelta(minutes=1)


@pytest.fixture
def plain(world: World) -> System:
    """A system that the contract does not call important."""
    return world.contract.systems.filter(important=False).first()


def limits(ticket) -> dict[str, tuple[int, str]]:
    return {one.code: (one.limit_n, one.limit_unit) for one in ticket.deadlines.all()}


def test_an_important_system_is_located_within_ten_minutes(world: World) -> None:
    assert limits(world.file("incident")) == {
        "incident.respond": (5, "minute"),
        "incident.handle": (30, "minute"),
        "incident.locate_key": (10, "minute"),
    }


def test_any_other_within_thirty(world: World, plain: System) -> None:
    found = limits(world.file("incident", system=plain))
    assert found["incident.locate"] == (30, "minute")
    assert "incident.locate_key" not in found


@pytest.mark.parametrize(("reported", "alarmed", "begins"), [(-2, None, -2), (-2, -4, -4), (-3, -1, -3), (0, None, 0)])
def test_the_earliest_instant_starts_the_clocks_and_all_are_kept(
    world: World, reported: int, alarmed: int | None, begins: int
) -> None:
    told = {"reported_at": world.now + reported * MINUTE}
    if alarmed is not None:
        told["alarm_at"] = world.now + alarmed * MINUTE
    ticket = world.file("incident", **{name: at.isoformat() for name, at in told.items()})

    clock = world.clock(ticket, "incident.handle")
    kept = {"entered": world.now, **told}
    assert clock.started_at == world.now + begins * MINUTE
    assert clock.due_at == clock.started_at + 30 * MINUTE
    assert clock.anchors == {name: at.isoformat() for name, at in kept.items()}


def test_an_alarm_of_twenty_minutes_ago_breaches_nobody_before_it_is_settled(world: World) -> None:
    alarm = world.now - 20 * MINUTE
    ticket = world.file("incident", alarm_at=alarm.isoformat(), late_reason="先电话报障")
    clock = world.clock(ticket, "incident.respond")
    assert (clock.started_at, clock.state, clock.unsettled) == (world.now, "running", True)

    actions.accept_claim(ticket.claims.get().pk, actor=world.user("manager"), now=world.later(minutes=1).now)

    clock = world.clock(ticket, "incident.respond")
    assert (clock.started_at, clock.state) == (alarm, "breached")
    assert (clock.breach.occurred_at, clock.breach.detected_at) == (alarm + 5 * MINUTE, world.now)
    assert world.told(ticket, "breach") >= {"lead", "auditor"}


def test_help_on_site_is_asked_for_at_once_or_later_and_released(world: World) -> None:
    ticket = world.file("incident", on_site=True)
    assert limits(ticket)["incident.onsite"] == (1, "hour")

    ticket = world.take(world.file("incident"), "respond", "call_on_site")
    with pytest.raises(WrongState):
        world.take(ticket, "call_on_site")
    ticket = world.take(ticket, "release_on_site")
    assert world.clock(ticket, "incident.onsite").state == "cancelled"
    with pytest.raises(WrongState):
        world.take(ticket, "arrive")
    assert world.clock(world.take(ticket, "call_on_site", "arrive"), "incident.onsite").state == "met"


def test_recovering_does_not_end_the_way_to_the_site_until_the_agency_confirms(world: World) -> None:
    ticket = world.take(world.file("incident", on_site=True), "respond", "locate", "recover")
    assert world.clock(ticket, "incident.onsite").state == "paused"
    ticket = world.take(ticket, "submit_report", "confirm")
    assert world.clock(ticket, "incident.onsite").state == "cancelled"


def test_each_report_of_progress_opens_the_next_half_hour(world: World) -> None:
    ticket = world.take(world.file("incident"), "respond")
    ticket = world.later(minutes=10).take(ticket, "report_progress")
    ticket = world.later(minutes=50).take(ticket, "report_progress")

    rounds = list(ticket.deadlines.filter(code="incident.progress").order_by("round"))
    assert [one.state for one in rounds] == ["met", "breached", "running"]
    assert rounds[2].due_at == world.now + 30 * MINUTE


def test_an_engineer_who_answers_takes_the_ticket_and_a_desk_does_not(world: World) -> None:
    assert world.take(world.file("incident"), "respond", who="engineer").assignee.username == "engineer"
    assert world.take(world.file("incident"), "respond", who="desk").assignee is None


def test_no_report_is_handed_in_before_the_cause_is_found(world: World) -> None:
    ticket = world.take(world.file("incident"), "respond", "recover")
    with pytest.raises(WrongState):
        world.take(ticket, "submit_report")
    assert world.take(ticket, "locate", "submit_report").state == "confirming"


def test_a_second_finding_leaves_the_stamp_of_the_first(world: World) -> None:
    ticket = world.take(world.file("incident"), "respond")
    ticket = world.later(minutes=4).take(ticket, "locate")
    first = world.clock(ticket, "incident.locate_key").stopped_at
    ticket = world.later(minutes=30).take(ticket, "locate", cause="network")
    assert world.clock(ticket, "incident.locate_key").stopped_at == first
    assert ticket.deadlines.filter(code="incident.locate_key").count() == 1


@pytest.mark.parametrize(("days", "open_"), [(4, True), (6, False)])
def test_a_closed_report_is_reopened_for_five_days(world: World, days: int, open_: bool) -> None:
    ticket = world.take(world.file("incident"), "respond", "locate", "recover", "submit_report", "confirm")
    offered = actions.available(ticket, actor=world.user("clerk"), now=world.later(days=days).now)
    assert ("reopen" in {one.name for one in offered}) is open_
