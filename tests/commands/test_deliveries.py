"""`manage.py deliveries list | retry | send | cancel`."""

import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from tests.world import World
from tickets.models import AuditEntry, Delivery
from tickets.outbox import mending

HeldUp = Callable[..., Delivery]


@pytest.fixture(autouse=True)
def hour(world: World, clock_at: Callable[..., None]) -> None:
    clock_at(world.now)


def run(*words: object) -> str:
    out = io.StringIO()
    call_command("deliveries", *map(str, words), stdout=out)
    return out.getvalue().strip()


def test_what_is_at_fault_is_listed_with_its_error_in_words(held_up: HeldUp) -> None:
    assert run("list") == "没有未送达的通知。"
    row = held_up(mending.GIVEN_UP)
    waits = held_up(mending.WAITING)
    (line,) = run("list").splitlines()
    assert line.startswith(f"{row.pk}\t电子邮件\t")
    assert row.notice.ticket.number in line
    assert "邮件服务器拒收（代码550）" in line
    assert row.notice.ticket.title not in line
    assert any(one.startswith(f"{waits.pk}\t") for one in run("list", "--state", "waiting").splitlines())
    assert run("list", "--channel", "webhook") == "没有未送达的通知。"


def test_one_is_retried_and_all_of_a_channel(held_up: HeldUp) -> None:
    first, second = held_up(mending.GIVEN_UP), held_up(mending.GIVEN_UP)
    assert run("retry", first.pk) == f"送达 {first.pk}：将重新发送。"
    assert run("retry", "--channel", "mail") == "已重新发送：2条。"
    assert set(Delivery.objects.filter(pk__in=(first.pk, second.pk)).values_list("state", flat=True)) == {"pending"}
    assert AuditEntry.objects.filter(action="delivery_retried", actor=None).count() == 2


def test_one_is_sent_now_and_one_cancelled(held_up: HeldUp) -> None:
    row = held_up(mending.WAITING)
    assert run("send", row.pk) == f"送达 {row.pk}：立即发送。"
    assert run("cancel", row.pk, "--reason", "测试数据") == f"送达 {row.pk}：已取消。"
    assert "测试数据" in run("list", "--state", "cancelled")


def test_a_refusal_is_one_line(held_up: HeldUp) -> None:
    row = held_up(mending.WAITING)
    with pytest.raises(CommandError, match="只能重新发送"):
        run("retry", row.pk)
    with pytest.raises(CommandError, match="原因"):
        run("cancel", row.pk, "--reason", " ")
    with pytest.raises(CommandError, match="deliveries list"):
        run("send", 999_999)
    with pytest.raises(CommandError):
        run("retry")
