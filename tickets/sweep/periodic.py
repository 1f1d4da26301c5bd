"""Periodic tasks: rows that any sweep takes, without a scheduler or a leader."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from tickets import audit, outbox, register
from tickets.datelaw.types import ZONE
from tickets.models import IdempotencyKey, PeriodicTask, WorkerHeartbeat

log = logging.getLogger(__name__)

#: So long an answer is given again to a repeated request, and a process is remembered after its last sweep.
KEPT = timedelta(days=7)
#: A periodic task that failed is tried again after this.
AGAIN = timedelta(minutes=10)
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


def seal_yesterday(now: datetime) -> None:
    audit.seal(now.astimezone(ZONE).date() - timedelta(days=1), now)


def tidy(now: datetime) -> None:
    IdempotencyKey.objects.filter(at__lt=now - KEPT).delete()
    WorkerHeartbeat.objects.filter(swept_at__lt=now - KEPT).delete()


def watch_calendar(now: datetime) -> None:
    """Say once a week that a calendar is missing: this year's at any time, next year's from December."""
    today = now.astimezone(ZONE).date()
    years = (today.year, today.year + 1) if today.month >= ALARM_MONTH else (today.year,)
    calendar, week = register.calendar(), today.isocalendar()
    for year in years:
        if not calendar.announced(date(year, 1, 1)):
            people, key = outbox.administrators(), f"calendar:{year}:{week.year}w{week.week}"
            outbox.queue("calendar_missing", people, ticket=None, key=key, params={"year": year}, now=now)


TASKS = {
    "seal": Daily(time(0, 10), seal_yesterday),
    "tidy": Daily(time(3, 30), tidy),
    "calendar": Daily(time(9, 0), watch_calendar),
}


def run_one(now: datetime) -> bool:
    """Do one periodic task that is due. False: none is due. Work and mark commit together, so none is skipped."""
    known = dict(PeriodicTask.objects.filter(name__in=TASKS).values_list("name", "due_at"))
    new = [PeriodicTask(name=name, due_at=task.after(now)) for name, task in TASKS.items() if name not in known]
    PeriodicTask.objects.bulk_create(new, ignore_conflicts=True)
    return any(_attempt(name, now) for name, due_at in known.items() if due_at <= now)


def _attempt(name: str, now: datetime) -> bool:
    try:
        return _do(name, now)
    except Exception:
        log.exception("the periodic task %s failed and is tried again", name)
        PeriodicTask.objects.filter(name=name).update(due_at=now + AGAIN)
        return True


@transaction.atomic
def _do(name: str, now: datetime) -> bool:
    mine = PeriodicTask.objects.filter(name=name, due_at__lte=now)
    row = mine.select_for_update(skip_locked=True).first()
    if row is None:
        return False
    TASKS[name].work(now)
    row.due_at, row.done_at = TASKS[name].after(now), now
    row.save(update_fields=["due_at", "done_at"])
    return True
