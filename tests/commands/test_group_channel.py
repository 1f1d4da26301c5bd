"""`manage.py group_channel`: enters, lists, tries and ends the group chats of units, and never shows an address."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.notices.receiver import Receiver
from tests.world import World
from tickets.models import AuditEntry, GroupChannel

KEY = "key=c0ffee"


@pytest.fixture(autouse=True)
def in_use(receiver: Receiver, settings: Any) -> None:
    receiver.allow(settings, "wecom")
    receiver.answer = (200, '{"errcode":0}', {})


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("group_channel", *words, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def add(world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Any:
    def entered(*more: str, address: str = "") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{address or f'{receiver.url}/send?{KEY}'}\n"))
        return run("add", "--unit", world.contract.provider.code, "--channel", "wecom", "--name", "值班群", *more)

    return entered


def test_a_group_is_entered_listed_tried_and_ended(add: Any, receiver: Receiver) -> None:
    said = add("--events", "duties", "limits")
    pk = str(GroupChannel.objects.get().pk)
    assert f"group_channel test {pk}" in said
    assert "企业微信群机器人\t值班群\tduties limits" in run("list")
    assert "测试消息已发送" in run("test", pk)
    assert "本群已接入工单通知" in receiver.arrived[-1].json["text"]["content"]
    run("end", pk)
    assert run("list") == "没有登记的群。"
    with pytest.raises(CommandError, match=pk):
        run("test", pk)


def test_the_address_is_neither_shown_nor_stored_nor_recorded(add: Any) -> None:
    said = add() + run("list")
    assert KEY not in said
    assert KEY not in GroupChannel.objects.get().address
    entry = AuditEntry.objects.get(action="group_channel_entered")
    assert entry.data["name"] == "值班群"
    assert KEY not in str(entry.data)
    run("end", str(GroupChannel.objects.get().pk))
    assert AuditEntry.objects.filter(action="group_channel_ended").exists()


def test_a_robot_that_refuses_says_by_which_code(add: Any, receiver: Receiver) -> None:
    add()
    receiver.answer = (200, '{"errcode":93000,"errmsg":"invalid webhook url"}', {})
    with pytest.raises(CommandError, match="代码93000") as error:
        run("test", str(GroupChannel.objects.get().pk))
    assert KEY not in str(error.value)


def test_a_host_that_is_not_allowed_is_refused(add: Any) -> None:
    with pytest.raises(CommandError, match="不能向该主机发送通知"):
        add(address="https://elsewhere.test/send")
    assert not GroupChannel.objects.exists()


def test_a_second_group_of_one_name_is_refused(add: Any) -> None:
    add()
    with pytest.raises(CommandError, match="同名"):
        add()
    assert GroupChannel.objects.count() == 1


def test_a_channel_that_is_not_in_use_says_what_to_set(add: Any, settings: Any) -> None:
    settings.CHANNEL_SETTINGS = {}
    with pytest.raises(CommandError, match="CHANNEL_WECOM_HOSTS"):
        add()


def test_an_unknown_unit_is_named(world: World) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        run("add", "--unit", "nowhere", "--channel", "wecom", "--name", "x")
