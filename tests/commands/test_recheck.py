"""`manage.py recheck`: every certificate reckoned again from what was frozen in it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from tests.world import World
from tickets.clocks import claimed
from tickets.models import Breach, Deadline, Ticket


@pytest.fixture
def closed(world: World) -> Ticket:
    ticket = world.take(world.file("incident", "clerk"), "respond")
    return world.later(minutes=20).take(ticket, "locate", "recover")


def told(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("recheck", *options)
    return capsys.readouterr().out


def test_what_nobody_touched_agrees(world: World, closed: Ticket, capsys: pytest.CaptureFixture[str]) -> None:
    settled = Deadline.objects.exclude(stopped_at=None).count()
    assert str(settled) in told(capsys)
    assert str(settled) in told(capsys, "--contract", world.contract.number)


def test_each_difference_is_named(world: World, closed: Ticket, capsys: pytest.CaptureFixture[str]) -> None:
    row = world.clock(closed, "incident.respond")
    row.versions[0]["due_at"] = "2026-03-02T11:00:00+08:00"
    Deadline.objects.filter(pk=row.pk).update(versions=row.versions)
    with pytest.raises(CommandError):
        call_command("recheck")
    out = capsys.readouterr().out
    for part in (closed.number, "incident.respond", "due_at", "T11:00:00", "T10:05:00"):
        assert part in out


def test_a_clock_of_before_is_reckoned_from_its_rows(
    world: World, closed: Ticket, capsys: pytest.CaptureFixture[str]
) -> None:
    Deadline.objects.update(versions=[])
    told(capsys)
    row = world.clock(closed, "incident.respond")
    Deadline.objects.filter(pk=row.pk).update(due_at=row.due_at + timedelta(hours=1))
    with pytest.raises(CommandError):
        call_command("recheck")
    assert "due_at" in capsys.readouterr().out


def test_an_unknown_contract_is_one_clear_line(db: None) -> None:
    with pytest.raises(CommandError, match="NONE"):
        call_command("recheck", contract="NONE")


@pytest.mark.parametrize(
    ("unsettled", "set_aside", "rests"), [(False, False, True), (True, False, False), (False, True, False)]
)
def test_a_penalty_rests_on_what_is_settled_and_stands(unsettled: bool, set_aside: bool, rests: bool) -> None:
    breach = Breach(deadline=Deadline(unsettled=unsettled))
    breach.set_aside_at = timedelta() if set_aside else None
    assert claimed.rests_on_settled(breach) is rests
