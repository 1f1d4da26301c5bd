"""Periodic tasks: rows that any sweep takes, without a scheduler or a leader."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from http.client import HTTPException
from typing import Final

from django.db import connection, transaction
from django.db.models.functions import Coalesce

from tickets import actions, audit, exports, leaps, outbox, register, statistics
from tickets.datelaw.types import ZONE
from tickets.models import IdempotencyKey, PeriodicTask, WorkerHeartbeat
from tickets.outbox.lives import MORNING
from tickets.sweep import failing, mornings
from tickets.unhurried import unhurried

log = logging.getLogger(__name__)

#: So long an answer is given again to a repeated request, and a process is remembered after its last sweep.
KEPT = timedelta(days=7)
#: A periodic task that failed is tried again after this.
AGAIN = timedelta(minutes=10)
#: Long work has come to its end by then, or was cut off: see `tasks`.
LONGEST: Final = timedelta(hours=1)
#: So many faults of one check stand in the log; `verify_audit` names all.
MOST_LOGGED = 20
#: By then the State Council has announced the next year (it did so in November in all recent years).
ALARM_MONTH = 12


@dataclass(frozen=True, slots=True)
class Daily:
    """Work of every day at `at`, Asia/Shanghai."""

    at: time
    work: Callable[[datetime], object]

    def after(self, now: datetime) -> datetime:
        here = now.astimezone(ZONE)
        today = datetime.combine(here, self.at, ZONE)
        return today if today > here else today + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Every:
    """Work again and again, after `span`."""

    span: timedelta
    work: Callable[[datetime], object]

    def after(self, now: datetime) -> datetime:
        return now + self.span


def verify_since_seal(now: datetime) -> None:
    """Replay what was written since the last seal, before it is sealed; the administrators are told of each fault.

    After days without a seal that is a great deal: no limit of a statement cuts it off."""
    with unhurried(connection):
        faults = [str(fault) for fault in audit.verify_rows(since_seal=True)]
    for fault in faults[:MOST_LOGGED]:
        log.error("the audit and the rows differ: %s", fault)
    if faults:
        said = {"count": len(faults), "first": faults[0]}
        people, key = outbox.administrators(), f"audit:{now:%F}"
        outbox.queue("audit_faults", people, ticket=None, key=key, params=said, now=now)


def send_seals(now: datetime) -> None:
    """Send what waits to the place outside, oldest first; the administrators are told once a day that it fails."""
    for seal in audit.unsent():
        try:
            audit.send(seal, now)
        except (OSError, HTTPException) as error:
            name = type(error).__name__  # the text may hold an address with a password
            log.error("the seal of %s cannot be sent: %s", seal.day, name)  # no traceback: see above
            said = {"day": seal.day.isoformat(), "error": name}
            people, key = outbox.administrators(), f"seal:{now:%F}"
            outbox.queue("seal_unsent", people, ticket=None, key=key, params=said, now=now)
            return


def seal_yesterday(now: datetime) -> None:
    audit.seal(now.astimezone(ZONE).date() - timedelta(days=1), now)


def tidy(now: datetime) -> None:
    IdempotencyKey.objects.filter(at__lt=now - KEPT).delete()
    WorkerHeartbeat.objects.filter(swept_at__lt=now - KEPT).delete()
    actions.forget_old_forms(now)
    exports.forget_old(now)
    failing.forget(now)


def watch_calendar(now: datetime) -> None:
    """Say once a week that a calendar is missing: this year's at any time, next year's from December."""
    today = now.astimezone(ZONE).date()
    years = (today.year, today.year + 1) if today.month >= ALARM_MONTH else (today.year,)
    calendar, week = register.calendar(), today.isocalendar()
    for year in years:
        if not calendar.announced(date(year, 1, 1)):
            people, key = outbox.administrators(), f"calendar:{year}:{week.year}w{week.week}"
            outbox.queue("calendar_missing", people, ticket=None, key=key, params={"year": year}, now=now)


def open_by_rule(now: datetime) -> int:
    """Orders that the service opens by itself: what recurs, and findings on what nobody contests."""
    return actions.open_recurring(now) + actions.propose_findings(now)


#: Short work, each in one transaction with the mark that it is done.
TASKS = {
    "seal": Daily(time(0, 10), seal_yesterday),
    "tidy": Daily(time(3, 30), tidy),
    "mornings": Daily(MORNING, mornings.tell),
    "calendar": Daily(time(9, 0), watch_calendar),
    "last_days": Daily(time(9, 5), actions.tell_of_last_days),
}
#: Long work and what goes over the network, in a thread of its own.
APART: dict[str, Daily | Every] = {
    "verify": Daily(time(0, 2), verify_since_seal),
    "send_seals": Every(timedelta(minutes=10), send_seals),
    "statistics": Every(timedelta(hours=1), statistics.roll_up),
    "recurring": Every(timedelta(hours=1), open_by_rule),
    "sheets": Every(timedelta(hours=1), actions.close_due_sheets),
    "move_dates": Every(timedelta(minutes=10), actions.reproject),
}

NAMES = (*TASKS, *APART)
#: How a task stands that does not fail.
WELL: Final = {"failing_since": None, "error": ""}


def run_apart(now: datetime) -> bool:
    """Do one piece of work that takes long or goes over the network, outside any transaction. False: none is due.

    It is taken by moving its row on first, by an hour at most: a process that dies over it leaves it for then.
    """
    return any(run_apart_named(name, now) for name in due_apart(now))


def due_apart(now: datetime) -> list[str]:
    """The names of such work that is due; none while the clock cannot be trusted."""
    return [] if leaps.GUARD.held else _due(APART, now)


def run_one(now: datetime) -> bool:
    """Do one periodic task that is due. False: none is due. Work and mark commit together, so none is skipped."""
    return any(_attempt(name, now) for name in _due(TASKS, now))


def _due(tasks: Mapping[str, Daily | Every], now: datetime) -> list[str]:
    """The names of those that are due; rows of new ones are made."""
    known = dict(PeriodicTask.objects.filter(name__in=tasks).values_list("name", "due_at"))
    new = [PeriodicTask(name=name, due_at=task.after(now)) for name, task in tasks.items() if name not in known]
    PeriodicTask.objects.bulk_create(new, ignore_conflicts=True)
    return [name for name, due_at in known.items() if due_at <= now]


def run_apart_named(name: str, now: datetime) -> bool:
    """Do this one. False: it is not due, or another process was quicker."""
    mine, then = PeriodicTask.objects.filter(name=name, due_at__lte=now), APART[name].after(now)
    held_until = min(then, now + LONGEST)
    if not mine.update(due_at=held_until):
        return False
    try:
        APART[name].work(now)
    except Exception as error:  # noqa: BLE001  # the others go on
        _failed(name, error, now)
        return True
    row = PeriodicTask.objects.filter(name=name)
    row.filter(due_at=held_until).update(due_at=then)  # unless somebody wants it done once more
    row.update(done_at=now, **WELL)
    return True


def _attempt(name: str, now: datetime) -> bool:
    try:
        return _do(name, now)
    except Exception as error:  # noqa: BLE001  # the others go on
        _failed(name, error, now)
        return True


def _failed(name: str, error: Exception, now: datetime) -> None:
    log.error("the periodic task %s failed and is tried again", name, exc_info=error)
    since, what = Coalesce("failing_since", now), type(error).__name__[:60]
    PeriodicTask.objects.filter(name=name).update(due_at=now + AGAIN, failing_since=since, error=what)


def hasten(name: str, now: datetime) -> bool:
    """It falls due now, and any sweep takes it. Each may be done at any time: what was done of its day is not done
    twice. False: there is no such task."""
    return PeriodicTask.objects.filter(name=name, name__in=NAMES).update(due_at=now) == 1


@transaction.atomic
def _do(name: str, now: datetime) -> bool:
    mine = PeriodicTask.objects.filter(name=name, due_at__lte=now)
    row = mine.select_for_update(skip_locked=True).first()
    if row is None:
        return False
    TASKS[name].work(now)
    row.due_at, row.done_at, row.failing_since, row.error = TASKS[name].after(now), now, None, ""
    row.save(update_fields=["due_at", "done_at", *WELL])
    return True
