"""What time alone does: levels fire, permits lapse, dates move when a year's calendar is announced."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tickets import audit, outbox, register
from tickets.actions import telling
from tickets.actions.act import Act
from tickets.actions.door import move
from tickets.actions.locks import lock, locked
from tickets.clocks import readings
from tickets.clocks.timers import Clockwork
from tickets.datelaw.reckoning import AlertTime
from tickets.errors import Refusal
from tickets.lifecycle.parties import SYS
from tickets.models import Deadline, Ticket
from tickets.models.deadlines import ELAPSED

KEPT = ("next_due", *audit.CHAIN)


def fire(deadline: int, now: datetime) -> bool:
    """Tell what is due of one deadline: each level once, whoever else sweeps. False: nothing left to do here.

    A ticket that is locked by an act is passed over: the next sweep looks again.
    """
    with transaction.atomic(durable=True):
        found = (
            Deadline.objects.filter(pk=deadline, next_at__lte=now).values_list("ticket", flat=True).first()
        )
        ticket = lock(found, patient=False) if found is not None else None
        if ticket is None:
            return False
        clockwork = _clockwork(ticket, now)
        row = next((one for one in clockwork.rows.values() if one.pk == deadline), None)
        if row is None or row.next_at is None or row.next_at > now:
            return False
        told = clockwork.fire(row)
        clockwork.save()
        _announce(ticket, row, told, clockwork, now)
        return True


def _announce(
    ticket: Ticket, row: Deadline, told: Iterable[AlertTime], clockwork: Clockwork, now: datetime
) -> None:
    levels = [moment.level for moment in told]
    changes = clockwork.changes + [
        {"clock": row.code, "round": row.round, "op": "alert", "level": level} for level in levels
    ]
    if changes:
        audit.record(ticket, "clock", now=now, actor=None, unit=None, data={"clocks": changes})
    for level in levels:
        telling.of_alert(row, ticket, level, now=now)
    ticket.save(update_fields=KEPT)
    outbox.nudge()


def _clockwork(ticket: Ticket, now: datetime) -> Clockwork:
    return Clockwork(
        ticket=ticket,
        calendar=register.calendar(),
        calendar_as=register.calendar_as,
        now=now,
        rows=readings.latest(ticket),
        clauses={},
        action="clock",
    )


def lapse(pk: int, now: datetime) -> bool:
    """Take the step that follows from time alone (a permit's window is over). False: nothing lapses on this ticket."""
    with transaction.atomic(durable=True):
        ticket = lock(pk, patient=False)
        if ticket is None or ticket.lapses_at is None or ticket.lapses_at >= now:
            return False
        step = next(step for step in ticket.machine.leaving(ticket.state) if SYS in step.by and step.lapses)
        act = Act.begin(ticket, step, actor=None, now=now, comment="")
        try:
            act.admit()
        except Refusal:
            Ticket.objects.filter(pk=pk).update(lapses_at=None)
            return False
        act.take_in({})
        move(act)
        outbox.nudge()
        return True


def reproject(now: datetime) -> int:
    """Derive each open day clock that stands on another calendar than today's anew. How many moved.

    One transaction a ticket, an audit line for each date that moved; what is settled never moves.
    """
    version = register.calendar().version
    stale = Deadline.objects.filter(~Q(calendar=version), stopped_at=None, breached_at=None)
    tickets = stale.exclude(limit_unit__in=ELAPSED).values_list("ticket", flat=True).distinct()
    return sum(_reprojected(pk, now) for pk in list(tickets))


def _reprojected(pk: int, now: datetime) -> int:
    with transaction.atomic(durable=True):
        ticket = locked(pk)
        clockwork = _clockwork(ticket, now)
        moved = [row for row in clockwork.rows.values() if row.open and clockwork.reproject(row)]
        clockwork.save()
        if moved:
            entry = audit.record(
                ticket, "calendar", now=now, actor=None, unit=None, data={"clocks": clockwork.changes}
            )
            params = {"clauses": ", ".join(row.code for row in moved)}
            roles = telling.duty(ticket)
            telling.of_event("calendar", ticket, roles, seq=entry.seq, params=params, actor=None, now=now)
        ticket.save(update_fields=KEPT)
        return len(moved)
