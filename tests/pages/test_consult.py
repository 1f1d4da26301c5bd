"""加签 and 转交: a colleague's opinion is asked for before a decision, and a decision is passed on."""

from datetime import timedelta

import pytest

from accounts.models import User
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets import actions, queries
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Consultation, Ticket
from tickets.pages.parts.visit import Visit


def submitted(world: World) -> Ticket:
    ticket = world.take(world.file("restart"), "submit")
    world.later(minutes=1)
    return ticket


def second_lead(world: World) -> User:
    found = User.objects.create(username="lead2", name="演示·副职负责人")
    found.memberships.create(organization=world.contract.agency, role="agency_lead")
    return found


def ask(world: World, ticket: Ticket, of: str = "clerk", who: str = "lead") -> Consultation:
    return actions.consult(ticket, of, "窗口是否避开了早高峰？", actor=world.user(who), now=world.now)


def duties(world: World, who: str) -> int:
    here = Visit(world.user(who), world.now)
    return queries.todo(here.roles_held(), world.now).count()


def test_who_decides_asks_a_colleague_who_finds_it_and_answers(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    path = f"/tickets/{ticket.number}/"
    assert "请同事会签" in visitor.get("lead", path)
    visitor.post("lead", f"{path}consult/", {"who": "finance", "question": "费用是否已列支？"})
    assert f"尚待{world.user('finance')}的会签意见" in words(visitor.get("lead", path))
    todo = words(visitor.get("finance", "/"))
    assert "待会签 1" in todo
    assert "费用是否已列支？" in todo
    row = Consultation.objects.get()
    visitor.post("finance", f"{path}consult/opinion/", {"consultation": row.pk, "opinion": "已列支，同意。"})
    assert "已列支，同意。" in words(visitor.get("lead", path))
    assert "待会签" not in visitor.get("finance", "/")
    assert [entry.action for entry in world.audit(ticket)][-2:] == ["consult.asked", "consult.given"]
    assert world.told(ticket, "consult_asked") == {"finance"}
    assert world.told(ticket, "consult_given") == {"lead"}


def test_the_count_beside_the_menu_counts_it(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    ask(world, ticket, of="finance")
    assert '<span class="badge">1</span>' in visitor.get("finance", "/tickets/")


def test_it_holds_up_nothing_and_is_over_once_it_is_decided(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    row = ask(world, ticket, of="finance")
    world.later(minutes=1)
    world.take(ticket, "approve_restart")
    assert "待会签" not in visitor.get("finance", "/")
    with pytest.raises(WrongState):
        actions.give_opinion(ticket, row.pk, "晚了", actor=world.user("finance"), now=world.now)


def test_who_asked_may_withdraw_it(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    row = ask(world, ticket, of="finance")
    visitor.post("lead", f"/tickets/{ticket.number}/consult/withdraw/", {"consultation": row.pk})
    assert "待会签" not in visitor.get("finance", "/")


def test_only_a_colleague_is_asked_and_only_once(world: World) -> None:
    ticket = submitted(world)
    for stranger in ("desk", "officer", "lead", "nobody"):
        with pytest.raises(Invalid):
            ask(world, ticket, of=stranger)
    ask(world, ticket, of="finance")
    with pytest.raises(WrongState):
        ask(world, ticket, of="finance")
    with pytest.raises(Invalid):
        actions.consult(ticket, "clerk", "  ", actor=world.user("lead"), now=world.now)


def test_only_who_decides_asks_and_only_who_was_asked_answers(world: World) -> None:
    ticket = submitted(world)
    with pytest.raises(Forbidden):
        ask(world, ticket, of="finance", who="clerk")
    row = ask(world, ticket, of="finance")
    for who in ("clerk", "lead", "desk"):
        with pytest.raises(Forbidden):
            actions.give_opinion(ticket, row.pk, "同意", actor=world.user(who), now=world.now)
    with pytest.raises(Forbidden):
        actions.withdraw_question(ticket, row.pk, actor=world.user("finance"), now=world.now)


def test_a_colleague_is_asked_again_in_the_next_round(world: World) -> None:
    ticket = submitted(world)
    ask(world, ticket, of="finance")
    world.later(minutes=1)
    ticket = world.take(ticket, "return_to_clerk", "resubmit")
    world.later(minutes=1)
    ask(world, ticket, of="finance")
    assert queries.consultations(world.user("finance")).count() == 1


def test_a_decision_is_passed_on_to_another_holder_of_the_role(world: World, visitor: Visitor) -> None:
    second_lead(world)
    ticket = submitted(world)
    assert (duties(world, "lead"), duties(world, "lead2")) == (1, 1)
    visitor.post("lead", f"/tickets/{ticket.number}/pass-on/", {"who": "lead2", "reason": "外出开会"})
    assert (duties(world, "lead"), duties(world, "lead2")) == (0, 1)
    assert world.told(ticket, "passed_on") == {"lead2"}
    assert "外出开会" in words(visitor.get("lead2", f"/tickets/{ticket.number}/"))


def test_the_other_holders_read_to_whom_and_may_still_act(world: World, visitor: Visitor) -> None:
    second_lead(world)
    third = User.objects.create(username="lead3", name="演示·第三负责人")
    third.memberships.create(organization=world.contract.agency, role="agency_lead")
    ticket = submitted(world)
    actions.pass_on(ticket, "lead2", "外出开会", actor=world.user("lead"), now=world.now)
    told = f"{world.user('lead')}已转交{world.user('lead2')}办理"
    for who in ("lead", "lead3"):
        assert duties(world, who) == 0
        assert f"{told}，您也可办理" in words(visitor.get(who, "/?show=waiting"))
        page = words(visitor.get(who, f"/tickets/{ticket.number}/"))
        assert f"{told} 外出开会 已列入对方待办。您同样承担该项职责，仍可直接办理。" in page
        assert "待您办理" not in page
    assert told in words(visitor.get("clerk", "/?show=waiting"))
    assert "您也可办理" not in words(visitor.get("clerk", "/?show=waiting"))
    assert "仍可直接办理" not in words(visitor.get("lead2", f"/tickets/{ticket.number}/"))
    world.take(ticket, "approve_restart", who="lead3")


@pytest.mark.parametrize("who", ["lead", "lead2"])
def test_either_undoes_it(world: World, visitor: Visitor, who: str) -> None:
    second_lead(world)
    ticket = submitted(world)
    actions.pass_on(ticket, "lead2", "外出开会", actor=world.user("lead"), now=world.now)
    visitor.post(who, f"/tickets/{ticket.number}/pass-back/", {})
    assert (duties(world, "lead"), duties(world, "lead2")) == (1, 1)


def test_it_outlasts_what_is_done_beside_and_ends_with_the_state(world: World) -> None:
    second_lead(world)
    ticket = submitted(world)
    actions.pass_on(ticket, "lead2", "外出开会", actor=world.user("lead"), now=world.now)
    world.hand_in(ticket, ticket.machine.by_step["submit"], world.user("clerk"))
    actions.comment(ticket, "请尽快", actor=world.user("clerk"), now=world.now + timedelta(minutes=1))
    assert duties(world, "lead") == 0
    world.later(minutes=5)
    world.take(ticket, "return_to_clerk", "resubmit", who=None)
    assert (duties(world, "lead"), duties(world, "lead2")) == (1, 1)


def test_where_one_person_holds_the_role_it_is_not_offered(world: World, visitor: Visitor) -> None:
    ticket = submitted(world)
    assert "转交他人办理" not in visitor.get("lead", f"/tickets/{ticket.number}/")
    with pytest.raises(Invalid):
        actions.pass_on(ticket, "finance", "外出开会", actor=world.user("lead"), now=world.now)


def test_a_stranger_undoes_nothing(world: World) -> None:
    second_lead(world)
    ticket = submitted(world)
    actions.pass_on(ticket, "lead2", "外出开会", actor=world.user("lead"), now=world.now)
    with pytest.raises(Forbidden):
        actions.pass_back(ticket, actor=world.user("clerk"), now=world.now)
