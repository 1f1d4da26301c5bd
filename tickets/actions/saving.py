"""What acts have done, written at once: as many statements for the acts of a whole batch as for one of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from tickets import audit, crash_points, outbox
from tickets.actions import turns
from tickets.clocks import schedule
from tickets.lifecycle.kind import OPEN
from tickets.models import Notice, Ticket, at_once
from tickets.outbox import Told, lives

if TYPE_CHECKING:
    from tickets.actions.act import Act

Saved = Sequence[tuple["Act", tuple[str, ...]]]


def save_all(acts: Saved) -> None:
    """The clocks, whose turn it is, the audit's entries, the notices, and of each ticket these columns with the head of
    its audit. Each ticket is locked, and one act's alone."""
    schedule.save_all(act.clocks for act, _columns in acts if "clocks" in vars(act))
    changed = [(act, act.changed(*columns)) for act, columns in acts]
    turns.bring(act.ticket for act, columns in changed if act.action != OPEN and act.moved(columns))
    settled = [(act, act.settle(columns)) for act, columns in changed]
    turns.write({act.ticket: act.turns for act, columns in settled if "turns_edition" in columns})
    for act, columns in settled:
        act.written.wrote(act.ticket, columns)
    audit.append_all(one for act, _columns in acts for one in act.to_append())
    _end_told([act for act, _columns in acts])
    outbox.queue_together(Told(act.messages, act.ticket, act.now) for act, _columns in acts)
    _save_tickets(settled)
    crash_points.here("acts.written")


def _end_told(acts: Iterable["Act"]) -> None:
    """Before people are told anew: what this act tells of stands."""
    of_clocks: defaultdict[datetime, set[int]] = defaultdict(set)
    others: defaultdict[datetime, list[Q]] = defaultdict(list)
    for act in acts:
        of_clocks[act.now] |= act.over_clocks
        if act.over:
            others[act.now].append(Q(reduce(or_, act.over), ticket=act.ticket))
    for now, clocks in of_clocks.items():
        of_those = [Q(deadline__in=clocks)] if clocks else []
        if ended := [*of_those, *others[now]]:
            lives.end(Notice.objects.filter(reduce(or_, ended)), now=now)


def _save_tickets(settled: Saved) -> None:
    alike: dict[tuple[str, ...], list[Ticket]] = defaultdict(list)
    for act, columns in settled:
        alike[columns].append(act.ticket)
    for columns, tickets in alike.items():
        at_once.update(tickets, [*columns, *audit.CHAIN])
