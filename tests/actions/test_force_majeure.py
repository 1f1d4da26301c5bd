"""不可抗力 (14): told in writing, proved in fifteen days, confirmed by the other side; only then it rests clocks."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Claim, Deadline, Ticket

PROOF, REPLACE = "force_majeure.proof", "staff.replace"


def at(day: int, hour: int = 10, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


@pytest.fixture
def owed(world: World) -> Ticket:
    """The provider is to replace somebody, since Monday at ten."""
    return world.take(world.file("staff_replacement"), "submit", "issue_demand")


def told(world: World, **said: Any) -> Ticket:
    """Told by the provider on Tuesday at ten: since Monday at noon."""
    occurred = {"occurred_at": at(2, 12).isoformat(), "late_reason": "道路中断"}
    return world.at(at(3)).file("force_majeure", **occurred | said)


def replacing(world: World, owed: Ticket) -> Deadline:
    return world.clock(owed, REPLACE)


def test_the_proof_is_due_fifteen_days_from_the_occurrence(world: World) -> None:
    occurred = {"occurred_at": at(11, month=9).isoformat(), "late_reason": "道路中断"}
    ticket = world.at(at(14, month=9)).file("force_majeure", **occurred)
    clock = world.clock(ticket, PROOF)
    assert (clock.party, clock.internal, clock.due_at) == ("provider", False, at(29, 0, month=9))


def test_unconfirmed_it_rests_nothing_and_confirmed_from_the_occurrence_on(world: World, owed: Ticket) -> None:
    ticket = world.take(told(world), "submit_proof")
    assert replacing(world, owed).state == "running"
    for who in ("clerk", "manager", "auditor"):
        with pytest.raises(Forbidden):
            world.take(ticket, "confirm_event", who=who)
    world.take(ticket, "confirm_event")
    clock = replacing(world, owed)
    assert (clock.state, [one.started_at for one in clock.pauses.all()]) == ("paused", [at(2, 12)])
    assert world.audit(owed)[-1].data["order"] == ticket.number


def test_it_rests_until_it_is_over_what_began_meanwhile_too(world: World, owed: Ticket) -> None:
    before = replacing(world, owed).nominal_due
    ticket = world.take(told(world), "submit_proof", "confirm_event")
    later = world.at(at(4)).take(world.file("incident"), "respond")
    world.at(at(6)).take(ticket, "report_over", ended_at=at(5, 12).isoformat())
    clock = replacing(world, owed)
    assert (clock.state, clock.nominal_due) == ("running", before + timedelta(days=2))
    rest = world.clock(later, "incident.handle").pauses.get(voided=False)
    assert (rest.started_at, rest.ended_at) == (at(4), at(5, 12))


def test_only_the_kinds_and_the_systems_that_are_named_rest(world: World, owed: Ticket) -> None:
    fault = world.at(at(3)).take(world.file("incident"), "respond")
    other = world.take(world.file("incident", system=world.contract.systems.exclude(pk=world.system.pk)[0]), "respond")
    rows = [{"affected_kind": "incident"}]
    ticket = told(world, affected_duties=rows, systems=[world.system.code])
    world.take(ticket, "submit_proof", "confirm_event")
    assert world.clock(fault, "incident.handle").state == "paused"
    assert world.clock(other, "incident.handle").state == "running"
    assert replacing(world, owed).state == "running"


@pytest.mark.parametrize("way", ["confirm_event", "decide_event"])
def test_less_than_was_claimed_may_be_confirmed_and_what_is_not_rests_nothing(
    world: World, owed: Ticket, way: str
) -> None:
    """Must-hold 23: confirmed, only its duties and systems; whoever confirms or decides narrows both."""
    fault = world.at(at(3)).take(world.file("incident"), "respond")
    beside = world.contract.systems.exclude(pk=world.system.pk)[0]
    other = world.take(world.file("incident", system=beside), "respond")
    ticket = world.take(told(world, systems=[world.system.code, beside.code]), "submit_proof")
    ticket = world.take(ticket, "contest_event") if way == "decide_event" else ticket
    less = {"confirmed_systems": [world.system.code], "confirmed_duties": [{"affected_kind": "incident"}]}
    ticket = world.take(ticket, way, **less)
    assert world.clock(fault, "incident.handle").state == "paused"
    assert (world.clock(other, "incident.handle").state, replacing(world, owed).state) == ("running", "running")
    later = world.at(at(4)).take(world.file("incident", system=beside), "respond")
    world.at(at(6)).take(ticket, "report_over", ended_at=at(5, 12).isoformat())
    assert not world.clock(later, "incident.handle").pauses.exists()


def test_no_more_is_confirmed_than_was_claimed(world: World) -> None:
    rows = [{"affected_kind": "incident"}]
    ticket = world.take(told(world, affected_duties=rows, systems=[world.system.code]), "submit_proof")
    for more, field in (
        ({"confirmed_systems": ["energy-sensing"]}, "confirmed_systems"),
        ({"confirmed_duties": [{"affected_kind": "restart"}]}, "confirmed_duties"),
    ):
        with pytest.raises(Invalid) as refused:
            world.take(ticket, "confirm_event", **more)
        assert set(refused.value.errors) == {field}


def test_the_agencys_own_duties_rest_by_the_providers_word(world: World) -> None:
    order = world.take(world.file("onboarding"), "submit")
    ticket = world.file("force_majeure", "clerk")
    world.take(ticket, "submit_proof", "confirm_event")
    assert world.clock(order, "common.approve").state == "paused"


@pytest.mark.parametrize(("verdict", "end", "clock"), [
    ("decide_event", "interrupted", "paused"), ("decide_against", "rejected", "running"),
])  # fmt: skip
def test_what_is_contested_is_decided_by_the_supervisor_alone(
    world: World, owed: Ticket, verdict: str, end: str, clock: str
) -> None:
    ticket = world.take(told(world), "submit_proof", "contest_event")
    for who in ("lead", "manager"):
        with pytest.raises(Forbidden):
            world.take(ticket, verdict, who=who)
    assert (world.take(ticket, verdict).state, replacing(world, owed).state) == (end, clock)
    assert Claim.objects.filter(ticket=owed).count() == (end == "interrupted")


def test_a_carriers_failure_says_whose_network_it_is_and_excuses_nothing_by_itself(world: World, owed: Ticket) -> None:
    with pytest.raises(Invalid) as refused:
        told(world, event="carrier")
    assert set(refused.value.errors) == {"own_network"}
    ticket = world.take(told(world, event="carrier", own_network=True), "submit_proof")
    assert replacing(world, owed).state == "running"
    world.take(ticket, "confirm_event")
    assert replacing(world, owed).pauses.get().reason == "carrier"


def test_what_is_not_proved_in_time_goes_to_the_supervisor(world: World) -> None:
    ticket = told(world)
    with pytest.raises(WrongState):
        world.take(ticket, "refer_unproven", who="lead")
    assert world.at(at(18)).take(ticket, "refer_unproven", who="lead").state == "deciding"


def test_the_other_side_may_confirm_without_proof_and_return_a_poor_one(world: World) -> None:
    ticket = world.take(told(world), "submit_proof", "return_proof")
    assert (ticket.state, world.clock(ticket, PROOF).state) == ("claimed", "running")
    assert world.take(ticket, "confirm_unproven").state == "interrupted"


def test_once_it_is_over_both_agree_on_paper_what_follows(world: World) -> None:
    ticket = world.take(world.file("force_majeure"), "submit_proof", "confirm_event", "report_watch", "say_over")
    assert world.clock(ticket, "force_majeure.negotiate").party == "agency"
    assert world.take(ticket, "conclude").state == "closed"


def test_nothing_is_told_that_lies_further_back_than_the_contract_is_read(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.at(at(20)).file("force_majeure", occurred_at=at(5, 9).isoformat(), late_reason="道路中断")
    assert set(refused.value.errors) == {"occurred_at"}


def test_what_began_when_it_was_over_rests_no_more(world: World, owed: Ticket) -> None:
    ticket = world.take(told(world), "submit_proof", "confirm_event")
    world.at(at(4)).take(owed, "nominate")
    later = world.take(world.file("incident"), "respond")
    world.at(at(6)).take(ticket, "report_over", ended_at=at(3, 12).isoformat())
    assert not world.clock(later, "incident.handle").pauses.filter(voided=False).exists()
    assert not Deadline.objects.filter(ticket=owed, pauses__reason="force_majeure", pauses__ended_at=None,
                                       pauses__voided=False).exists()  # fmt: skip


def test_what_is_over_as_it_begins_has_rested_nothing(world: World, owed: Ticket) -> None:
    ticket = world.take(told(world), "submit_proof", "confirm_event")
    world.take(ticket, "report_over", ended_at=at(2, 12).isoformat())
    clock = replacing(world, owed)
    assert (clock.state, clock.pauses.filter(voided=False).exists()) == ("running", False)
