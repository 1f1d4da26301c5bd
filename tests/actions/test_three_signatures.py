"""三方核查 (1.4): three parties sign what is there now; only a silent supervisor may be passed over, and late."""

from datetime import timedelta

import pytest

from tests.world import World
from tickets.errors import WrongState
from tickets.models import Ticket

SECOND = timedelta(seconds=1)


@pytest.fixture
def checking(world: World) -> Ticket:
    way = "submit approve record_filing accept submit_readiness"
    return world.take(world.file("go_live"), *way.split())


def test_two_signatures_release_nothing(world: World, checking: Ticket) -> None:
    ticket = world.take(checking, "sign_agency", "sign_provider")
    with pytest.raises(WrongState):
        world.take(ticket, "release")
    assert world.take(ticket, "sign_supervisor", "release").state == "scheduled"


def test_the_supervisor_has_his_time_to_its_last_instant(world: World, checking: Ticket) -> None:
    due = world.clock(checking, "go_live.check").due_at
    with pytest.raises(WrongState):
        world.at(due - SECOND).take(checking, "pass_over")

    ticket = world.at(due).take(checking, "pass_over")
    assert world.clock(ticket, "go_live.check").state == "breached"
    assert {"auditor", "officer"} <= world.told(ticket, "step") | world.told(ticket, "your_move")
    assert world.take(ticket, "sign_agency", "sign_provider", "release").state == "scheduled"


def test_passing_over_stands_in_for_nobody_but_the_supervisor(world: World, checking: Ticket) -> None:
    ticket = world.at(world.clock(checking, "go_live.check").due_at).take(checking, "pass_over", "sign_agency")
    with pytest.raises(WrongState):
        world.take(ticket, "release")


def test_a_failed_check_voids_every_signature(world: World, checking: Ticket) -> None:
    ticket = world.take(checking, "sign_agency", "sign_provider")
    ticket = world.later(minutes=1).take(ticket, "fail_check")
    assert not ticket.endorsements.filter(name__startswith="sign_", voided_at=None).exists()
    ticket = world.take(ticket, "submit_readiness", "sign_supervisor")
    with pytest.raises(WrongState):
        world.take(ticket, "release")


def test_no_party_signs_twice(world: World, checking: Ticket) -> None:
    ticket = world.take(checking, "sign_supervisor")
    with pytest.raises(WrongState):
        world.take(ticket, "sign_supervisor")
