"""What time alone does: alerts fire, permits lapse, dates move when a year's calendar is announced."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from functools import cache

from django.db.models import Q

from tickets import register
from tickets.actions import telling
from tickets.actions.act import CLOCK, Act
from tickets.actions.claims.marks import remark
from tickets.actions.move import Move
from tickets.actions.perform import carry_out
from tickets.actions.saving import save_all
from tickets.actions.together import together
from tickets.errors import Refusal
from tickets.lifecycle.steps import Step
from tickets.models import Deadline, Ticket
from tickets.models.deadlines import ELAPSED
from tickets.outbox.words import clause_facts
from tickets.prepared import SOME_HOUR, Prepared, filled, some_ids


def fire(deadline: int, now: datetime) -> bool:
    """As `fire_all`, of one. False: nothing left to do here."""
    return fire_all([deadline], now) == 1


def fire_all(deadlines: Collection[int], now: datetime) -> int:
    """Tell what is due of these clocks, in one transaction: each level once, whoever else sweeps. How many had
    something due.

    Of their tickets whatever else is due goes with them, each clock an entry of the audit; one deadline fires alone. A
    ticket that an act has locked is passed over: the next sweep looks again.
    """
    wanted = filled(deadlines)
    tickets = {ticket for (ticket,) in _tickets(len(wanted)).ask(now, ids=wanted)} if wanted else set()
    with together(tickets, CLOCK, now) as acts:
        fired = [(act, many) for act in acts if (many := _fire(act, deadlines))]
        save_all([(act, ()) for act, _many in fired])
    return sum(many for _act, many in fired)


@cache
def _tickets(count: int) -> Prepared:
    """Those on which one of so many clocks is due."""
    due = Deadline.objects.filter(pk__in=some_ids(count), next_at__lte=SOME_HOUR)
    return Prepared.of(due.values_list("ticket"))


def _fire(act: Act, deadlines: Collection[int]) -> int:
    """What is due of these clocks, and of the ticket's others, is judged and told. How many; 0: another sweep was
    quicker."""
    due = {one.pk: one for one in act.rows.values() if one.next_at is not None and one.next_at <= act.now}
    first = [due.pop(pk) for pk in deadlines if pk in due]
    others = [one for one in due.values() if one.try_after is None or one.try_after <= act.now]
    rows = [*first, *others] if first and len(deadlines) > 1 else first
    noted = 0
    for row in rows:
        if row.held:
            remark(act, [row])
        for moment in act.clocks.fire(row):
            act.alert(row, moment.level)
        act.clocks.conclude()
        if fresh := act.clocks.changes[noted:]:
            act.record(clocks=fresh)
        noted += len(fresh)
    return len(rows)


def lapse(pk: int, now: datetime) -> bool:
    """Take the step that follows from time alone (a permit's window is over). False: nothing lapses here."""
    step = _lapsing(Ticket.objects.filter(pk=pk).first(), now)
    if step is None:
        return False
    with suppress(Ticket.DoesNotExist), Move.on(pk, step.name, actor=None, now=now, wait=False) as move:
        if _lapsing(move.ticket, now) is not step:  # somebody acted meanwhile
            return False
        try:
            move.admit()
        except Refusal:
            Ticket.objects.filter(pk=pk).update(lapses_at=None)
            return False
        move.take_in({})
        carry_out(move)
        return True
    return False


def _lapsing(ticket: Ticket | None, now: datetime) -> Step | None:
    """The step that time takes on the ticket as it stands, if its hour has come."""
    if ticket is None or ticket.lapses_at is None or ticket.lapses_at >= now:
        return None
    return next((step for step in ticket.machine.leaving(ticket.state) if step.lapses), None)


def reproject(now: datetime) -> int:
    """Derive each open day clock that stands on another calendar than today's anew. How many moved.

    One transaction a ticket, an audit line for each date that moved; what is settled never moves.
    """
    version = register.calendar().version
    present = Q(calendar=version) | Q(calendar__startswith=f"{version}/")  # whatever the contract's readings
    stale = Deadline.objects.filter(~present, stopped_at=None, breached_at=None)
    tickets = stale.exclude(limit_unit__in=ELAPSED).values_list("ticket", flat=True).distinct()
    return sum(_reproject(pk, now) for pk in list(tickets))


def _reproject(ticket: int, now: datetime) -> int:
    with Act.on(ticket, "calendar", actor=None, now=now) as act:
        moved = [row for row in act.clocks.rows.values() if row.open and act.clocks.reproject(row)]
        if act.clocks.changes:
            act.record(clocks=act.clocks.changes)
        if moved:
            people = telling.of_talk(act.ticket, telling.waited_for(act.ticket), now)
            act.tell("calendar", people, clauses=[clause_facts(row.clause) for row in moved])
        act.save()
        return len(moved)
