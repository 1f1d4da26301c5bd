"""临时扩容 (3.5): it ends, is given back or reclaimed, and only then closed."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.world import World
from tickets import ledger
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket

END = date(2026, 4, 1)
WAY = "submit approve record_filing accept start_work deliver confirm_temporary"


def after(day: date, days: int = 1) -> datetime:
    return datetime.combine(day + timedelta(days=days), time(9), ZONE)


@pytest.fixture
def in_effect(world: World) -> Ticket:
    ticket = world.file("change", term="temporary", end_date=END.isoformat())
    return world.take(ticket, *WAY.split())


def used(world: World) -> int:
    return ledger.balances(world.contract).get(code="vcpu").used


def test_it_is_in_effect_and_in_use_until_its_end(world: World, in_effect: Ticket) -> None:
    clock = world.clock(in_effect, "change.temporary_end")
    assert (in_effect.state, in_effect.final, used(world)) == ("in_effect", False, 4)
    assert (clock.state, clock.party, clock.last_day) == ("running", "agency", END)
    assert clock.due_at == datetime(2026, 4, 2, tzinfo=ZONE)


def test_a_temporary_growth_is_not_closed_by_a_plain_confirmation(world: World) -> None:
    ticket = world.file("change", term="temporary", end_date=END.isoformat())
    ticket = world.take(ticket, *WAY.split()[:-1])
    with pytest.raises(WrongState):
        world.take(ticket, "confirm")


def test_given_back_it_is_out_of_use_once_the_agency_confirms(world: World, in_effect: Ticket) -> None:
    ticket = world.take(in_effect, "give_back", "report_undone")
    assert used(world) == 4
    with pytest.raises(WrongState):
        world.take(ticket, "confirm_undone")
    with pytest.raises(WrongState):
        world.take(ticket, "retry")

    ticket = world.take(ticket, "confirm_reclaimed")
    assert (ticket.state, used(world)) == ("closed", 0)
    assert world.clock(ticket, "change.temporary_end").state == "met"


def test_the_provider_may_take_it_back_only_when_it_has_ended(world: World, in_effect: Ticket) -> None:
    with pytest.raises(WrongState):
        world.at(after(END, 0)).take(in_effect, "reclaim_expired")
    ticket = world.at(after(END)).take(in_effect, "reclaim_expired")
    assert ticket.state == "undoing"
    assert world.clock(ticket, "change.temporary_end").state == "breached"


def test_an_agreed_extension_gives_the_clock_another_end(world: World, in_effect: Ticket) -> None:
    later = END + timedelta(days=30)
    ticket = world.take(in_effect, "ask_extension", end_date=later.isoformat())
    assert (ticket.fields["end_date"], world.clock(ticket, "change.temporary_end").last_day) == (END.isoformat(), END)
    ticket = world.take(ticket, "extend_temporary")

    rounds = [
        (one.state, one.last_day) for one in ticket.deadlines.filter(code="change.temporary_end").order_by("round")
    ]
    assert rounds == [("cancelled", END), ("running", later)]
    assert ticket.fields["end_date"] == later.isoformat()
    with pytest.raises(WrongState):
        world.at(after(END)).take(ticket, "reclaim_expired")


@pytest.mark.parametrize("end", [END, END - timedelta(days=1)])
def test_an_extension_lies_beyond_the_present_end(world: World, in_effect: Ticket, end: date) -> None:
    with pytest.raises(Invalid) as refused:
        world.take(in_effect, "ask_extension", end_date=end.isoformat())
    assert set(refused.value.errors) == {"end_date"}


def test_neither_side_extends_alone_and_the_provider_may_decline(world: World, in_effect: Ticket) -> None:
    with pytest.raises(WrongState, match="使用单位尚未提出延期"):
        world.take(in_effect, "extend_temporary")
    with pytest.raises(Forbidden):
        world.take(in_effect, "ask_extension", who="manager")
    ticket = world.take(in_effect, "ask_extension", end_date=(END + timedelta(days=9)).isoformat())
    with pytest.raises(Forbidden):
        world.take(ticket, "extend_temporary", who="lead")

    ticket = world.take(ticket, "decline_extension")
    assert (ticket.state, ticket.fields["end_date"]) == ("in_effect", END.isoformat())
    assert world.take(ticket, "ask_extension", end_date=(END + timedelta(days=9)).isoformat()).state == "in_effect"


def test_it_ends_within_the_term_and_is_not_extended_beyond_it(world: World, in_effect: Ticket) -> None:
    beyond = (world.contract.ends + timedelta(days=1)).isoformat()
    with pytest.raises(Invalid) as refused:
        world.take(world.file("change", term="temporary", end_date=beyond), "submit")
    assert "2026年12月31日" in refused.value.errors["end_date"][0]
    with pytest.raises(Invalid) as refused:
        world.take(in_effect, "ask_extension", end_date="2030-01-01")
    assert set(refused.value.errors) == {"end_date"}


def test_it_is_not_put_into_effect_after_a_term_that_ended_early(world: World) -> None:
    ticket = world.file("change", term="temporary", end_date=END.isoformat())
    ticket = world.take(ticket, *WAY.split()[:-1])
    world.take(world.file("switchover", end_date=world.now.date().isoformat()), "submit", "issue_notice")
    with pytest.raises(WrongState, match="服务至2026年3月2日止"):
        world.take(ticket, "confirm_temporary")


def test_a_growth_whose_end_has_passed_no_longer_takes_effect(world: World) -> None:
    ticket = world.file("change", term="temporary", end_date=END.isoformat())
    ticket = world.take(ticket, *WAY.split()[:-1])
    with pytest.raises(WrongState):
        world.at(after(END)).take(ticket, "confirm_temporary")


def test_beyond_the_contract_it_depends_on_agreement(world: World) -> None:
    beyond = [{"line": "vcpu", "quantity": 500}]
    ticket = world.file("change", term="temporary", end_date=END.isoformat(), lines=beyond)
    ticket = world.take(ticket, "submit", "approve", "record_filing", "decline_temporary")
    assert ticket.state == "not_agreed"
    assert not ticket.deadlines.filter(stopped_at=None).exists()
