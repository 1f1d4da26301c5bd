"""The same act on many tickets at once, in one transaction: what they have in common is read once for all of them."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.roles import PARTY
from tickets import crash_points, leaps, register
from tickets.actions import door, turns
from tickets.actions.act import Act
from tickets.actions.rules import Rules
from tickets.actions.whole import outermost
from tickets.clocks import readings
from tickets.errors import Unavailable
from tickets.models import AuditEntry, Contract, Ticket
from tickets.permissions import Roster, unit_of
from tickets.prepared import PreparedRows, bring, filled, some_ids


@contextmanager
def together(tickets: Collection[int], action: str, now: datetime) -> Iterator[list[Act]]:
    """An act of time alone on each of these tickets that nobody else has in hand, in order of their ids. Who saves
    them does it at once (`saving.save_all`). Raises Unavailable where the clock cannot be trusted; a ticket whose last
    entry lies too far ahead of it is left out."""
    door.check()
    if not tickets:
        yield []
        return
    with transaction.atomic(durable=outermost()):
        wanted = filled(tickets)
        rows = _free(len(wanted)).ask(wanted)
        bring(rows, "contract", "system")
        acts = [act for row in rows if (act := _act(row, action, now)) is not None]
        _share(acts, now)
        crash_points.here("firing.locked")
        yield acts


@cache
def _free(count: int) -> PreparedRows[Ticket]:
    last = AuditEntry.objects.filter(ticket=OuterRef("pk")).order_by("-seq").values("at")[:1]
    rows = Ticket.objects.annotate(last_entry_at=Subquery(last)).filter(pk__in=some_ids(count)).order_by("pk")
    return PreparedRows(rows.select_for_update(of=("self",), skip_locked=True))


def _act(row: Ticket, action: str, now: datetime) -> Act | None:
    last: datetime | None = row.last_entry_at  # type: ignore[attr-defined]  # annotated
    try:
        act = Act(row, action, None, leaps.entered_at(now, last))
    except Unavailable:
        return None
    act.written.found(row)
    return act


def _share(acts: Collection[Act], now: datetime) -> None:
    """What `Act` would read for each ticket by itself."""
    tickets = [act.ticket for act in acts]
    rounds, drawn, roster = readings.rounds_of(tickets), turns.roles_drawn(tickets), Roster(now)
    roster.read({(role, unit_of(ticket, role)) for ticket in tickets for role in PARTY})
    rules = _rules({act.ticket.contract for act in acts})
    for act in acts:
        act.take(rounds[act.ticket.pk])
        act.rules, act.drawn_before, act.roster = rules[act.ticket.contract_id], drawn[act.ticket.pk], roster


def _rules(contracts: Iterable[Contract]) -> dict[int, Rules]:
    days, found = register.calendar(), {one.pk: Rules(one) for one in contracts}
    for rules in found.values():
        rules.calendar = register.calendar_of(rules.contract, days)
    return found
