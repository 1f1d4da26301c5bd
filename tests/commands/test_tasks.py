"""`manage.py tasks list | run | retry`."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from tests.world import World
from tickets.models import Deadline, FailedWork, PeriodicTask, Ticket
from tickets.sweep import periodic


@pytest.fixture(autouse=True)
def hour(world: World, clock_at: Callable[..., None]) -> None:
    clock_at(world.now)
    periodic.run_one(world.now)


def run(*said: object) -> str:
    out = io.StringIO()
    call_command("tasks", *map(str, said), stdout=out)
    return out.getvalue().strip()


def test_tasks_and_clocks_are_listed(world: World, order: Ticket) -> None:
    later = world.now + timedelta(minutes=5)
    Deadline.objects.filter(ticket=order).update(try_after=later, tries=2, error="KeyError: 'secret'")
    PeriodicTask.objects.filter(name="tidy").update(failing_since=world.now, error="OperationalError")
    said = run("list")
    assert "任务 seal\t封存前一日审计记录" in said
    assert "数据库未能完成" in said
    assert f"\t{order.number}\t" in said
    assert "secret" not in said


def test_a_task_is_run_and_a_clock_tried_now(world: World, order: Ticket) -> None:
    assert run("run", "tidy") == "tidy：已设为立即执行。"
    assert PeriodicTask.objects.get(name="tidy").due_at == world.now
    row = Deadline.objects.filter(ticket=order)[0]
    with pytest.raises(CommandError, match="没有暂缓"):
        run("retry", row.pk)
    Deadline.objects.filter(pk=row.pk).update(try_after=world.now + timedelta(minutes=5), tries=2, error="KeyError")
    assert run("retry", row.pk) == f"时限 {row.pk}：将立即重试。"


def test_what_else_failed_is_listed_and_tried_now(world: World, order: Ticket) -> None:
    Ticket.objects.filter(pk=order.pk).update(lapses_at=world.now - timedelta(minutes=9))
    later = world.now + timedelta(minutes=5)
    row = FailedWork.objects.create(
        sort="lapse", row=order.pk, since=world.now, tries=2, try_after=later, error="KeyError: 'secret'"
    )
    assert f"事项 {row.pk}\t{order.number}\t" in run("list")
    assert "secret" not in run("list")
    assert run("retry-work", row.pk) == f"事项 {row.pk}：将立即重试。"
    with pytest.raises(CommandError, match="没有暂缓"):
        run("retry-work", row.pk)


def test_what_is_unknown_is_one_line() -> None:
    with pytest.raises(CommandError, match="tidy"):
        run("run", "nothing")
    with pytest.raises(CommandError, match="tasks list"):
        run("retry", 999_999)
    with pytest.raises(CommandError, match="tasks list"):
        run("retry-work", 999_999)
