"""保密资料交还 (15.5): five days from the demand, nothing kept, and what is destroyed is certified."""

from datetime import date, datetime
from io import BytesIO

import pytest

from tests.world import PDF, World
from tickets import actions
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Contract, Interpretation, Recurrence, Ticket

HAND_BACK, INSTRUCT = "secrecy_return.hand_back", "secrecy_return.instruct"


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=ZONE)


@pytest.fixture
def demanded(world: World) -> Ticket:
    return world.take(world.file("secrecy_return"), "submit", "issue_return")


@pytest.fixture
def over(world: World) -> World:
    """On Saturday 10 October 2026, a day of work, the day after the last of the service."""
    Contract.objects.filter(pk=world.contract.pk).update(starts=date(2025, 10, 10), ends=date(2026, 10, 9))
    world.contract.refresh_from_db()
    return world.at(datetime(2026, 10, 10, 12, tzinfo=ZONE))


def drafted(over: World) -> Ticket:
    actions.open_recurring(over.now)
    return Recurrence.objects.get(rule="secrecy_return.opened", contract=over.contract).ticket


def named(over: World, ticket: Ticket) -> Ticket:
    """The clerk has written down what is to come back."""
    said = {"items": [{"material": "网络拓扑图", "copies": 1}]}
    return actions.edit(ticket, actor=over.user("clerk"), now=over.now, version=ticket.version, fields=said)


def test_when_the_service_is_over_a_draft_is_with_the_clerk_once_and_nobody_else_sees_it(over: World) -> None:
    ticket = drafted(over)
    assert (ticket.state, ticket.opened_by, ticket.sent_at) == ("draft", None, None)
    assert over.told(ticket, "your_move") == {"clerk"}
    clock = over.clock(ticket, INSTRUCT)
    assert (clock.party, clock.due_at, clock.internal) == ("agency", datetime(2026, 10, 23, tzinfo=ZONE), True)
    actions.open_recurring(over.later(days=3).now)
    assert over.contract.tickets.filter(kind="secrecy_return").count() == 1


@pytest.mark.parametrize("off", ["switch", "clause"])
def test_without_its_clause_or_switched_off_nothing_is_drafted(over: World, off: str) -> None:
    if off == "switch":
        over.contract.interpretations.filter(key="secrecy_return.opened").update(value="off")
    else:  # as in a contract that was loaded before the service asked for it
        over.contract.clauses.filter(code=INSTRUCT).delete()
        over.contract.interpretations.filter(key="secrecy_return.opened").delete()
    actions.open_recurring(over.now)
    assert not over.contract.tickets.filter(kind="secrecy_return").exists()


def test_the_draft_is_completed_before_it_is_sent_on(over: World) -> None:
    ticket = drafted(over)
    with pytest.raises(Invalid) as refused:
        over.take(ticket, "submit", who="clerk")
    assert "items" in refused.value.errors
    assert over.take(named(over, ticket), "submit", who="clerk").state == "approving"


def test_issuing_the_demand_ends_the_time_for_it_and_taking_the_draft_back_does_not(over: World) -> None:
    ticket = over.take(named(over, drafted(over)), "submit", "withdraw", who="clerk")
    assert (ticket.state, over.clock(ticket, INSTRUCT).open) == ("draft", True)
    over.take(ticket, "submit", "issue_return")
    assert (over.clock(ticket, INSTRUCT).stopped_at, over.clock(ticket, HAND_BACK).open) == (over.now, True)


def test_what_was_asked_for_already_ends_with_the_clerks_word(over: World) -> None:
    ticket = over.take(drafted(over), "discard", who="clerk")
    assert (ticket.state, over.clock(ticket, INSTRUCT).cancelled) == ("discarded", True)


def test_a_demand_of_peoples_own_has_no_such_limit(demanded: Ticket) -> None:
    assert not demanded.deadlines.filter(code=INSTRUCT).exists()


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
