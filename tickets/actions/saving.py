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
from tickets.models import Notice, Ticket, at_once
from tickets.outbox import Told, lives

if TYPE_CHECKING:
    from tickets.actions.act import Act

Saved = Sequence[tuple["Act", tuple[str, ...]]]


def save_all(acts: Saved) -> None:
    """The clocks, whose turn it is, the audit's entries, the notices, and of each ticket these columns with the head of
    its audit. Each ticket is locked, and one act's alone."""
    schedule.save_all(act.clocks for act, _columns in acts if "clocks" in vars(act))
    settled = [(act, act.settle(*columns)) for act, columns in acts]
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
    for act in acts:
        if not act.over:
            of_clocks[act.now] |= act.over_clocks
            continue
        ended = reduce(or_, act.over, Q(deadline__in=act.over_clocks))
        lives.end(Notice.objects.filter(ended, ticket=act.ticket), now=act.now)
    for now, clocks in of_clocks.items():
        if clocks:
            lives.end(Notice.objects.filter(deadline__in=clocks), now=now)


def _save_tickets(settled: Saved) -> None:
    alike: dict[tuple[str, ...], list[Ticket]] = defaultdict(list)
    for act, columns in settled:
        alike[columns].append(act.ticket)
    for columns, tickets in alike.items():
        at_once.update(tickets, [*columns, *audit.CHAIN])
