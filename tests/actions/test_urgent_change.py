"""紧急变更: authorised and begun before its filing, and not ended without its number (M7)."""

import pytest

from tests.world import World
from tickets import actions
from tickets.errors import Forbidden, WrongState
from tickets.models import Ticket

WORKING = "submit_urgent authorize_urgent accept start_work"


@pytest.fixture
def working(world: World) -> Ticket:
    return world.take(world.file("change"), *WORKING.split())


def may(world: World, ticket: Ticket, who: str) -> set[str]:
    return {one.name for one in actions.available(ticket, actor=world.user(who), now=world.now)}


def test_work_begins_on_the_leads_word_and_the_filing_is_owed(world: World, working: Ticket) -> None:
    assert working.state == "implementing"
    assert world.clock(working, "change.file_late").state == "running"
    assert not working.endorsements.filter(name="filing").exists()


def test_nothing_ends_it_while_the_number_is_owed(world: World, working: Ticket) -> None:
    done = world.take(working, "deliver")
    with pytest.raises(WrongState, match="备案号"):
        world.take(done, "confirm")

    undone = world.take(done, "roll_back", "report_undone")
    with pytest.raises(WrongState, match="备案号"):
        world.take(undone, "confirm_undone")

    tried_again = world.take(undone, "retry")
    assert not may(world, tried_again, "lead") & {"cancel"}
    assert not may(world, tried_again, "manager") & {"refuse_damaging", "decline_temporary"}


def test_with_the_number_recorded_it_closes(world: World, working: Ticket) -> None:
    ticket = world.take(working, "deliver", "file_afterwards", "record_late_filing", "confirm")
    assert ticket.state == "closed"
    assert world.clock(ticket, "change.file_late").state == "met"


def test_a_paper_receipt_serves_as_well(world: World, working: Ticket) -> None:
    ticket = world.take(working, "file_afterwards", "register_late_filing", "deliver", "confirm")
    assert ticket.state == "closed"


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
    ticket = world.take(world.file("change"), "submit_urgent", "authorize_urgent", "cancel")
    assert ticket.state == "cancelled"


def test_growth_that_needs_a_supplement_is_never_urgent(world: World) -> None:
    ticket = world.file("change", lines=[{"line": "vcpu", "quantity": 5000}])
    with pytest.raises(WrongState):
        world.take(ticket, "submit_urgent")


def test_who_wrote_it_does_not_authorise_it(world: World) -> None:
    ticket = world.take(world.file("change"), "submit_urgent")
    world.user("clerk").memberships.create(organization=world.contract.agency, role="agency_lead")
    with pytest.raises(Forbidden):
        world.take(ticket, "authorize_urgent", who="clerk")


def test_authority_and_supervisor_hear_of_it_at_once(world: World) -> None:
    ticket = world.take(world.file("change"), "submit_urgent")
    assert world.told(ticket, "your_move") == {"lead"}
    assert world.told(ticket, "step") == {"officer"}
    ticket = world.take(ticket, "authorize_urgent")
    assert {"officer", "auditor", "clerk"} <= world.told(ticket, "step")
    assert {"desk", "manager"} <= world.told(ticket, "your_move")
