"""Group chats of a unit: told once of what concerns its people on an order, and of no person."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import roles
from accounts.models import Membership, Organization
from tests.notices.receiver import Receiver
from tests.rows import make_unit, make_user
from tests.world import World
from tickets import actions, outbox, sweep
from tickets.models import Delivery, GroupChannel, Notice
from tickets.notices.events import DUTIES, GROUPS, LIMITS

ADDRESS = "/cgi-bin/webhook/send?key=c0ffee"


@pytest.fixture(autouse=True)
def in_use(receiver: Receiver, settings: Any) -> None:
    receiver.allow(settings, "wecom")
    receiver.answer = (200, '{"errcode":0}', {})
    settings.SITE_URL = "https://orders.example"


def enter(world: World, receiver: Receiver, unit: Organization | None = None, **more: Any) -> GroupChannel:
    place = unit or world.contract.provider
    said = {"channel": "wecom", "name": "值班群", "address": receiver.url + ADDRESS, "events": GROUPS, **more}
    return actions.enter_group(place, now=world.now, **said)


def fault(world: World) -> Any:
    return world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)


def told(receiver: Receiver, world: World) -> list[str]:
    while sweep.deliver_from("wecom", world.now):
        pass
    return [asked.json["text"]["content"] for asked in receiver.arrived]


def test_a_group_is_told_once_however_many_of_the_unit_are(world: World, receiver: Receiver) -> None:
    enter(world, receiver)
    ticket = world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)
    assert (
        Notice.objects.filter(ticket=ticket, recipient__memberships__organization=world.contract.provider).count() > 1
    )
    assert told(receiver, world) == [
        f"工单{ticket.number}（故障）\n待办理，当前状态“待响应”\nhttps://orders.example/tickets/{ticket.number}/"
    ]


def test_a_group_reads_no_name_and_nothing_that_was_typed(world: World, receiver: Receiver) -> None:
    enter(world, receiver)
    ticket = world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)
    actions.comment(ticket, "王某的电话是13800000000", actor=world.user("clerk"), now=world.now)
    world.later(minutes=6)
    while sweep.fire_one(world.now):
        pass
    said = "\n".join(told(receiver, world))
    assert "有新评论" in said
    assert "已超期：" in said
    assert f"/tickets/{ticket.number}/?act=respond#act-respond" in said
    for typed in ("13800000000", "王某", ticket.title, str(world.user("clerk")), str(world.user("desk"))):
        assert typed not in said


def test_a_group_is_told_of_the_events_that_it_was_entered_for(world: World, receiver: Receiver) -> None:
    enter(world, receiver, events=[LIMITS])
    fault(world)
    assert told(receiver, world) == []
    enter(world, receiver, name="项目群", events=[DUTIES])
    fault(world)
    assert len(told(receiver, world)) == 1


def test_a_group_of_another_unit_is_told_of_no_order_though_its_member_is(world: World, receiver: Receiver) -> None:
    elsewhere = make_unit("elsewhere", "provider")
    Membership.objects.create(user=world.user("desk"), organization=elsewhere, role=roles.PROVIDER_DESK)
    enter(world, receiver, elsewhere)
    fault(world)
    assert told(receiver, world) == []


def test_a_group_of_the_operator_is_told_of_the_service_itself(world: World, receiver: Receiver) -> None:
    enter(world, receiver, world.user("sysadmin").memberships.get().organization)
    people = outbox.administrators()
    outbox.queue("calendar_missing", people, ticket=None, key="k", params={"year": 2027}, now=world.now)
    assert told(receiver, world) == ["政务云统一工单\n下一年度日历尚未载入\nhttps://orders.example/notices/"]


def test_an_ended_group_is_told_of_nothing_and_keeps_no_address(world: World, receiver: Receiver) -> None:
    group = enter(world, receiver)
    assert receiver.host not in group.address
    fault(world)
    actions.end_group(group, now=world.now)
    assert told(receiver, world) == []
    assert Delivery.objects.get(group=group).state == "dead"
    assert GroupChannel.objects.get().address == ""
    assert not Notice.objects.filter(event="delivery_dead").exists()


def test_a_group_that_cannot_be_reached_is_named_to_the_administrators(world: World, receiver: Receiver) -> None:
    enter(world, receiver)
    receiver.answer = (200, '{"errcode":93000,"errmsg":"invalid webhook url"}', {})
    fault(world)
    told(receiver, world)
    notice = Notice.objects.filter(event="delivery_dead")[0]
    assert "值班群" in outbox.render(notice, "zh-hans").body
    assert "机器人拒收（代码93000）" in outbox.render(notice, "zh-hans").body


def test_groups_cost_one_statement_where_any_channel_of_theirs_is_in_use(
    world: World, receiver: Receiver, django_assert_num_queries
) -> None:
    enter(world, receiver)
    people = [make_user(f"u{n}").pk for n in range(20)]
    with django_assert_num_queries(5):
        outbox.queue("calendar_missing", people, ticket=None, key="k", params={"year": 2027}, now=world.now)


def test_what_waits_for_a_group_stands_once_and_says_what_it_is(world: World, receiver: Receiver) -> None:
    group = enter(world, receiver)
    ticket = fault(world)
    waiting = Delivery.objects.get(group=group)
    other = Notice.objects.filter(ticket=ticket).exclude(pk=waiting.notice_id)[0]
    for wrong in ({"key": waiting.key}, {"key": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.create(notice=other, group=group, channel="wecom", next_at=world.now, **wrong)


def test_a_robot_that_is_busy_is_left_alone_for_a_minute_and_then_told_all(world: World, receiver: Receiver) -> None:
    enter(world, receiver)
    for _number in range(3):
        fault(world)
    receiver.answer = (200, '{"errcode":45009,"errmsg":"api freq out of limit"}', {})
    assert len(told(receiver, world)) == 1
    assert len(told(receiver, world.later(seconds=59))) == 1
    receiver.answer = (200, '{"errcode":0}', {})
    assert len(told(receiver, world.later(seconds=61))) == 1 + 3
    assert set(Delivery.objects.filter(channel="wecom").values_list("state", flat=True)) == {"sent"}
