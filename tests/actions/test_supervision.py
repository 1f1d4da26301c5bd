"""督办单: issued in three grades, replied to, returned, raised, closed or withdrawn; each deed stands in the chain."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.world import PDF, World
from tickets import actions, audit, supervision
from tickets.datelaw.types import day_end
from tickets.errors import Forbidden, Invalid, WrongState
from tickets.models import Notice, SupervisionDeed, SupervisionOrder, Ticket
from tickets.pages.parts.visit import Visit
from tickets.sweep import clocks

ISSUED = {"grade": "blue", "party": "provider", "demand": "请说明超期原因并整改。"}


def filed(world: World) -> Ticket:
    return world.take(world.file("restart"), "submit", "approve_restart")


def issue(world: World, ticket: Ticket, who: str = "auditor", **said: Any) -> SupervisionOrder:
    body = {**ISSUED, "reply_by": (world.now + timedelta(days=5)).date().isoformat(), **said}
    return actions.issue_supervision(ticket, body, actor=world.user(who), now=world.now, confirmed=True)


def do(world: World, order: SupervisionOrder, deed: str, who: str, files: Any = (), **said: Any) -> SupervisionOrder:
    world.later(minutes=5)
    order = SupervisionOrder.objects.select_related("ticket__contract", "ticket__system").get(pk=order.pk)
    return actions.do_with_supervision(order, deed, said, actor=world.user(who), now=world.now, files=files)


def later(world: World, days: int) -> str:
    return (world.now + timedelta(days=days)).date().isoformat()


def waiting(world: World, who: str) -> list[str]:
    return [one.number for one in supervision.waiting(Visit(world.user(who), world.now).roles_held())]


def in_force(ticket: Ticket, event: str) -> set[str]:
    notices = Notice.objects.filter(ticket=ticket, event=event, ended_at__isnull=True)
    return set(notices.values_list("recipient__username", flat=True))


def test_it_goes_to_the_lead_and_the_desk_of_the_side_and_the_reply_back(world: World) -> None:
    ticket = filed(world)
    order = issue(world, ticket)
    assert order.number == "DB-2026-000001"
    assert in_force(ticket, "supervision_issued") == {"manager"}
    assert in_force(ticket, "supervision_issued_copy") == {"desk"}
    assert waiting(world, "manager") == [order.number]
    assert [waiting(world, who) for who in ("lead", "desk", "auditor", "officer")] == [[]] * 4
    do(world, order, "replied", "manager", text="人手不足，已增派。", files=[("说明.pdf", io.BytesIO(PDF))])
    assert (in_force(ticket, "supervision_issued"), in_force(ticket, "supervision_replied")) == (set(), {"auditor"})
    assert (waiting(world, "manager"), waiting(world, "auditor")) == ([], [order.number])
    order = do(world, order, "accepted", "auditor")
    assert (order.state, order.ended_at, waiting(world, "auditor")) == ("accepted", world.now, [])
    assert in_force(ticket, "supervision_accepted") == {"manager", "desk"}
    (file,) = SupervisionDeed.objects.get(deed="replied").handed_in.all()
    assert (file.name, file.slot, file.unit) == ("说明.pdf", "other", world.contract.provider)


def test_each_deed_stands_in_the_chain_with_old_and_new(world: World) -> None:
    ticket = filed(world)
    order = issue(world, ticket)
    first, next_day = order.reply_by.isoformat(), later(world, 2)
    do(world, order, "raised", "auditor", grade="orange", reason="催办后仍未回复", reply_by=next_day)
    do(world, order, "replied", "manager", text="已整改。")
    do(world, order, "returned", "auditor", reason="未附证明", reply_by=later(world, 9))
    do(world, order, "withdrawn", "officer", reason="并入专项检查")
    issued, raised, _replied, returned, withdrawn = world.audit(ticket)[-5:]
    assert issued.data["altered"] == {"grade": [None, "blue"], "reply_by": [None, first]}
    assert raised.data["altered"] == {"grade": ["blue", "orange"], "reply_by": [first, next_day]}
    assert returned.data["altered"] == {"reply_by": [next_day, later(world, 9)]}
    assert (withdrawn.action, withdrawn.data["comment"]) == ("supervision.withdrawn", "并入专项检查")
    assert [one.deed for one in order.deeds.all()] == ["issued", "raised", "replied", "returned", "withdrawn"]
    assert list(audit.verify()) == []


def test_red_is_told_to_both_leads_and_the_authority(world: World) -> None:
    ticket = filed(world)
    order = issue(world, ticket, grade="red")
    assert in_force(ticket, "supervision_issued_copy") == {"desk", "lead", "officer"}
    do(world, order, "replied", "manager", text="已整改。")
    assert in_force(ticket, "supervision_replied") == {"auditor"}
    assert in_force(ticket, "supervision_replied_copy") == {"lead", "officer"}
    with pytest.raises(WrongState):
        do(world, order, "raised", "auditor", grade="red", reason="仍未回复", reply_by=later(world, 3))


def test_a_grade_only_rises(world: World) -> None:
    order = issue(world, filed(world), grade="orange")
    for grade in ("blue", "orange"):
        with pytest.raises(Invalid) as refused:
            do(world, order, "raised", "auditor", grade=grade, reason="仍未回复", reply_by=later(world, 3))
        assert set(refused.value.errors) == {"grade"}


def test_the_authority_may_issue_and_goes_on_with_both(world: World) -> None:
    ticket = filed(world)
    own, other = issue(world, ticket, "officer"), issue(world, ticket, party="agency")
    with pytest.raises(Forbidden):
        do(world, own, "withdrawn", "auditor", reason="无需督办")
    for order in (own, other):
        assert do(world, order, "withdrawn", "officer", reason="无需督办").state == "withdrawn"


@pytest.mark.parametrize("who", ["clerk", "lead", "desk", "manager", "engineer"])
def test_nobody_else_issues_one(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        issue(world, filed(world), who)


def test_only_the_lead_of_the_side_called_on_replies_and_only_once(world: World) -> None:
    order = issue(world, filed(world))
    for who in ("lead", "desk", "auditor", "officer"):
        with pytest.raises(Forbidden):
            do(world, order, "replied", who, text="已整改。")
    do(world, order, "replied", "manager", text="已整改。")
    with pytest.raises(WrongState):
        do(world, order, "replied", "manager", text="补充说明。")


def test_nothing_is_done_with_what_has_ended(world: World) -> None:
    order = issue(world, filed(world))
    do(world, order, "withdrawn", "auditor", reason="误发")
    for deed, said in (("replied", {"text": "已整改。"}), ("accepted", {}), ("withdrawn", {"reason": "误发"})):
        with pytest.raises(WrongState):
            do(world, order, deed, "manager" if deed == "replied" else "auditor", **said)


def test_a_side_is_called_on_once_at_a_time(world: World) -> None:
    ticket = filed(world)
    order = issue(world, ticket)
    with pytest.raises(WrongState, match=order.number):
        issue(world, ticket)
    do(world, order, "withdrawn", "auditor", reason="误发")
    assert issue(world, ticket).number == "DB-2026-000002"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"demand": " "}, "demand"),
        ({"grade": "black"}, "grade"),
        ({"party": "authority"}, "party"),
        ({"reply_by": "2026-03-01"}, "reply_by"),
        ({"reply_by": "2026-06-30"}, "reply_by"),
    ],
)
def test_what_is_amiss_stands_at_its_field(world: World, said: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        issue(world, filed(world), **said)
    assert set(refused.value.errors) == {field}
    assert not SupervisionOrder.objects.exists()


def test_a_draft_is_not_supervised_and_a_finished_order_may_be(world: World) -> None:
    with pytest.raises(Forbidden):
        issue(world, world.file("restart"))
    done = world.take(filed(world), "verify", "revoke")
    assert done.final
    assert do(world, issue(world, done), "replied", "manager", text="已整改。").state == "replied"


@pytest.mark.parametrize(
    "change",
    [{"grade": "black"}, {"party": "authority"}, {"state": "accepted"}, {"demand": ""}],
)
def test_the_database_refuses_what_cannot_be(world: World, change: dict[str, str]) -> None:
    order = issue(world, filed(world))
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionOrder.objects.filter(pk=order.pk).update(**change)


def test_a_day_of_reply_that_passes_in_silence_is_told_once(world: World) -> None:
    ticket = filed(world)
    order = issue(world, ticket)
    over = day_end(order.reply_by)
    assert not clocks.tell_of_supervision(over - timedelta(microseconds=1))
    assert clocks.tell_of_supervision(over)
    assert not clocks.tell_of_supervision(over + timedelta(days=1))
    assert in_force(ticket, "supervision_overdue") == {"manager"}
    assert in_force(ticket, "supervision_overdue_copy") == {"auditor"}
    entry = world.audit(ticket)[-1]
    assert (entry.action, entry.actor, entry.data["supervision"]) == ("supervision.overdue", None, order.number)
    assert list(audit.verify()) == []


def test_a_reply_in_time_leaves_nothing_to_tell(world: World) -> None:
    ticket = filed(world)
    order = do(world, issue(world, ticket), "replied", "manager", text="已整改。")
    assert not clocks.tell_of_supervision(day_end(order.reply_by))
    assert in_force(ticket, "supervision_overdue") == set()


def test_a_returned_reply_has_its_own_day_and_the_next_deed_ends_what_was_told(world: World) -> None:
    ticket = filed(world)
    order = do(world, issue(world, ticket), "replied", "manager", text="已整改。")
    order = do(world, order, "returned", "auditor", reason="未附证明", reply_by=later(world, 9))
    assert not clocks.tell_of_supervision(day_end(order.reply_by) - timedelta(hours=1))
    world.at(day_end(order.reply_by) + timedelta(hours=10))
    assert clocks.tell_of_supervision(world.now)
    assert in_force(ticket, "supervision_overdue") == {"manager"}
    do(world, order, "replied", "manager", text="补报整改证明。")
    assert in_force(ticket, "supervision_overdue") == set()


@pytest.mark.parametrize(
    ("grade", "issued", "overdue"),
    [
        ("blue", {"desk"}, {"auditor"}),
        ("orange", {"desk", "lead"}, {"auditor", "lead", "officer"}),
        ("red", {"desk", "lead", "officer"}, {"auditor", "lead", "officer"}),
    ],
)
def test_the_graver_it_is_the_more_are_informed_and_the_lead_alone_is_asked(
    world: World, grade: str, issued: set[str], overdue: set[str]
) -> None:
    ticket = filed(world)
    order = issue(world, ticket, grade=grade)
    assert (in_force(ticket, "supervision_issued"), in_force(ticket, "supervision_issued_copy")) == (
        {"manager"},
        issued,
    )
    assert clocks.tell_of_supervision(day_end(order.reply_by))
    assert in_force(ticket, "supervision_overdue") == {"manager"}
    assert in_force(ticket, "supervision_overdue_copy") == overdue


def test_the_supervisor_is_told_of_what_the_authority_issued_and_nobody_answered(world: World) -> None:
    ticket = filed(world)
    order = issue(world, ticket, "officer")
    assert clocks.tell_of_supervision(day_end(order.reply_by))
    assert in_force(ticket, "supervision_overdue_copy") == {"auditor", "officer"}
