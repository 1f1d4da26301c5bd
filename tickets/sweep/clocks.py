"""Deadlines, permits, overdue replies. One that fails is put off for 30 s, doubling to 1 h, and holds up no other.

Deadlines fire by the batch, in one transaction: what is late or escalates before warnings, fresh before stale. A batch
that fails is fired again one by one, so that only the clock at fault is put off. The database's own trouble is told
apart as in `one_by_one`. Who finds a batch fires it, or leases it and hands it over; both by `_fire`.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Final

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from tickets import actions, leaps, outbox
from tickets.errors import Unavailable
from tickets.models import Claim, Deadline, SupervisionOrder, Ticket
from tickets.prepared import SOME_HOUR, Prepared
from tickets.sweep.one_by_one import TROUBLE, RowWork, Troubles, wait_after, waited_longest
from tickets.sweep.pace import Pace

log = logging.getLogger(__name__)

#: So many due clocks: several sweeps share them, each takes batches that no other holds.
CLOCKS: Final = 1000
#: So long a batch that was handed over is left to whoever takes it; then its message counts as lost.
LEASE: Final = timedelta(seconds=5)
#: So many batches are handed over at once, by all sweeps together: what falls due next waits for no more than these.
IN_HAND: Final = 4
#: So long a process fires by itself, when nobody took what it handed over.
ALONE: Final = timedelta(seconds=30)
#: After so many failures in a row the administrators are told.
TOLD_AT = 3
#: Clocks that met with trouble of the database by themselves.
_troubles: Final = Troubles()
PACE: Final = Pace()


class Solitude:
    """Nobody took what was handed over: the workers of the clocks are gone, or busy. In memory, of one process."""

    def __init__(self) -> None:
        self._since: datetime | None = None

    def begin(self, now: datetime) -> None:
        self._since = now

    def lasts(self, now: datetime) -> bool:
        return self._since is not None and abs(now - self._since) < ALONE


_solitude: Final = Solitude()


def fire_deadlines(now: datetime) -> int:
    """Fire a batch of the deadlines that nobody else holds: late ones before warnings, fresh before stale. How many."""
    return next((fired for part in _parts(now) if (fired := _fire(part, now))), 0)


def _parts(now: datetime) -> Iterator[Sequence[int]]:
    """What is due, as many at a time as fire in a moment here."""
    size, due = PACE.size, _due(now)
    return iter(lambda: list(islice(due, size)), [])


def _due(now: datetime) -> Iterator[int]:
    """Warnings are looked up when the rest is done."""
    for late in (True, False):
        yield from (pk for (pk,) in _due_deadlines(late=late).ask(now, instants=[waited_longest]))


@cache
def _due_deadlines(*, late: bool) -> Prepared:
    """`late`: those whose due is over, the one first that was due last; else the newest warning first."""
    over, order = (Q(due_at__lt=SOME_HOUR), "-due_at") if late else (Q(due_at__gte=SOME_HOUR), "-next_at")
    return Prepared.of(due_deadlines().filter(over).order_by(order, "-id").values_list("pk")[:CLOCKS])


def due_deadlines() -> QuerySet[Deadline]:
    """What is due at the stand-in's hour, but for what failed and waits. Asked with `waited_longest` among its
    instants."""
    return Deadline.objects.filter(_free(SOME_HOUR), next_at__lte=SOME_HOUR)


def _free(now: datetime) -> Q:
    return Q(try_after__isnull=True) | Q(try_after__lte=now) | Q(try_after__gt=waited_longest(now))


def hand_over(now: datetime, give: Callable[[list[int]], None]) -> int:
    """Lease what is due, as `fire_deadlines` finds it, and give it to somebody who fires it, a batch at a time. What
    was handed over before and nobody fired is fired here, and for a while all else: each message that is lost costs
    its lease. How many were fired here. Raises `TROUBLE`."""
    if lost := list(
        _handed_over().filter(try_after__lte=now, next_at__lte=now).values_list("pk", flat=True)[: PACE.size]
    ):
        _solitude.begin(now)
        return fire_leased(lost, now)
    if _solitude.lasts(now):
        return fire_deadlines(now)
    mine = _lease(now)
    for start in range(0, len(mine), PACE.size):
        give(mine[start : start + PACE.size])
    return 0  # whoever fires them wakes this sweep: what cannot fire now is not handed over without a rest


def _handed_over() -> QuerySet[Deadline]:
    """Handed over, whether or not the lease is over. An index finds them, the first that was taken first."""
    return Deadline.objects.filter(try_after__isnull=False, tries=0).order_by("try_after", "id")


def _lease(now: datetime) -> list[int]:
    """In their order. A row is locked for a moment and nobody waits for it: whoever has its ticket in hand comes to its
    clocks later, and meets no lock but this one."""
    size = PACE.size
    room = IN_HAND * size - _handed_over().filter(try_after__gt=now, try_after__lte=now + LEASE).count()
    wanted = list(islice(_due(now), max(0, room)))
    if not wanted:
        return []
    with transaction.atomic():
        untaken = Deadline.objects.filter(_free(now), next_at__lte=now, pk__in=wanted)
        mine = set(untaken.select_for_update(skip_locked=True).values_list("pk", flat=True))
        Deadline.objects.filter(pk__in=mine).update(try_after=now + LEASE)
    return [pk for pk in wanted if pk in mine]


def fire_leased(part: Sequence[int], now: datetime) -> int:
    """Fire a batch that was handed over. What does not fire, since somebody has its ticket in hand or the database is
    at fault, is due again at once; where this host's clock is not trusted, another's sweep takes it as lost. How many.
    Raises `TROUBLE`."""
    try:
        return _fire_apart(part, now)
    finally:
        if not leaps.GUARD.held:
            _handed_over().filter(pk__in=part).order_by().update(try_after=None)


def _fire_apart(part: Sequence[int], now: datetime) -> int:
    """The next batch is cut by whoever leases it, so that trouble makes none smaller: it is told apart here."""
    try:
        return _fire(part, now)
    except TROUBLE:
        if len(part) == 1 or not connection.is_usable():
            raise
        return sum(_fire([pk], now) for pk in part)


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
    return Deadline.objects.filter(try_after__isnull=False, tries__gt=0).order_by("try_after", "id")


def hasten(rows: QuerySet[Deadline], now: datetime) -> int:
    """Of these, what was put off is tried again now. How many."""
    return rows.filter(try_after__isnull=False, tries__gt=0).update(try_after=now)


def _postpone(pk: int, error: Exception, now: datetime) -> None:
    """Keep the error on the row. Raises where that fails too: then the database is at fault."""
    text = f"{type(error).__name__}: {error}"[:300]
    with transaction.atomic():
        row = Deadline.objects.select_related("ticket", "clause").select_for_update(of=("self",)).get(pk=pk)
        row.tries += 1
        row.try_after = now + wait_after(row.tries)
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
lapse_ticket: Final = RowWork("lapse", actions.lapse, lambda now: Ticket.objects.filter(lapses_at__lt=now), "lapses_at")
#: Notes an overdue answer, decision or proof of one claim.
lapse_claim: Final = RowWork(
    "claim", actions.lapse_claim, lambda now: Claim.objects.filter(next_at__lte=now), "next_at"
)
#: Tells that one order of supervision was not replied to in time.
tell_of_supervision: Final = RowWork(
    "supervision", actions.supervision_overdue, lambda now: SupervisionOrder.objects.filter(next_at__lte=now), "next_at"
)
