"""What the sweep does to clocks: once each, in time, whatever its neighbours do."""

import logging
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, OperationalError
from django.db.models import QuerySet

from accounts.roles import SYSTEM_ADMIN
from tests.rows import make_user
from tests.world import World
from tickets import actions, outbox, sweep
from tickets.models import Alert, Breach, Deadline, FailedWork, Notice, Ticket
from tickets.sweep import clocks, failing
from tickets.sweep.one_by_one import FIRST_WAIT, MOST_TROUBLE, RowWork

#: More acts of the sweep than one test has clocks and permits.
ENOUGH = 100


def sweep_all(now) -> int:
    """How often something was done until nothing was due. What stays due would go on for ever: that fails here."""
    for done in range(ENOUGH):
        if not sweep.fire_one(now):
            return done
    pytest.fail("something stays due after it was done")


@pytest.fixture
def incident(world: World) -> Ticket:
    """Reported a moment ago: respond within 5 minutes, handle and locate within 30."""
    return world.file("incident", reported_at=world.now.isoformat(), alarm_at=None)


def test_nothing_is_due_at_first(world, incident):
    sweep_all(world.now)
    assert not Alert.objects.exists()
    assert not sweep.fire_one(world.now + timedelta(seconds=1))


def test_a_warning_is_told_at_its_instant_and_once(world, incident):
    clock = world.clock(incident, "incident.respond")
    half = clock.started_at + timedelta(seconds=150)
    sweep_all(half - timedelta(seconds=1))
    assert not world.told(incident, "half")
    sweep_all(half)
    sweep_all(half)
    assert world.told(incident, "half")
    assert Alert.objects.filter(deadline=clock, level="half").count() == 1
    assert Notice.objects.filter(event="half", deadline=clock, recipient__username="desk").count() == 1


def test_a_breach_waits_a_second_for_whoever_acts_in_time(world, incident):
    due = world.clock(incident, "incident.respond").due_at
    sweep_all(due + timedelta(milliseconds=900))
    assert not Breach.objects.exists()
    sweep_all(due + timedelta(seconds=1))
    assert Breach.objects.get().occurred_at == due


def test_a_breach_is_one_row_with_its_three_times(world, incident):
    due = world.clock(incident, "incident.respond").due_at
    late = due + timedelta(hours=3)
    sweep_all(late)
    sweep_all(late + timedelta(hours=1))
    breach = Breach.objects.get(deadline__code="incident.respond")
    assert (breach.occurred_at, breach.detected_at, breach.told_at) == (due, late, late)
    told = Notice.objects.filter(event="breach", deadline=breach.deadline)
    assert set(told.values_list("at", flat=True)) == {late}
    assert len(set(told.values_list("recipient", flat=True))) == told.count() >= 3


def test_after_an_outage_overtaken_warnings_collapse_into_the_breach(world, incident):
    clock = world.clock(incident, "incident.respond")
    sweep_all(clock.due_at + timedelta(days=1))
    levels = dict(Alert.objects.filter(deadline=clock).values_list("level", "collapsed"))
    assert levels == {"half": True, "eighty": True, "breach": False, "authority": False}
    assert not world.told(incident, "half")


def test_a_stopped_clock_is_quiet(world, incident):
    world.later(minutes=1).take(incident, "respond")
    sweep_all(world.now + timedelta(minutes=10))
    assert not Breach.objects.filter(deadline__code="incident.respond").exists()


def test_a_permit_lapses_by_itself(world):
    ticket = world.file("restart")
    for step in ("submit", "approve_restart", "verify"):
        if step in ticket.machine.by_step and ticket.state in ticket.machine.by_step[step].sources:
            ticket = world.later(minutes=1).take(ticket, step)
    ticket = world.fresh(ticket)
    assert ticket.lapses_at is not None
    sweep_all(ticket.lapses_at + timedelta(seconds=2))
    assert world.audit(ticket)[-1].actor is None
    assert world.fresh(ticket).state != ticket.state


class Poison:
    """`actions.fire_all` that fails with one deadline, as often as is said."""

    def __init__(self, pk: int, error: Exception, times: int = ENOUGH) -> None:
        self.pk, self.error, self.times, self.plain = pk, error, times, actions.fire_all

    def __call__(self, pks, now):
        if self.pk in pks and self.times > 0:
            self.times -= 1
            raise self.error
        return self.plain(pks, now)


@pytest.fixture
def poisoned(world, incident, monkeypatch) -> Deadline:
    row = world.clock(incident, "incident.respond")
    monkeypatch.setattr(clocks.actions, "fire_all", Poison(row.pk, ValueError("no such clause")))
    return row


