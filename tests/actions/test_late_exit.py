"""Too late to leave alone, lawful together: the provider applies late, the agency consents (13.1, 20.2)."""

from datetime import datetime

import pytest

from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket


@pytest.fixture
def late(world: World) -> Ticket:
    """The day after the last lawful one: the term of the contract ends on 31 December 2026."""
    return world.at(datetime(2026, 7, 1, 9, tzinfo=ZONE)).file("provider_exit", "manager")


def test_alone_the_provider_is_refused_and_told_the_way(world: World, late: Ticket) -> None:
    with pytest.raises(WrongState, match="双方协商一致"):
        world.take(late, "apply", who="manager")


def test_both_sides_make_it_lawful_each_by_an_act_of_their_own(world: World, late: Ticket) -> None:
    ticket = world.take(late, "apply_late")
    assert ticket.state == "agreeing"
    assert ticket.attachments.filter(slot="mutual_agreement").exists()
    assert world.clock(ticket, "provider_exit.decide").state == "running"
    with pytest.raises(Forbidden):
        world.take(ticket, "consent_late", who="manager")
    with pytest.raises(Forbidden):
        world.take(ticket, "consent_late", who="clerk")

    ticket = world.take(ticket, "consent_late")
    assert ticket.state == "reviewing"
    assert ticket.endorsements.get(name="late_consent").by == world.user("lead")
    assert {"officer", "auditor"} <= world.told(ticket, "step")
    assert world.take(ticket, "permit_exit").state == "inventorying"


def test_the_lead_may_refuse_or_return_it(world: World, late: Ticket) -> None:
    returned = world.take(late, "apply_late", "return_application")
    assert returned.state == "returned_by_agency"
    with pytest.raises(WrongState, match="双方协商一致"):
        world.take(returned, "reapply")  # nobody has consented yet
    consented = world.take(returned, "apply_late", "consent_late", "return_application")
    assert world.take(consented, "reapply").state == "reviewing"  # day and scope stay (M14)
    other = world.take(world.file("provider_exit", "manager"), "apply_late", "refuse")
    assert other.state == "refused"


def test_in_time_nothing_is_agreed(world: World) -> None:
    with pytest.raises(WrongState, match="尚未逾期"):
        world.take(world.file("provider_exit", "manager"), "apply_late")


LEFT = "apply permit_exit submit_inventory agree_inventory report_moved accept_move"


def test_the_exits_number_is_that_of_a_filed_order_where_there_is_one(world: World) -> None:
    ticket = world.take(world.file("provider_exit", "manager"), *LEFT.split())
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "confirm_stable", exit_filing_no="随便写的", exit_filed_on=None)
    assert list(refused.value.errors) == ["exit_filed_on"]

    world.take(world.file("exit"), "submit", "approve", "record_filing", filing_no="BA-2026-0077")
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "confirm_stable", exit_filing_no="随便写的")
    assert list(refused.value.errors) == ["exit_filing_no"]
    assert "BA-2026-0077" in refused.value.errors["exit_filing_no"][0]
    ticket = world.take(ticket, "confirm_stable", exit_filing_no="BA-2026-0077", exit_filed_on=None)
    assert ticket.state == "shutting_down"
