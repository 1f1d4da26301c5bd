"""`manage.py explain NUMBER`: every clock with its arithmetic, for whoever asks a year later."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.pages.claimed import claim, contested
from tests.world import World
from tickets import actions

STATES = ("running", "paused", "met", "breached", "cancelled")


def told(capsys: pytest.CaptureFixture[str], number: str) -> str:
    with translation.override("zh-hans"):
        call_command("explain", number)
    return capsys.readouterr().out


def test_it_tells_the_start_the_roll_the_pause_and_the_miss(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand", "nominate")
    ticket = world.later(days=9).take(ticket, "reject_nominee")
    ticket = world.later(days=9).take(ticket, "withdraw_demand")

    text = told(capsys, ticket.number)

    assert "staff.replace" in text
    assert "2026年3月2日" in text
    assert "人选待确认" in text
    assert "不计入" in text
    assert "超期" in text
    assert "[超期完成]" in text
    assert not set(STATES) & set(re.findall(r"[a-z]+", text))


def test_a_ticket_without_clocks_says_so(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert "尚未" in told(capsys, world.file("restart").number)


def test_an_unknown_number_is_one_clear_line(db: None) -> None:
    with pytest.raises(CommandError, match="GD-1999-000001"):
        call_command("explain", "GD-1999-000001")


def test_it_tells_claims_readings_fallen_breaches_and_each_judgement(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    ticket = contested(world)
    text = told(capsys, ticket.number)
    assert "主张1：响应：2026年3月2日 10:04（补录，10:20录入） [时间不符]" in text
    assert "按服务商主张10:04：按时" in text
    assert "演示·经办员：提出时间不符 10:18 未接到该电话" in text

    value = actions.Value(start=world.now.replace(minute=4))
    actions.decide_claim(claim(ticket).pk, value=value, actor=world.user("auditor"), now=world.now, comment="依话单")
    text = told(capsys, ticket.number)
    assert "超期认定已撤销" in text
    assert "第1次认定" in text
    assert re.search(r"第2次认定.*按时.*净用时4分钟。 依据主张1。", text)
