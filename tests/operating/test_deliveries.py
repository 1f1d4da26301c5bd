"""The doors upon deliveries: what was given up goes out again, what waits goes now, one is cancelled with a reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from tests.operating.held_up import ROWS, hand
from tests.world import World
from tickets import sweep
from tickets.errors import WrongState
from tickets.models import AuditEntry, Delivery
from tickets.operating import deliveries, wording
from tickets.outbox import faults, lives, mending
from tickets.outbox.channels import CHANNELS

HeldUp = Callable[..., Delivery]


def entry(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(ticket=None, action=action).latest("seq")


def test_every_state_finds_its_rows_and_no_others(held_up: HeldUp) -> None:
    rows = {state: held_up(state).pk for state in mending.STATES}
    found = {state: list(mending.undelivered(state).values_list("pk", flat=True)) for state in mending.STATES}
    assert {state: [pk] for state, pk in rows.items()} == {
        state: [pk for pk in pks if pk in rows.values()] for state, pks in found.items()
    }
    assert {mending.state_of(row) for row in Delivery.objects.filter(pk__in=rows.values())} == set(rows)
    at_fault = set(mending.undelivered().values_list("pk", flat=True))
    assert at_fault == {rows["failing"], rows["given_up"], rows["uncertain"]}
    assert set(wording.STATES) == set(mending.STATES)


@pytest.mark.parametrize("state", [mending.GIVEN_UP, mending.UNCERTAIN])
def test_what_was_given_up_goes_out_again(world: World, held_up: HeldUp, state: str) -> None:
    row = held_up(state)
    deliveries.retry(hand(world), row)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.next_at) == ("pending", 0, world.now)
    while sweep.deliver_from("mail", world.now):
        pass
    row.refresh_from_db()
    assert (row.state, row.error) == ("sent", "")
    assert any(row.notice.ticket.number in one.subject for one in mail.outbox)
    said = entry("delivery_retried")
    assert (said.actor, said.data["delivery"], said.data["address"]) == (world.user("sysadmin"), row.pk, "10.0.0.7")
    assert said.data["old"] == {name: ROWS[state][name] for name in ("state", "attempts", "error")}


def test_what_waits_goes_out_now(world: World, held_up: HeldUp) -> None:
    row = held_up(mending.WAITING)
    deliveries.hasten(hand(world), row)
    row.refresh_from_db()
    assert row.next_at == world.now
    assert entry("delivery_hastened").data["delivery"] == row.pk


def test_a_cancelled_one_goes_nowhere_and_says_why(world: World, held_up: HeldUp) -> None:
    row = held_up(mending.FAILING)
    deliveries.cancel(hand(world), row, " 邮箱已停用 ")
    row.refresh_from_db()
    assert (row.state, row.cancelled_for, row.cancelled_by) == ("cancelled", "邮箱已停用", world.user("sysadmin"))
    assert entry("delivery_cancelled").data["reason"] == "邮箱已停用"
    world.later(days=2)
    while sweep.deliver_from("mail", world.now):
        pass
    row.refresh_from_db()
    assert row.state == "cancelled"


@pytest.mark.parametrize(("reason", "said"), [("", "原因"), ("　", "原因"), ("长" * 201, "200")])
def test_it_is_not_cancelled_without_a_reason_of_one_line(
    world: World, held_up: HeldUp, reason: str, said: str
) -> None:
    row = held_up(mending.FAILING)
    with pytest.raises(ValidationError, match=said):
        deliveries.cancel(hand(world), row, reason)
    assert Delivery.objects.get(pk=row.pk).state == "pending"


def test_what_a_sender_holds_is_left_to_it(world: World, held_up: HeldUp) -> None:
    row = held_up(mending.WAITING, lease_until=world.now + timedelta(seconds=20))
    for act in (deliveries.hasten, lambda by, one: deliveries.cancel(by, one, "测试")):
        with pytest.raises(WrongState, match="正在发送"):
            act(hand(world), row)


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("retry", mending.WAITING),
        ("retry", mending.FAILING),
        ("retry", mending.CANCELLED),
        ("hasten", mending.GIVEN_UP),
        ("hasten", mending.CANCELLED),
        ("cancel", mending.CANCELLED),
        ("cancel", "sent"),
    ],
)
def test_an_act_that_does_not_fit_the_state_is_refused_and_leaves_no_entry(
    world: World, held_up: HeldUp, act: str, state: str
) -> None:
    row = held_up(state)
    before = AuditEntry.objects.count()
    more = ("测试",) if act == "cancel" else ()
    with pytest.raises(WrongState):
        getattr(deliveries, act)(hand(world), row, *more)
    assert AuditEntry.objects.count() == before


def test_what_asks_for_nothing_any_more_is_not_sent(world: World, held_up: HeldUp) -> None:
    row = held_up(mending.NEEDLESS)
    lives.end(type(row.notice).objects.filter(pk=row.notice_id), now=world.now)
    with pytest.raises(WrongState, match="已办理"):
        deliveries.retry(hand(world), row)


def test_all_of_a_channel_but_what_may_have_arrived(world: World, held_up: HeldUp) -> None:
    rows = {state: held_up(state) for state in mending.STATES}
    other = held_up(mending.GIVEN_UP, channel="webhook")
    assert deliveries.retry_all(hand(world), "mail") == 2
    due = Delivery.objects.filter(next_at=world.now, state="pending", pk__in=[one.pk for one in rows.values()])
    assert set(due.values_list("pk", flat=True)) == {rows["failing"].pk, rows["given_up"].pk}
    assert Delivery.objects.get(pk=other.pk).state == "dead"
    said = entry("delivery_retried").data
    assert (said["channel"], said["count"], said["deliveries"]) == ("mail", 2, [rows["given_up"].pk])


def test_a_channel_without_a_fault_leaves_no_entry(world: World, held_up: HeldUp) -> None:
    held_up(mending.WAITING)
    before = AuditEntry.objects.count()
    assert deliveries.retry_all(hand(world), "mail") == 0
    assert AuditEntry.objects.count() == before
    with pytest.raises(ValidationError, match="pigeon"):
        deliveries.retry_all(hand(world), "pigeon")


@pytest.mark.parametrize("who", ["secadmin", "auditadmin", "clerk", "manager"])
def test_nobody_else_may(world: World, held_up: HeldUp, who: str) -> None:
    row = held_up(mending.GIVEN_UP)
    for act in (deliveries.retry, deliveries.hasten, lambda by, one: deliveries.cancel(by, one, "x")):
        with pytest.raises(PermissionDenied):
            act(hand(world, who), row)
    with pytest.raises(PermissionDenied):
        deliveries.retry_all(hand(world, who), "mail")
    assert Delivery.objects.get(pk=row.pk).state == "dead"


@pytest.mark.parametrize(
    "values",
    [
        {"state": "cancelled"},
        {"state": "cancelled", "cancelled_for": "x"},
        {"cancelled_for": "x"},
        {"state": "lost"},
    ],
)
def test_the_database_keeps_when_and_why(held_up: HeldUp, values: dict[str, str]) -> None:
    row = held_up(mending.WAITING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(**values)


UNFORESEEN = "程序异常，请联系运维人员（详见服务日志）"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("SMTP 550", "邮件服务器拒收（代码550）"),
        ("HTTP 404", "接收方返回404"),
        ("errcode 93000", "机器人拒收（代码93000）"),
        ("HTTP 502: perhaps sent", "接收方返回502；可能已送达"),
        ("the sender never came back: perhaps sent", "发送进程中断，未返回结果；可能已送达"),
        ("TimeoutError", "等待回复时间过长"),
        ("SomethingNewError", UNFORESEEN),
        ("SomethingNewError: perhaps sent", f"{UNFORESEEN}；可能已送达"),
        ("OperationalError", "数据库未能完成"),
        ("KeyError: 'GD-2026-000001'", "缺少必需的数据"),
        ("what nobody has words for", UNFORESEEN),
        ("", ""),
    ],
)
def test_an_error_is_told_in_words(error: str, said: str) -> None:
    assert faults.error(error) == said


def test_a_channel_has_words() -> None:
    assert all(str(one.label) for one in CHANNELS.values())
