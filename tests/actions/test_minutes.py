"""会商纪要 by the door: both leads settle many claims at once; the side that proposed takes back what waits."""

from datetime import datetime, timedelta

import pytest

from tests.pages.claimed import claim, late_answer
from tests.world import NOW, World
from tickets import actions, audit
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Claim, Minutes, Statement, Ticket


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture
def faults(world: World) -> list[Ticket]:
    """Two faults of ten o'clock, each with an answer by telephone that was entered late."""
    return [late_answer(world.at(NOW)) for _each in range(2)]


def propose(world: World, faults: list[Ticket], who: str = "manager", minute: int = 4) -> Minutes:
    items = [(claim(one).pk, actions.Value(at(minute))) for one in faults]
    return actions.settle_together(items, text="双方核对通话记录", actor=world.user(who), now=world.now)


def test_one_agreement_settles_claims_on_several_orders(world: World, faults: list[Ticket]) -> None:
    minutes = propose(world, faults)
    actions.agree_minutes(minutes.pk, actor=world.user("lead"), now=world.now)
    for ticket in faults:
        assert (claim(ticket).state, claim(ticket).fact.standing_at) == ("accepted", at(4))
        assert [one.action for one in world.audit(ticket)][-2:] == ["claim.proposed", "claim.agreed"]


def test_whoever_proposed_takes_it_back_and_it_is_recorded(world: World, faults: list[Ticket]) -> None:
    minutes = propose(world, faults)
    taken = actions.withdraw_minutes(minutes.pk, actor=world.user("manager"), now=world.later(minutes=1).now)
    assert (taken.withdrawn_by, taken.withdrawn_at) == (world.user("manager"), world.now)
    for ticket in faults:
        assert claim(ticket).state == "pending"
        assert world.audit(ticket)[-1].action == "claim.taken_back"
        assert "lead" in world.told(ticket, "claim_taken_back")
    assert Statement.objects.filter(minutes=minutes, saying="taken_back").count() == 2


def test_what_is_taken_back_is_agreed_to_no_more_and_not_taken_back_twice(world: World, faults: list[Ticket]) -> None:
    minutes = propose(world, faults)
    actions.withdraw_minutes(minutes.pk, actor=world.user("manager"), now=world.now)
    for verb, who in ((actions.agree_minutes, "lead"), (actions.withdraw_minutes, "manager")):
        with pytest.raises(WrongState):
            verb(minutes.pk, actor=world.user(who), now=world.now)


def test_what_is_agreed_is_not_taken_back(world: World, faults: list[Ticket]) -> None:
    minutes = propose(world, faults)
    actions.agree_minutes(minutes.pk, actor=world.user("lead"), now=world.now)
    with pytest.raises(WrongState):
        actions.withdraw_minutes(minutes.pk, actor=world.user("manager"), now=world.now)


@pytest.mark.parametrize("who", ["lead", "clerk", "desk", "auditor", "outsider"])
def test_only_a_lead_of_the_side_that_proposed_takes_it_back(world: World, faults: list[Ticket], who: str) -> None:
    minutes = propose(world, faults)
    with pytest.raises(Forbidden):
        actions.withdraw_minutes(minutes.pk, actor=world.user(who), now=world.now)
    assert Minutes.objects.get().waiting


def test_one_settled_claim_holds_up_the_agreement_as_a_whole(world: World, faults: list[Ticket]) -> None:
    """The second of the two: none of the first one's order is written either."""
    minutes = propose(world, faults)
    actions.accept_claim(claim(faults[1]).pk, actor=world.user("clerk"), now=world.now)
    with pytest.raises(WrongState) as refused:
        actions.agree_minutes(minutes.pk, actor=world.user("lead"), now=world.now)
    assert faults[1].number in refused.value.message
    assert claim(faults[0]).state == "pending"
    assert actions.withdraw_minutes(minutes.pk, actor=world.user("manager"), now=world.now).withdrawn_at


def test_a_settled_claim_beside_an_open_one_of_its_order_is_not_settled_again(world: World) -> None:
    ticket = world.file("incident", "clerk")
    world.at(at(60))
    said = {"respond": {"note": "已受理", "happened_at": at(3).isoformat()}}
    said["recover"] = {"outcome": "业务已恢复", "happened_at": at(20).isoformat()}
    actions.stamp_late(ticket, said, late_reason="先抢修", actor=world.user("engineer"), now=world.now)
    first, second = Claim.objects.filter(ticket=ticket)
    items = [(one.pk, actions.Value(one.fact.stated_at)) for one in (first, second)]
    minutes = actions.settle_together(items, text="核对", actor=world.user("manager"), now=world.now)
    actions.withdraw_claim(second.pk, actor=world.user("engineer"), now=world.now)
    with pytest.raises(WrongState):
        actions.agree_minutes(minutes.pk, actor=world.user("lead"), now=world.now)
    assert Claim.objects.get(pk=second.pk).state == "withdrawn"


def test_each_value_out_of_bounds_is_named_by_its_claim(world: World, faults: list[Ticket]) -> None:
    with pytest.raises(Invalid) as refused:
        propose(world, faults, minute=-5)
    assert set(refused.value.errors) == {f"claims.{claim(one).pk}.happened_at" for one in faults}
    assert not Minutes.objects.exists()


def test_too_long_a_text_is_refused_and_not_cut(world: World, faults: list[Ticket]) -> None:
    items = [(claim(faults[0]).pk, actions.Value(at(4)))]
    with pytest.raises(Invalid) as refused:
        actions.settle_together(items, text="长" * 2001, actor=world.user("lead"), now=world.now)
    assert list(refused.value.errors) == ["minutes"]


@pytest.mark.parametrize("change", [{"text": "另有约定"}, {"side": "agency"}, {"agreed_at": None}])
def test_minutes_that_are_altered_past_the_door_are_named(
    world: World, faults: list[Ticket], change: dict[str, object]
) -> None:
    minutes = propose(world, faults)
    actions.agree_minutes(minutes.pk, actor=world.user("lead"), now=world.now)
    assert list(audit.verify_rows()) == []
    more = {"agreed_by": None} if "agreed_at" in change else {}
    Minutes.objects.filter(pk=minutes.pk).update(**change, **more)
    assert {fault.table for fault in audit.verify_rows()} == {"minutes"}
