"""保密资料交还 (15.5): five days from the demand, nothing kept, and what is destroyed is certified."""

from datetime import datetime
from io import BytesIO

import pytest

from tests.world import PDF, World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, WrongState
from tickets.models import Interpretation, Ticket

HAND_BACK = "secrecy_return.hand_back"


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=ZONE)


@pytest.fixture
def demanded(world: World) -> Ticket:
    return world.take(world.file("secrecy_return"), "submit", "issue_return")


def test_five_days_run_from_the_demand_with_a_day_as_the_target(world: World, demanded: Ticket) -> None:
    clock = world.clock(demanded, HAND_BACK)
    assert (clock.party, clock.due_at, clock.target_at) == ("provider", at(10), at(3, 10))


def test_where_a_demand_takes_effect_by_its_receipt_they_run_from_there(world: World) -> None:
    Interpretation.objects.filter(contract=world.contract, key="notice.effect").update(value="receipt")
    ticket = world.take(world.file("secrecy_return"), "submit", "issue_return")
    assert not ticket.deadlines.filter(code=HAND_BACK).exists()
    world.at(at(4, 9)).take(ticket, "acknowledge")
    assert world.clock(ticket, HAND_BACK).due_at == at(10)


def test_what_is_not_complete_is_returned_and_the_time_since_counts(world: World, demanded: Ticket) -> None:
    reported = world.at(at(4, 10)).take(demanded, "report_returned")
    assert world.clock(reported, HAND_BACK).state == "paused"
    world.at(at(5, 10)).take(reported, "return_goods", missing="缺第二份")
    clock = world.clock(reported, HAND_BACK)
    assert (clock.state, clock.due_at) == ("running", at(10))


def test_what_is_to_be_destroyed_is_not_reported_without_its_certificate(world: World) -> None:
    ticket = world.take(world.file("secrecy_return", mode="destroy"), "submit", "issue_return")
    with pytest.raises(WrongState):
        world.take(ticket, "report_returned")
    engineer = {"actor": world.user("engineer"), "now": world.now}
    actions.attach(ticket, "destruction_proof", name="证明.pdf", stream=BytesIO(PDF), **engineer)
    assert world.take(ticket, "report_returned").state == "checking"


def test_whoever_asked_for_it_does_not_issue_the_demand(world: World) -> None:
    ticket = world.take(world.file("secrecy_return"), "submit")
    with pytest.raises(Forbidden):
        world.take(ticket, "issue_return", who="clerk")
