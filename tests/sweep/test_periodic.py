"""Periodic work: each periodic task once a period, whoever sweeps."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.roles import SYSTEM_ADMIN
from tests.rows import NOW, make_ticket, make_user, write_down
from tickets import register, sweep
from tickets.datelaw.types import ZONE
from tickets.models import IdempotencyKey, Notice, PeriodicTask, Seal, WorkerHeartbeat
from tickets.sweep import periodic

pytestmark = pytest.mark.django_db


#: More runs than there are tasks at any one instant.
ENOUGH = 20


def at(day: int, hour: int, minute: int = 0, month: int = 3, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def work(now: datetime) -> int:
    """How many tasks ran until none was due. One that stays due would run for ever: that fails here."""
    for done in range(ENOUGH):
        if not periodic.run_one(now):
            return done
    pytest.fail("a periodic task stays due after its run")


def test_the_first_look_only_puts_the_chores_down():
    assert work(NOW) == 0
    due = dict(PeriodicTask.objects.values_list("name", "due_at"))
    assert due == {
        "seal": at(3, 0, 10),
        "tidy": at(3, 3, 30),
        "calendar": at(3, 9),
        "mornings": at(3, 8, 30),
        "last_days": at(3, 9, 5),
    }


def test_each_chore_runs_once_a_day_however_often_one_looks():
    work(NOW)
    assert work(at(3, 12)) == 5
    assert work(at(3, 12)) == 0
    assert work(at(4, 12)) == 5
    assert PeriodicTask.objects.get(name="seal").done_at == at(4, 12)


def test_after_days_of_outage_a_chore_runs_once():
    work(NOW)
    assert work(at(20, 12)) == 5
    assert PeriodicTask.objects.get(name="seal").due_at == at(21, 0, 10)


def test_yesterday_is_sealed_after_midnight():
    work(NOW)
    write_down(make_ticket(), "open", now=NOW, actor=None, unit=None)
    work(at(3, 0, 10))
    seal = Seal.objects.get()
    assert (seal.day, seal.entries) == (date(2026, 3, 2), 1)


def test_old_answers_and_silent_processes_are_tidied_away():
    work(NOW)
    ticket = make_ticket()
    for key, age in (("old", 8), ("new", 6)):
        IdempotencyKey.objects.create(
            actor=ticket.opened_by, key=key, request="", ticket=ticket, at=at(3, 4) - timedelta(days=age)
        )
        WorkerHeartbeat.objects.create(id=uuid4(), role=key, started_at=NOW, swept_at=at(3, 4) - timedelta(days=age))
    work(at(3, 4))
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["new"]
    assert list(WorkerHeartbeat.objects.values_list("role", flat=True)) == ["new"]


@pytest.mark.parametrize(
    ("now", "missing"),
    [
        (at(30, 10, month=11), []),
        (at(1, 10, month=12), [2027]),
        (at(5, 10, month=1, year=2027), [2027]),
        (at(5, 10, month=6, year=2026), []),
    ],
)
def test_a_missing_calendar_is_announced_from_december(now, missing):
    make_user("ops", role=SYSTEM_ADMIN)
    assert register.calendar().announced(date(2026, 1, 1))
    periodic.watch_calendar(now)
    assert [notice.params["year"] for notice in Notice.objects.all()] == missing


def test_the_missing_calendar_is_announced_once_a_week():
    make_user("ops", role=SYSTEM_ADMIN)
    for day in range(1, 15):
        periodic.watch_calendar(at(day, 9, month=12))
    assert Notice.objects.count() == 3


def test_a_chore_that_fails_is_tried_again_and_the_others_run(monkeypatch, caplog):
    work(NOW)

    def fail(now):
        raise ValueError("broken")

    monkeypatch.setitem(periodic.TASKS, "seal", periodic.Daily(periodic.TASKS["seal"].at, fail))
    work(at(3, 12))
    due = dict(PeriodicTask.objects.values_list("name", "due_at"))
    assert due["seal"] == at(3, 12) + timedelta(minutes=10)
    assert due["tidy"] == at(4, 3, 30)
    assert "seal" in caplog.text


def test_a_heartbeat_shows_since_when_and_when_last():
    row = WorkerHeartbeat(id=uuid4(), role="sweep")
    sweep.heartbeat(row, NOW)
    sweep.heartbeat(row, NOW + timedelta(seconds=3))
    kept = WorkerHeartbeat.objects.get()
    assert (kept.started_at, kept.swept_at) == (NOW, NOW + timedelta(seconds=3))
    kept.delete()
    sweep.heartbeat(row, NOW + timedelta(seconds=6))
    assert WorkerHeartbeat.objects.get().started_at == NOW
