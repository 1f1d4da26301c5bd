"""Periodic tasks run at once, and what the sweep put off tried at once. The sweep itself does both."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.doors import log
from accounts.doors.hands import Hand, Power
from tickets.errors import WrongState
from tickets.models import Deadline, FailedWork, PeriodicTask
from tickets.sweep import clocks, failing, periodic


def tasks() -> list[tuple[str, PeriodicTask | None]]:
    """Every task of the service by name, in its order of the day; None: no sweep has met it yet."""
    rows = {one.name: one for one in PeriodicTask.objects.filter(name__in=periodic.NAMES)}
    return [(name, rows.get(name)) for name in periodic.NAMES]


@transaction.atomic
def run_task(by: Hand, name: str) -> None:
    """立即执行: the next sweep takes it, within seconds. Raises ValidationError for a task that is unknown;
    PermissionDenied."""
    by.require(Power.RUN_TASK)
    row = PeriodicTask.objects.select_for_update().filter(name=name).first()
    if row is None or not periodic.hasten(name, by.now):
        known = ", ".join(periodic.NAMES)
        raise ValidationError(
            _("There is no periodic task “%(name)s”. There are: %(known)s."), params={"name": name, "known": known}
        )
    log.write(by, Power.RUN_TASK, task=name, old={"due": row.due_at.isoformat()}, new={"due": by.now.isoformat()})


@transaction.atomic
def retry_clock(by: Hand, deadline: Deadline) -> None:
    """立即重试: the next sweep tries the clock again. Raises WrongState where it is not put off; PermissionDenied."""
    by.require(Power.RETRY_CLOCK)
    row = Deadline.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=deadline.pk)
    if not clocks.hasten(Deadline.objects.filter(pk=row.pk), by.now):
        raise WrongState(_("This clock is not put off."))
    old = {"tries": row.tries, "after": row.try_after.isoformat() if row.try_after else ""}
    log.write(by, Power.RETRY_CLOCK, number=row.ticket.number, clause=row.code, round=row.round, old=old)


@transaction.atomic
def retry_failed(by: Hand, failed: FailedWork) -> None:
    """立即重试: the next sweep tries it again. Raises WrongState where it does not wait any more; PermissionDenied."""
    by.require(Power.RETRY_CLOCK)
    row = failing.numbered(failing.failing(by.now).filter(pk=failed.pk)).first()
    if row is None or not failing.hasten(FailedWork.objects.filter(pk=row.pk), by.now):
        raise WrongState(_("This is not put off."))
    old = {"tries": row.tries, "after": row.try_after.isoformat()}
    log.write(by, Power.RETRY_CLOCK, number=row.number, work=row.sort, old=old)  # type: ignore[attr-defined]
