"""Deadlines, permits, overdue replies. One that fails is put off for 30 s, doubling to 1 h, and holds up no other.

Deadlines fire by the batch, in one transaction: what is late or escalates before warnings, fresh before stale. A batch
that fails is fired again one by one, so that only the clock at fault is put off. The database's own trouble is told
apart as in `one_by_one`.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from tickets import actions, outbox
from tickets.errors import Unavailable
from tickets.models import Claim, Deadline, SupervisionOrder, Ticket
from tickets.prepared import SOME_HOUR, Prepared
from tickets.sweep.one_by_one import FIRST_WAIT, LONGEST_WAIT, TROUBLE, RowWork, Troubles
from tickets.sweep.pace import Pace

log = logging.getLogger(__name__)

#: So many due clocks: several sweeps share them, each takes batches that no other holds.
CLOCKS: Final = 1000
#: After so many failures in a row the administrators are told.
TOLD_AT = 3
#: Clocks that met with trouble of the database by themselves.
_troubles: Final = Troubles()
PACE: Final = Pace()


def fire_deadlines(now: datetime) -> int:
    """Fire a batch of the deadlines that nobody else holds: late ones before warnings, fresh before stale. How many."""
    return next((fired for part in _parts(now) if (fired := _fire(part, now))), 0)


def _parts(now: datetime) -> Iterator[Sequence[int]]:
    """What is due, as many at a time as fire in a moment here. Warnings are looked up when the rest is done."""
    size = PACE.size
    for late in (True, False):
        due = [pk for (pk,) in _due_deadlines(late=late).ask(now, instants=[waited_longest])]
        yield from (due[start : start + size] for start in range(0, len(due), size))


@cache
def _due_deadlines(*, late: bool) -> Prepared:
    """`late`: those whose due is over, the one first that was due last; else the newest warning first."""
    over, order = (Q(due_at__lt=SOME_HOUR), "-due_at") if late else (Q(due_at__gte=SOME_HOUR), "-next_at")
    return Prepared.of(due_deadlines().filter(over).order_by(order, "-id").values_list("pk")[:CLOCKS])


def due_deadlines() -> QuerySet[Deadline]:
    """What is due at the stand-in's hour, but for what failed and waits. Asked with `waited_longest` among its
    instants."""
    again = Q(try_after__lte=SOME_HOUR) | Q(try_after__gt=waited_longest(SOME_HOUR))
    return Deadline.objects.filter(Q(try_after__isnull=True) | again, next_at__lte=SOME_HOUR)


def waited_longest(now: datetime) -> datetime:
    """No failure of the sweep has put a clock off beyond it."""
    return now + LONGEST_WAIT


def _fire(part: Sequence[int], now: datetime) -> int:
    """Raises `TROUBLE`."""
    began = time.monotonic()
    try:
        fired = actions.fire_all(part, now)
    except Unavailable:  # the clock is at fault, not the rows
        return 0
    except Exception as error:  # noqa: BLE001  # whatever it was, the other clocks run on
        PACE.failed()
        return _failed(part, error, now)
    PACE.took(fired, time.monotonic() - began)
    _troubles.over(part)
    return fired


def _failed(part: Sequence[int], error: Exception, now: datetime) -> int:
    """One by one, so that only the clock at fault is put off. Raises `TROUBLE`."""
    if isinstance(error, TROUBLE) and (len(part) > 1 or not _troubles.too_often(part[0])):
        raise error
    if len(part) > 1:
        return sum(_fire([pk], now) for pk in part)
    _postpone(part[0], error, now)
    _troubles.over(part)
    return 1


def put_off() -> QuerySet[Deadline]:
    """The clocks that could not be worked, the one that is tried next first. An index finds them."""
    return Deadline.objects.filter(try_after__isnull=False).order_by("try_after", "id")


def hasten(rows: QuerySet[Deadline], now: datetime) -> int:
    """Of these, what was put off is tried again now. How many."""
    return rows.filter(try_after__isnull=False).update(try_after=now)


def _postpone(pk: int, error: Exception, now: datetime) -> None:
    """Keep the error on the row. Raises where that fails too: then the database is at fault."""
    text = f"{type(error).__name__}: {error}"[:300]
    with transaction.atomic():
        row = Deadline.objects.select_related("ticket", "clause").select_for_update(of=("self",)).get(pk=pk)
        row.tries += 1
        row.try_after = now + min(FIRST_WAIT * 2 ** min(row.tries - 1, 10), LONGEST_WAIT)
        row.error = text
        row.save(update_fields=["tries", "try_after", "error"])
        if row.tries == TOLD_AT:
            said = {"number": row.ticket.number, "code": row.clause.title, "again": row.try_after.isoformat()}
            key = f"failed:{row.pk}:{now:%F}"
            told = said | {"error": text}
            outbox.queue("clock_failed", outbox.administrators(), ticket=None, key=key, params=told, now=now)
    if row.tries == 1:
        log.error("deadline %d (%s) cannot be fired and is put off", pk, row.code, exc_info=error)


#: Takes the step that follows from time alone on one ticket.
lapse_ticket: Final = RowWork(actions.lapse, lambda: Ticket.objects.filter(lapses_at__lt=SOME_HOUR), "lapses_at")
#: Notes an overdue answer, decision or proof of one claim.
lapse_claim: Final = RowWork(actions.lapse_claim, lambda: Claim.objects.filter(next_at__lte=SOME_HOUR), "next_at")
#: Tells that one order of supervision was not replied to in time.
tell_of_supervision: Final = RowWork(
    actions.supervision_overdue, lambda: SupervisionOrder.objects.filter(next_at__lte=SOME_HOUR), "next_at"
)
