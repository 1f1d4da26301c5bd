"""周期任务 and 暂缓时限: when each was done, what fails since when, and the button that has it done now."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.pages.conftest import Visitor, words
from tickets import sweep
from tickets.models import AuditEntry, Deadline, FailedWork, PeriodicTask, Ticket, WorkerHeartbeat
from tickets.operating import wording
from tickets.sweep import periodic

TASKS, CLOCKS = "/manage/tasks/", "/manage/clocks/"


def swept(visitor: Visitor) -> None:
    while periodic.run_one(visitor.world.now):
        pass


def fail(*_args: object) -> None:
    raise KeyError("关于故障的申请")


def test_every_task_has_its_words() -> None:
    assert set(wording.TASKS) == set(periodic.NAMES)


def test_a_task_that_fails_says_since_when_and_how(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "尚未执行" in words(visitor.get("sysadmin", TASKS))
    swept(visitor)
    assert "失败" not in words(visitor.get("sysadmin", TASKS))
    monkeypatch.setitem(periodic.TASKS, "tidy", periodic.Daily(periodic.TASKS["tidy"].at, fail))
    first = visitor.world.later(days=1).now
    swept(visitor)
    visitor.world.later(minutes=20)
    swept(visitor)
    row = PeriodicTask.objects.get(name="tidy")
    assert (row.failing_since, row.error) == (first, "KeyError")
    page = words(visitor.get("sysadmin", TASKS))
    assert "缺少必需的数据" in page
    assert "关于故障的申请" not in page
    monkeypatch.undo()
    visitor.world.later(minutes=20)
    swept(visitor)
    row.refresh_from_db()
    assert (row.failing_since, row.error, row.done_at) == (None, "", visitor.world.now)


def test_a_task_apart_that_fails_says_so_too(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    now = visitor.world.now
    monkeypatch.setattr(periodic, "APART", {"statistics": periodic.Every(timedelta(hours=1), fail)})
    PeriodicTask.objects.create(name="statistics", due_at=now)
    sweep.run_apart(now)
    assert PeriodicTask.objects.get(name="statistics").error == "KeyError"


def test_a_task_is_run_now(visitor: Visitor) -> None:
    swept(visitor)
    assert "立即执行" in visitor.get("sysadmin", TASKS)
    visitor.post("sysadmin", TASKS, {"name": "tidy"})
    assert PeriodicTask.objects.get(name="tidy").due_at == visitor.world.now
    swept(visitor)
    assert PeriodicTask.objects.get(name="tidy").done_at == visitor.world.now
    entry = AuditEntry.objects.get(action="task_hastened")
    assert (entry.actor, entry.data["task"]) == (visitor.world.user("sysadmin"), "tidy")
    assert "没有周期任务" in visitor.post("sysadmin", TASKS, {"name": "nothing"})


def test_processes_are_seen_with_their_last_sweep(visitor: Visitor) -> None:
    assert "请启动工作进程" in visitor.get("sysadmin", TASKS)
    now = visitor.world.now
    for role, ago in (("worker@a", 2), ("worker@b", 60)):
        at = now - timedelta(seconds=ago)
        WorkerHeartbeat.objects.create(id=uuid4(), role=role, started_at=at, swept_at=at)
    page = words(visitor.get("sysadmin", TASKS))
    assert page.index("worker@a") < page.index("运行中") < page.index("worker@b") < page.index("无响应")


def put_off(visitor: Visitor, order: Ticket) -> Deadline:
    row = Deadline.objects.filter(ticket=order, stopped_at=None)[0]
    later = visitor.world.now + timedelta(minutes=30)
    Deadline.objects.filter(pk=row.pk).update(try_after=later, tries=4, error="KeyError: '关于故障的申请'")
    return row


def test_a_clock_that_was_put_off_shows_its_number_and_clause_alone(visitor: Visitor, order: Ticket) -> None:
    assert "没有暂缓的时限" in visitor.get("sysadmin", CLOCKS)
    row = put_off(visitor, order)
    page = visitor.get("sysadmin", CLOCKS)
    for expected in (order.number, row.code, "4次", "缺少必需的数据"):
        assert expected in words(page), expected
    assert order.title not in page
    assert "关于故障的申请" not in page
    assert f"/tickets/{order.number}/" not in page


def test_a_clock_is_tried_again_now(visitor: Visitor, order: Ticket) -> None:
    row = put_off(visitor, order)
    visitor.post("sysadmin", CLOCKS, {"clock": row.pk})
    assert Deadline.objects.get(pk=row.pk).try_after == visitor.world.now
    entry = AuditEntry.objects.get(action="clock_hastened")
    assert (entry.data["number"], entry.data["clause"], entry.data["old"]["tries"]) == (order.number, row.code, 4)
    other = Deadline.objects.filter(ticket=order).exclude(pk=row.pk).first()
    if other is not None:
        assert "该时限没有暂缓" in visitor.post("sysadmin", CLOCKS, {"clock": other.pk})
    for nonsense in ("", "x", "9" * 40, "0"):
        assert visitor.send("sysadmin", CLOCKS, {"clock": nonsense}).status_code == 404


def failed(visitor: Visitor, order: Ticket) -> FailedWork:
    """A step by time alone is due on the order, and failed three times."""
    now = visitor.world.now
    Ticket.objects.filter(pk=order.pk).update(lapses_at=now - timedelta(minutes=9))
    later = now + timedelta(minutes=2)
    said = "KeyError: '关于故障的申请'"
    return FailedWork.objects.create(sort="lapse", row=order.pk, since=now, tries=3, try_after=later, error=said)


def test_what_else_failed_on_an_order_shows_its_number_alone(visitor: Visitor, order: Ticket) -> None:
    assert "其他暂缓事项" not in visitor.get("sysadmin", CLOCKS)
    failed(visitor, order)
    page = visitor.get("sysadmin", CLOCKS)
    for expected in ("其他暂缓事项", order.number, "到期自动进行的环节", "3次", "缺少必需的数据"):
        assert expected in words(page), expected
    assert order.title not in page
    assert "关于故障的申请" not in page
    assert 'counter-red" href="/manage/clocks/"' in visitor.get("sysadmin", "/manage/")


def test_it_is_tried_again_now(visitor: Visitor, order: Ticket) -> None:
    row = failed(visitor, order)
    visitor.post("sysadmin", CLOCKS, {"work": row.pk})
    assert FailedWork.objects.get(pk=row.pk).try_after == visitor.world.now
    entry = AuditEntry.objects.get(action="clock_hastened")
    assert (entry.data["number"], entry.data["work"], entry.data["old"]["tries"]) == (order.number, "lapse", 3)
    assert "该事项没有暂缓" in visitor.post("sysadmin", CLOCKS, {"work": row.pk})
    for nonsense in ("", "x", "9" * 40, "0"):
        assert visitor.send("sysadmin", CLOCKS, {"work": nonsense}).status_code == 404


def test_the_desk_counts_what_fails_and_leads_there(visitor: Visitor, order: Ticket) -> None:
    put_off(visitor, order)
    page = visitor.get("sysadmin", "/manage/")
    assert f'counter-red" href="{CLOCKS}"' in page
    assert f'href="{TASKS}"' in page
