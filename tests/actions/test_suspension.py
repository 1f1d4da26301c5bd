"""暂停对方计时: by the lead of the side that does not gain, on a ground of the clause, and undone by resuming."""

from datetime import datetime

import pytest

from tests.world import World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket

REPLACE = "staff.replace"


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.take(world.file("staff_replacement"), "submit", "issue_demand")


def test_the_agencys_lead_rests_the_providers_clock_and_lets_it_run_on(world: World, ticket: Ticket) -> None:
    world.take(ticket, "suspend", who="lead", ground="waiting_agency")
    assert world.clock(ticket, REPLACE).state == "paused"

    world.at(datetime(2026, 3, 5, 9, tzinfo=ZONE)).take(ticket, "resume", who="lead")

    clock = world.clock(ticket, REPLACE)
    assert (clock.state, clock.nominal_due) == ("running", datetime(2026, 3, 10, tzinfo=ZONE))
    rest = clock.pauses.get()
    assert (rest.reason, rest.by.username) == ("waiting_agency", "lead")


def test_the_provider_cannot_rest_its_own_clock(world: World, ticket: Ticket) -> None:
    with pytest.raises(Forbidden):
        world.take(ticket, "suspend", who="manager", ground="waiting_agency")
    assert world.clock(ticket, REPLACE).state == "running"


def test_a_ground_that_the_clause_does_not_list_is_refused_at_the_field(world: World, ticket: Ticket) -> None:
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "suspend", who="lead", ground="third_party")
    assert "ground" in refused.value.errors


def test_force_majeure_holds_for_every_clock(world: World, ticket: Ticket) -> None:
    world.take(ticket, "suspend", who="lead", ground="force_majeure")
    assert world.clock(ticket, REPLACE).state == "paused"


def test_the_reason_is_asked_for(world: World, ticket: Ticket) -> None:
    with pytest.raises(Invalid) as refused:
        actions.perform(
            ticket, "suspend", actor=world.user("lead"), now=world.now, ground="waiting_agency", comment=" "
        )
    assert "comment" in refused.value.errors


def test_what_is_suspended_is_not_suspended_twice(world: World, ticket: Ticket) -> None:
    world.take(ticket, "suspend", who="lead", ground="waiting_agency")
    with pytest.raises((Forbidden, WrongState)):
        world.take(ticket, "suspend", who="lead", ground="waiting_agency")


def test_a_true_report_is_taken_during_a_suspension_and_both_rest_the_clock_once(world: World, ticket: Ticket) -> None:
    world.take(ticket, "suspend", who="lead", ground="waiting_agency")

    ticket = world.later(days=1).take(ticket, "nominate")

    clock = world.clock(ticket, REPLACE)
    assert [rest.reason for rest in clock.pauses.all()] == ["waiting_agency", "nominee_under_review"]
    world.later(days=1).take(ticket, "resume", who="lead")
    assert world.clock(ticket, REPLACE).state == "paused"
