"""紧急变更: authorised and begun before its filing, and not ended without its number (M7)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.world import World
from tickets import actions, queries
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket

WORKING = "submit_urgent authorize_urgent accept start_work"


def filed(world: World, **fields: Any) -> Ticket:
    """A growth for a month: only such a growth can be urgent."""
    ends = (world.now + timedelta(days=30)).date().isoformat()
    return world.file("change", term="temporary", end_date=ends, **fields)


@pytest.fixture
def working(world: World) -> Ticket:
    return world.take(filed(world), *WORKING.split())


def may(world: World, ticket: Ticket, who: str) -> set[str]:
    return {one.name for one in actions.available(ticket, actor=world.user(who), now=world.now)}


def test_work_begins_on_the_leads_word_and_the_filing_is_owed(world: World, working: Ticket) -> None:
    assert working.state == "implementing"
    assert world.clock(working, "change.file_late").state == "running"
    assert not working.endorsements.filter(name="filing").exists()


def test_nothing_ends_it_while_the_number_is_owed(world: World, working: Ticket) -> None:
    done = world.take(working, "deliver")
    with pytest.raises(WrongState, match="备案号"):
        world.take(done, "confirm_temporary")

    undone = world.take(done, "roll_back", "report_undone")
    with pytest.raises(WrongState, match="备案号"):
        world.take(undone, "confirm_undone")

    tried_again = world.take(undone, "retry")
    assert not may(world, tried_again, "lead") & {"cancel"}
    assert not may(world, tried_again, "manager") & {"refuse_damaging", "decline_temporary"}


def test_with_the_number_recorded_it_takes_effect(world: World, working: Ticket) -> None:
    ticket = world.take(working, "deliver", "file_afterwards", "record_late_filing", "confirm_temporary")
    assert ticket.state == "in_effect"
    assert world.clock(ticket, "change.file_late").state == "met"


def test_a_paper_receipt_serves_as_well(world: World, working: Ticket) -> None:
    ticket = world.take(working, "file_afterwards", "register_late_filing", "deliver", "confirm_temporary")
    assert ticket.state == "in_effect"


def test_handing_in_rests_the_agencys_clock_and_a_return_strikes_that(world: World, working: Ticket) -> None:
    due = world.clock(working, "change.file_late").due_at
    ticket = world.take(working, "file_afterwards")
    assert world.clock(ticket, "change.file_late").state == "paused"
    assert world.clock(ticket, "filing.register").state == "running"

    ticket = world.later(hours=2).take(ticket, "return_late_filing")
    clock = world.clock(ticket, "change.file_late")
    assert (clock.state, clock.due_at) == ("running", due)
    assert "file_afterwards" in may(world, ticket, "lead")


def test_it_can_be_cancelled_before_work_without_a_number(world: World) -> None:
    ticket = world.take(filed(world), "submit_urgent", "authorize_urgent", "cancel")
    assert ticket.state == "cancelled"


@pytest.mark.parametrize("quantity", [4, 5000])
def test_a_long_term_growth_is_never_urgent(world: World, quantity: int) -> None:
    ticket = world.file("change", term="long_term", end_date=None, lines=[{"line": "vcpu", "quantity": quantity}])
    with pytest.raises(WrongState, match="长期扩容"):
        world.take(ticket, "submit_urgent")


def test_what_begins_in_four_days_is_filed_first(world: World) -> None:
    start = (world.now + timedelta(days=4)).isoformat()
    end = (world.now + timedelta(days=5)).isoformat()
    with pytest.raises(WrongState, match="2026年3月5日"):
        world.take(filed(world, window_start=start, window_end=end), "submit_urgent")


def test_urgency_has_a_ground(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.take(filed(world), "submit_urgent", urgent_ground="haste")
    assert list(refused.value.errors) == ["urgent_ground"]


def test_its_new_window_is_near_as_well(world: World) -> None:
    ticket = world.take(filed(world), "submit_urgent", "authorize_urgent", "accept")
    far = {"window_start": world.now + timedelta(days=9), "window_end": world.now + timedelta(days=10)}
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "reschedule", **{name: at.isoformat() for name, at in far.items()})
    assert list(refused.value.errors) == ["window_start"]


@pytest.mark.parametrize("way", ["", "accept", "file_afterwards", "accept file_afterwards"])
def test_before_work_begins_the_officer_turns_it_back_to_be_filed_first(world: World, way: str) -> None:
    ticket = world.take(filed(world), "submit_urgent", "authorize_urgent", *way.split(), "turn_back_urgent")
    assert ticket.state == "returned_by_authority"
    assert not ticket.endorsements.filter(name="urgent", voided_at=None).exists()
    states = {row.code: row.state for row in ticket.deadlines.filter(stopped_at=None)}
    assert states == {"change.expand": "paused", "common.correct": "running"}
    assert {"lead", "manager", "auditor"} <= world.told(ticket, "step")
    ticket = world.take(ticket, "correct_filing", "reseal", "record_filing", "accept", "start_work", "deliver")
    assert world.clock(ticket, "change.expand").state == "paused"


def test_once_work_has_begun_it_is_not_turned_back(world: World, working: Ticket) -> None:
    with pytest.raises(WrongState):
        world.take(working, "turn_back_urgent")


def test_it_is_counted_by_contract_and_month(world: World, working: Ticket) -> None:
    second = world.take(filed(world), "submit_urgent", "authorize_urgent")
    assert [(one.name, one.in_month) for one in queries.counted(second, ["urgent"])] == [("urgent", 2)]
    world.take(working, "deliver")
    assert queries.counted(working, []) == []


def test_who_wrote_it_does_not_authorise_it(world: World) -> None:
    ticket = world.take(filed(world), "submit_urgent")
    world.user("clerk").memberships.create(organization=world.contract.agency, role="agency_lead")
    with pytest.raises(Forbidden):
        world.take(ticket, "authorize_urgent", who="clerk")


def test_authority_and_supervisor_hear_of_it_at_once(world: World) -> None:
    ticket = world.take(filed(world), "submit_urgent")
    assert world.told(ticket, "your_move") == {"lead"}
    assert world.told(ticket, "step") == {"officer"}
    ticket = world.take(ticket, "authorize_urgent")
    assert {"officer", "auditor", "clerk"} <= world.told(ticket, "step")
    assert {"desk", "manager"} <= world.told(ticket, "your_move")
