"""未送达通知: what is at fault is seen without the order's content, narrowed, sent again, sent now, cancelled."""

import re
from collections.abc import Callable

import pytest

from tests.pages.conftest import Visitor, words
from tickets.models import AuditEntry, Delivery
from tickets.outbox import mending

HeldUp = Callable[..., Delivery]
PAGE = "/manage/deliveries/"


def test_each_state_is_offered_once(visitor: Visitor) -> None:
    offered = re.findall(r"<option[^>]*>([^<]+)</option>", visitor.get("sysadmin", "/manage/deliveries/"))
    assert "全部异常送达" in offered
    assert len(offered) == len(set(offered))


def test_a_row_says_what_to_whom_since_when_and_why_not(visitor: Visitor, held_up: HeldUp) -> None:
    row = held_up(mending.GIVEN_UP)
    page = visitor.get("sysadmin", PAGE)
    said = words(page)
    number = row.notice.ticket.number
    for expected in (
        number,
        "有新评论",
        "电子邮件",
        str(row.notice.recipient),
        "30",
        "已放弃",
        "邮件服务器拒收（代码550）",
    ):
        assert expected in said, expected
    assert row.notice.ticket.title not in page
    assert "请补充材料" not in page
    assert "clerk@example.test" not in page
    assert f"/tickets/{number}/" not in page


def test_it_is_narrowed_by_channel_and_state(visitor: Visitor, held_up: HeldUp) -> None:
    held_up(mending.GIVEN_UP)
    assert "没有未送达的通知" in visitor.get("sysadmin", f"{PAGE}?channel=webhook")
    assert "待发送" in visitor.get("sysadmin", f"{PAGE}?state=waiting")
    held_up(mending.WAITING)
    assert "下次尝试" in visitor.get("sysadmin", f"{PAGE}?state=waiting")
    assert "下次尝试" not in visitor.get("sysadmin", PAGE)
    visitor.get("sysadmin", f"{PAGE}?colour=red", expect=400)


def test_it_is_read_part_by_part(visitor: Visitor, held_up: HeldUp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.pages.parts.narrowing.PAGE_SIZE", 2)
    for _one in range(3):
        held_up(mending.GIVEN_UP)
    first = visitor.get("sysadmin", PAGE)
    assert first.count("/retry/") == 2
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert visitor.get("sysadmin", PAGE + following).count("/retry/") == 1


def test_one_is_sent_again_after_a_question(visitor: Visitor, held_up: HeldUp) -> None:
    row = held_up(mending.GIVEN_UP)
    path = f"{PAGE}{row.pk}/retry/"
    assert path in visitor.get("sysadmin", PAGE)
    assert "从第一次尝试开始" in visitor.get("sysadmin", path)
    assert Delivery.objects.get(pk=row.pk).state == "dead"
    assert "已重新发送" in visitor.post("sysadmin", path, {})
    assert Delivery.objects.get(pk=row.pk).state == "pending"
    assert "只能重新发送" in visitor.post("sysadmin", path, {}, expect=200)


def test_what_may_have_arrived_says_so_before(visitor: Visitor, held_up: HeldUp) -> None:
    row = held_up(mending.UNCERTAIN)
    assert "可能已送达，请先到网关核对" in visitor.get("sysadmin", f"{PAGE}{row.pk}/retry/")


def test_one_that_waits_is_sent_now(visitor: Visitor, held_up: HeldUp) -> None:
    row = held_up(mending.WAITING)
    visitor.post("sysadmin", f"{PAGE}{row.pk}/send/", {})
    assert Delivery.objects.get(pk=row.pk).next_at == visitor.world.now


def test_one_is_cancelled_with_a_reason_and_what_was_typed_is_not_lost(visitor: Visitor, held_up: HeldUp) -> None:
    row = held_up(mending.FAILING)
    path = f"{PAGE}{row.pk}/cancel/"
    visitor.post("sysadmin", path, {"reason": ""}, expect=200)
    long = "长" * 201
    assert long in visitor.post("sysadmin", path, {"reason": long}, expect=200)
    visitor.post("sysadmin", path, {"reason": "邮箱已停用"})
    assert "邮箱已停用" in visitor.get("sysadmin", f"{PAGE}?state=cancelled")
    entry = AuditEntry.objects.get(action="delivery_cancelled")
    assert (entry.actor, entry.data["reason"]) == (visitor.world.user("sysadmin"), "邮箱已停用")
    assert "取消发送" in words(visitor.get("auditadmin", "/manage/log/"))


def test_all_of_a_channel_is_sent_again(visitor: Visitor, held_up: HeldUp) -> None:
    rows = [held_up(mending.GIVEN_UP), held_up(mending.FAILING)]
    path = f"{PAGE}of/mail/retry/"
    assert path not in visitor.get("sysadmin", PAGE)
    assert path in visitor.get("sysadmin", f"{PAGE}?channel=mail")
    visitor.post("sysadmin", path, {})
    due = Delivery.objects.filter(pk__in=[one.pk for one in rows], state="pending", next_at=visitor.world.now)
    assert due.count() == 2


def test_what_is_unknown_is_not_there(visitor: Visitor, held_up: HeldUp) -> None:
    row = held_up(mending.GIVEN_UP)
    for path in (f"{PAGE}of/pigeon/retry/", f"{PAGE}{row.pk}/burn/", f"{PAGE}999999/retry/"):
        visitor.get("sysadmin", path, expect=404)
