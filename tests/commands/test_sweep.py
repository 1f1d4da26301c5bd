"""`sweep --until-idle` in this process; `sweep` for ever is in tests/sweep/test_processes.py."""

from datetime import timedelta

from django.core import mail
from django.core.management import call_command

from accounts import mailboxes
from accounts.models import User
from tests.world import World
from tickets.models import Breach, Delivery


def test_it_fires_and_delivers_until_nothing_is_left(world: World, clock_at, capsys):
    mailboxes.vouch(User.objects.get(username="desk"), "desk@example.test")
    world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)
    clock_at(world.now + timedelta(hours=2))
    call_command("sweep", until_idle=True)
    assert set(Breach.objects.values_list("deadline__code", flat=True)) >= {"incident.respond", "incident.handle"}
    assert ["desk@example.test"] in [message.to for message in mail.outbox]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert capsys.readouterr().out.startswith("已处理到期事项")


def test_a_second_call_finds_nothing(world: World, clock_at, capsys):
    clock_at(world.now)
    call_command("sweep", until_idle=True)
    capsys.readouterr()
    call_command("sweep", until_idle=True)
    assert capsys.readouterr().out == "已处理到期事项0项，送出通知0条。\n"
