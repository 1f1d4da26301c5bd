"""争议 (16): answered, talked over, settled on the other side's terms, or judged; it stops no duty."""

from datetime import datetime

import pytest

from tests.world import World
from tickets.datelaw.types import ZONE
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Ticket

ANSWER, NEGOTIATE, UPDATE = "dispute.answer", "dispute.negotiate", "dispute.update"


def at(day: int, month: int = 3, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


@pytest.fixture
def talks(world: World) -> Ticket:
    """Opened by the agency, answered by the provider."""
    return world.take(world.file("dispute"), "answer")


@pytest.mark.parametrize(("opener", "other"), [("lead", "manager"), ("manager", "lead")])
def test_the_lead_of_the_other_side_answers_within_ten_working_days(world: World, opener: str, other: str) -> None:
    ticket = world.file("dispute", opener)
    party = {"lead": "agency", "manager": "provider"}
    clock = world.clock(ticket, ANSWER)
    assert (clock.party, clock.internal, clock.due_at) == (party[other], True, at(17, hour=0))
    assert other in world.told(ticket, "your_move")
    for wrong in (opener, "clerk", "desk", "auditor"):
        with pytest.raises(Forbidden):
            world.take(ticket, "answer", who=wrong)
    answered = world.take(ticket, "answer")
    assert (answered.state, world.clock(answered, NEGOTIATE).party) == ("negotiating", party[opener])


def test_it_goes_on_without_an_answer_once_the_time_is_over(world: World) -> None:
    ticket = world.file("dispute")
    with pytest.raises(WrongState):
        world.take(ticket, "go_on")
    assert world.at(at(17, hour=1)).take(ticket, "go_on").state == "negotiating"
    assert world.clock(ticket, ANSWER).late(world.now)


def test_nobody_settles_on_the_terms_of_their_own_side(world: World, talks: Ticket) -> None:
    for name in ("settle", "settle_as_offered"):
        with pytest.raises(WrongState):
            world.take(talks, name)
    offered = world.take(talks, "propose_terms", who="lead")
    with pytest.raises(WrongState):
        world.take(offered, "settle", who="lead")
    closed = world.take(offered, "settle_as_offered", who="manager")
    assert (closed.state, world.clock(closed, NEGOTIATE).state) == ("closed", "cancelled")
    assert "finance" in world.told(closed, "step")


def test_a_counter_offer_takes_the_place_of_the_offer(world: World, talks: Ticket) -> None:
    ticket = world.take(world.take(talks, "propose_terms", who="lead"), "propose_terms", who="manager")
    with pytest.raises(WrongState):
        world.take(ticket, "settle_as_offered", who="manager")
    assert world.take(ticket, "settle", who="lead").state == "closed"


def test_talks_that_go_on_get_their_time_anew(world: World, talks: Ticket) -> None:
    assert world.clock(talks, NEGOTIATE).due_at == at(2, 4, hour=0)
    ticket = world.at(at(25)).take(talks, "go_on_talking")
    assert (world.clock(ticket, NEGOTIATE).round, world.clock(ticket, NEGOTIATE).due_at) == (2, at(25, 4, hour=0))


def test_what_goes_to_the_court_is_followed_until_its_judgment_is_final(world: World, talks: Ticket) -> None:
    with pytest.raises(Forbidden):
        world.take(talks, "go_to_court", who="manager")
    ticket = world.take(talks, "go_to_court")
    assert (world.clock(ticket, NEGOTIATE).state, world.clock(ticket, UPDATE).party) == ("cancelled", "agency")
    ticket = world.at(at(1, 6)).take(ticket, "update")
    assert world.clock(ticket, UPDATE).round == 2
    with pytest.raises(Invalid) as refused:
        world.take(ticket, "record_judgment", judged_on="2026-06-02")
    assert set(refused.value.errors) == {"judged_on"}
    assert world.take(ticket, "hand_in_judgment", judged_on="2026-05-20").state == "closed"


def test_it_may_be_settled_before_the_court(world: World, talks: Ticket) -> None:
    ticket = world.take(world.take(talks, "go_to_court"), "propose_terms", who="manager")
    assert world.take(ticket, "settle").state == "closed"


def test_a_dispute_stops_no_clock_of_the_order_that_it_is_about(world: World) -> None:
    order = world.take(world.file("onboarding"), "submit")
    before = world.clock(order, "common.approve")
    ticket = world.take(world.file("dispute", related=[{"related_order": order.number}]), "answer", "go_to_court")
    after = world.clock(order, "common.approve")
    assert (after.state, after.due_at) == (before.state, before.due_at)
    with pytest.raises(Forbidden):
        world.take(ticket, "withdraw", who="manager")
    assert world.take(ticket, "withdraw").state == "withdrawn"