def test_a_poisoned_clock_holds_up_no_other(world, incident, poisoned, caplog):
    sweep_all(poisoned.due_at + timedelta(hours=1))
    late = set(Breach.objects.values_list("deadline__code", flat=True))
    assert "incident.handle" in late
    assert "incident.respond" not in late
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_poisoned_clock_waits_twice_as_long_each_time_at_most_an_hour(world, poisoned):
    now, waits = poisoned.due_at + timedelta(hours=1), []
    for _ in range(9):
        sweep_all(now)
        poisoned.refresh_from_db()
        waits.append((poisoned.try_after - now).total_seconds())
        now = poisoned.try_after
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert poisoned.error == "ValueError: no such clause"


def test_people_are_told_of_a_clock_that_keeps_failing_once_a_day(world, poisoned):
    admin = make_user("ops", role=SYSTEM_ADMIN)
    now = poisoned.due_at + timedelta(hours=1)
    for _ in range(5):
        sweep_all(now)
        poisoned.refresh_from_db()
        now = poisoned.try_after
    notice = Notice.objects.get(event="clock_failed", recipient=admin)
    body = outbox.render(notice, "zh-hans").body
    assert "“故障响应”计时自动处理失败" in body
    assert "程序异常，请联系运维人员（详见服务日志）" in body
    assert "ValueError" not in body


def test_a_clock_that_works_again_forgets_its_failures(world, poisoned, monkeypatch):
    now = poisoned.due_at + timedelta(hours=1)
    sweep_all(now)
    monkeypatch.setattr(clocks.actions, "fire_all", clocks.actions.fire_all.plain)
    poisoned.refresh_from_db()
    sweep_all(poisoned.try_after)
    poisoned.refresh_from_db()
    assert (poisoned.tries, poisoned.try_after, poisoned.error) == (0, None, "")
    assert Breach.objects.get(deadline=poisoned).occurred_at == poisoned.due_at


def _lapses(now: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(lapses_at__lt=now)


def lapsing(incident: Ticket, world: World, error: Exception) -> RowWork:
    """The work of lapses, which fails on this one."""
    Ticket.objects.filter(pk=incident.pk).update(lapses_at=world.now)

    def fail(_pk: int, _now: datetime) -> bool:
        raise error

    return RowWork("lapse", fail, _lapses, "lapses_at")


def test_a_lapse_that_fails_is_put_off_and_holds_up_nothing(world, incident):
    work, now = lapsing(incident, world, DatabaseError("broken")), world.now + timedelta(seconds=10)
    assert work(now)
    assert not work(now)
    assert work(now + FIRST_WAIT)
    (row,) = failing.failing(now)
    assert (row.sort, row.row, row.tries, row.since) == ("lapse", incident.pk, 2, now)
    assert row.try_after == now + 3 * FIRST_WAIT


def test_another_process_knows_what_failed_and_what_was_done_meanwhile_is_forgotten(world, incident):
    lapsing(incident, world, DatabaseError("broken"))(world.now + timedelta(seconds=10))
    anew, done = world.now + timedelta(seconds=20), list[int]()
    elsewhere = RowWork("lapse", lambda pk, _now: not done.append(pk), _lapses, "lapses_at")
    assert not elsewhere(anew)
    assert elsewhere(anew + FIRST_WAIT)
    assert (done, failing.failing(anew).count()) == ([incident.pk], 0)


def test_what_is_no_longer_due_is_put_off_no_more(world, incident):
    now = world.now + timedelta(seconds=10)
    lapsing(incident, world, DatabaseError("broken"))(now)
    assert failing.failing(now).exists()
    Ticket.objects.filter(pk=incident.pk).update(lapses_at=None)
    assert not failing.failing(now).exists()
    assert failing.forget(now) == 1


def test_a_hand_that_set_the_clock_back_hides_nothing_for_ever(world, incident):
    """As of clocks: what was put off past all waiting is looked at all the same."""
    now = world.now + timedelta(seconds=10)
    work = lapsing(incident, world, DatabaseError("broken"))
    assert work(now)
    FailedWork.objects.update(try_after=now + timedelta(days=3))
    assert work(now)


def test_a_lapse_that_meets_with_trouble_of_the_database_each_time_holds_up_nothing_for_ever(world, incident):
    """What comes after it was never done, and the sweep gave no sign of life."""
    work, now = lapsing(incident, world, OperationalError("statement timeout")), world.now + timedelta(seconds=10)
    for _ in range(MOST_TROUBLE - 1):
        with pytest.raises(OperationalError):
            work(now)
    assert work(now)
    assert not work(now)
    with pytest.raises(OperationalError):
        work(now + FIRST_WAIT)


def test_a_clock_that_somebody_put_off_past_all_waiting_is_looked_at_all_the_same(world, incident):
    """The sweep itself puts a clock off by an hour at most; what a hand wrote there silences no breach."""
    due = world.clock(incident, "incident.respond").due_at
    Deadline.objects.filter(ticket=incident).update(try_after=due + timedelta(days=365))
    sweep_all(due + timedelta(seconds=1))
    assert Breach.objects.filter(deadline__code="incident.respond").exists()
