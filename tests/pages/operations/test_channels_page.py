"""通知渠道: which are set up, and the groups of units: entered once, tried, stopped, started, ended."""

from typing import Any

import pytest
from django.conf import settings as configured

from tests.notices.receiver import Receiver
from tests.pages.conftest import Visitor, words
from tickets import outbox
from tickets.models import AuditEntry, Delivery, GroupChannel
from tickets.notices.events import GROUPS

PAGE = "/manage/channels/"
KEY = "key=c0ffee"


@pytest.fixture(autouse=True)
def in_use(receiver: Receiver, settings: Any) -> None:
    receiver.allow(settings, "wecom")
    receiver.answer = (200, '{"errcode":0}', {})


def typed(visitor: Visitor, receiver: Receiver, **more: object) -> dict[str, object]:
    unit, address = visitor.world.contract.provider.code, f"{receiver.url}/send?{KEY}"
    said = {"unit": unit, "channel": "wecom", "name": "值班群", "address": address, "events": list(GROUPS)}
    return {**said, "password": configured.DEMO_PASSWORD, **more}


@pytest.fixture
def entered(visitor: Visitor, receiver: Receiver) -> GroupChannel:
    visitor.post("sysadmin", f"{PAGE}new/", typed(visitor, receiver))
    return GroupChannel.objects.get()


def test_channels_name_what_they_lack_and_no_value(visitor: Visitor, receiver: Receiver) -> None:
    page = visitor.get("sysadmin", PAGE)
    assert "CHANNEL_SMS_URL" in page
    assert "CHANNEL_WECOM_HOSTS" not in page
    assert receiver.host not in page
    assert "还没有" in page or "没有登记的群" in page


def test_without_a_channel_the_page_says_what_comes_first(visitor: Visitor, settings: Any) -> None:
    settings.CHANNEL_SETTINGS = {}
    page = visitor.get("sysadmin", f"{PAGE}new/")
    assert "尚未配置可通知群的渠道" in words(page)
    assert "CHANNEL_WECOM_HOSTS" in page
    assert 'name="address"' not in page


def test_a_group_is_entered_and_its_address_never_shown_again(visitor: Visitor, entered: GroupChannel) -> None:
    page = visitor.get("sysadmin", PAGE)
    assert "值班群" in words(page)
    assert KEY not in page
    assert KEY not in entered.address
    entry = AuditEntry.objects.get(action="group_channel_entered")
    assert (entry.actor, KEY in str(entry.data)) == (visitor.world.user("sysadmin"), False)
    assert "登记通知群" in words(visitor.get("auditadmin", "/manage/log/"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"password": "wrong"}, "密码"),
        ({"address": "https://elsewhere.test/x"}, "不能向该主机发送通知"),
        ({"name": " "}, "必填"),
        ({"events": []}, "必填"),
    ],
)
def test_what_is_wrong_is_said_and_the_secret_is_not_given_back(
    visitor: Visitor, receiver: Receiver, more: dict[str, object], said: str
) -> None:
    page = visitor.post("sysadmin", f"{PAGE}new/", typed(visitor, receiver, **more), expect=200)
    assert KEY not in page
    assert said in page
    assert not GroupChannel.objects.exists()


def test_a_second_group_of_one_name_is_refused(visitor: Visitor, receiver: Receiver, entered: GroupChannel) -> None:
    assert "同名" in visitor.post("sysadmin", f"{PAGE}new/", typed(visitor, receiver), expect=200)


def test_it_is_sent_a_test(visitor: Visitor, receiver: Receiver, entered: GroupChannel) -> None:
    assert "测试消息已发送" in visitor.post("sysadmin", f"{PAGE}{entered.pk}/test/", {})
    assert "测试消息" in receiver.arrived[-1].json["text"]["content"]
    receiver.answer = (200, '{"errcode":93000,"errmsg":"invalid"}', {})
    refused = visitor.post("sysadmin", f"{PAGE}{entered.pk}/test/", {}, expect=200)
    assert "机器人拒收（代码93000）" in refused
    tried = AuditEntry.objects.filter(action="group_channel_tested").order_by("seq")
    assert [one.data["error"] for one in tried] == ["", "errcode 93000"]


def test_it_is_stopped_and_started(visitor: Visitor, entered: GroupChannel) -> None:
    visitor.post("sysadmin", f"{PAGE}{entered.pk}/stop/", {})
    visitor.world.file("incident", "desk")
    assert not Delivery.objects.filter(group=entered).exists()
    entered.refresh_from_db()
    assert outbox.groups.address(entered) == ""
    assert "请先启用" in visitor.post("sysadmin", f"{PAGE}{entered.pk}/test/", {}, expect=200)
    assert "已停用" in visitor.post("sysadmin", f"{PAGE}{entered.pk}/stop/", {}, expect=200)
    visitor.post("sysadmin", f"{PAGE}{entered.pk}/start/", {})
    assert "未停用" in visitor.post("sysadmin", f"{PAGE}{entered.pk}/start/", {}, expect=200)
    visitor.world.file("incident", "desk")
    assert Delivery.objects.filter(group=entered).exists()


def test_it_ends_for_good(visitor: Visitor, entered: GroupChannel) -> None:
    del visitor.clients["sysadmin"]  # another sign-in, which has proved nothing yet
    assert 'name="password"' not in visitor.get("sysadmin", f"{PAGE}{entered.pk}/test/")
    assert 'name="password"' in visitor.get("sysadmin", f"{PAGE}{entered.pk}/end/")
    visitor.post("sysadmin", f"{PAGE}{entered.pk}/end/", {"password": configured.DEMO_PASSWORD})
    entered.refresh_from_db()
    assert entered.address == ""
    assert AuditEntry.objects.get(action="group_channel_ended").data["address"]
    for act in ("start", "end", "burn"):
        visitor.get("sysadmin", f"{PAGE}{entered.pk}/{act}/", expect=404)
