"""Windows: nothing is done outside them, and another one needs the lead but no new filing (M4)."""

from datetime import datetime, timedelta

import pytest

from tests.world import World
from tickets.actions import effects, facts
from tickets.actions.move import Move
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, WrongState
from tickets.models import AuditEntry, Ticket

HOUR = timedelta(hours=1)


def tonight(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=ZONE)


NIGHT = {"window_start": tonight(20).isoformat(), "window_end": tonight(22).isoformat()}
TOMORROW = {"window_start": (tonight(20) + 24 * HOUR).isoformat(), "window_end": (tonight(22) + 24 * HOUR).isoformat()}


def refusals(ticket: Ticket) -> list[tuple[str, str]]:
    entries = AuditEntry.objects.filter(ticket=ticket, allowed=False).order_by("seq")
    return [(one.action, one.data["guard"]) for one in entries]


@pytest.fixture
def permitted(world: World) -> Ticket:
    return world.take(world.file("restart", **NIGHT), "submit", "approve_restart", "verify")


@pytest.mark.parametrize("instant", [tonight(19, 54), tonight(22, 1)])
def test_a_restart_outside_its_window_is_refused_and_recorded(
    world: World, permitted: Ticket, instant: datetime
) -> None:
    with pytest.raises(WrongState, match=r"20:00.*22:00"):
        world.at(instant).take(permitted, "begin")

    assert world.fresh(permitted).state == "permitted"
    assert refusals(permitted) == [("begin", "in_window")]
    entry = world.audit(permitted)[-1]
    assert (entry.actor.username, entry.source, entry.target) == ("engineer", "permitted", "")


@pytest.mark.parametrize("instant", [tonight(19, 55), tonight(20), tonight(22)])
def test_both_ends_of_the_window_belong_to_it_and_five_minutes_before(
    world: World, permitted: Ticket, instant: datetime
) -> None:
    assert world.at(instant).take(permitted, "begin").state == "executing"


def test_the_executing_clock_begins_and_is_due_with_the_window(world: World, permitted: Ticket) -> None:
    clock = world.clock(permitted, "restart.execute")
    assert (clock.started_at, clock.due_at) == (tonight(20), tonight(22))


def test_a_permit_is_used_once(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify", "begin")
    assert ticket.endorsements.get(name="permit").used_at == world.now
    with pytest.raises(WrongState):
        world.take(ticket, "begin")


def test_one_who_asked_for_another_window_does_not_grant_it(world: World) -> None:
    ticket = world.take(world.file("change"), "submit_for_costing", "clear_cost", "approve", "record_filing")
    ticket = world.take(ticket, "accept")
    ticket = world.take(ticket, "reschedule", **TOMORROW)
    lead = world.user("lead")
    world.user("clerk").memberships.create(organization=world.contract.agency, role="agency_lead")
    with pytest.raises(Forbidden):
        world.take(ticket, "approve_window", who="clerk")
    assert lead.pk not in ticket.authors


def scheduled(world: World, **fields: object) -> Ticket:
    way = "submit_for_costing clear_cost approve record_filing accept"
    return world.take(world.file("change", **fields), *way.split())


def test_a_granted_window_takes_the_old_ones_place_and_approval_and_filing_stand(world: World) -> None:
    ticket = scheduled(world, interrupts=True, **NIGHT)
    ticket = world.take(ticket, "reschedule", **TOMORROW)
    ticket = world.take(ticket, "approve_window")

    assert ticket.fields["window_start"] == TOMORROW["window_start"]
    bound = ticket.endorsements.filter(name__in=["approval", "filing"], voided_at=None)
    assert {one.digest for one in bound} == {ticket.digest}
    with pytest.raises(WrongState, match="20:00"):
        world.at(tonight(21)).take(ticket, "start_work")
    assert world.at(tonight(21) + 24 * HOUR).take(ticket, "start_work").state == "implementing"


STALE = "0" * 64


@pytest.mark.parametrize("name", ["approval", "filing"])
def test_a_granted_window_revives_nothing_that_was_given_for_other_content(world: World, name: str) -> None:
    ticket = world.take(scheduled(world, interrupts=True, **NIGHT), "reschedule", **TOMORROW)
    given = ticket.endorsements.filter(name=name, voided_at=None)
    assert given.update(digest=STALE) == 1

    with Move.on(ticket.pk, "approve_window", actor=world.user("lead"), now=world.now) as move:
        move.ticket.scene = facts.of_ticket(move.ticket, move.rows, move.rules, standing=None, now=world.now)
        effects.rebook(move)
        ticket = move.ticket

    bound = dict(ticket.endorsements.filter(voided_at=None).values_list("name", "digest"))
    assert bound.pop(name) == STALE
    assert {bound[other] for other in {"approval", "filing"} - {name}} == {ticket.digest}


def test_a_refused_window_leaves_the_old_one(world: World) -> None:
    ticket = scheduled(world, interrupts=True, **NIGHT)
    ticket = world.take(ticket, "reschedule", **TOMORROW)
    ticket = world.take(ticket, "keep_window")
    assert ticket.fields["window_start"] == NIGHT["window_start"]
    assert not ticket.endorsements.filter(name="new_window", voided_at=None).exists()


def test_waiting_for_the_agencys_window_is_not_the_providers_time(world: World) -> None:
    ticket = scheduled(world, interrupts=True, **TOMORROW)
    clock = world.clock(ticket, "change.expand")
    assert (clock.state, clock.resumes_at) == ("paused", tonight(20) + 24 * HOUR)


def test_work_that_interrupts_nothing_need_not_wait(world: World) -> None:
    assert world.take(scheduled(world, interrupts=False, **TOMORROW), "start_work").state == "implementing"
