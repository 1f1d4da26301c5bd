"""Deadlines, permits, overdue replies. One that fails is put off for 30 s, doubling to 1 h, and holds up no other.

Deadlines fire by the batch, in one transaction: what is late or escalates before warnings, fresh before stale. A batch
that fails is fired again one by one, so that only the clock at fault is put off. Where the database is at fault, a
connection cut or a lock not given, nothing is: whoever sweeps tries again at once.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet

from tickets import actions, outbox
from tickets.errors import Unavailable
from tickets.models import Claim, Deadline, SupervisionOrder, Ticket
from tickets.prepared import SOME_HOUR, Prepared
from tickets.sweep.pace import Pace

log = logging.getLogger(__name__)

#: So many due rows are looked at in one call; those that others hold are passed over.
WINDOW = 50
#: So many due clocks: several sweeps share them, each takes batches that no other holds.
CLOCKS: Final = 1000
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
#: After so many failures in a row the administrators are told.
TOLD_AT = 3
#: The database's own trouble, of which no row is the cause.
TROUBLE: Final = (OperationalError, InterfaceError)
#: A clock that meets with such trouble by itself so often in a row is put off all the same.
MOST_TROUBLE: Final = 3

#: Tickets whose lapse failed in this process, and orders of supervision and claims -> when it may be tried again. A
#: restart tries at once.
_put_off: dict[int, datetime] = {}
_untold: dict[int, datetime] = {}
_unlapsed: dict[int, datetime] = {}
#: Clocks that met with trouble by themselves -> how often in a row.
_troubled: dict[int, int] = {}
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
    for pk in part if _troubled else ():
        _troubled.pop(pk, None)
    return fired


def _failed(part: Sequence[int], error: Exception, now: datetime) -> int:
    """One by one, so that only the clock at fault is put off. Raises `TROUBLE`."""
    if isinstance(error, TROUBLE) and (len(part) > 1 or not _too_often(part[0])):
        raise error
    if len(part) > 1:
        return sum(_fire([pk], now) for pk in part)
    _postpone(part[0], error, now)
    _troubled.pop(part[0], None)
    return 1


def _too_often(pk: int) -> bool:
    _troubled[pk] = _troubled.get(pk, 0) + 1
    return _troubled[pk] >= MOST_TROUBLE


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


def lapse_ticket(now: datetime) -> bool:
    """Take the step that follows from time alone on one ticket. False: there is none."""
    rows = _due_tickets(_waiting(_put_off, now)).ask(now)
    return any(_spared(actions.lapse, pk, _put_off, now) for (pk,) in rows)


def _waiting(put_off: Mapping[int, datetime], now: datetime) -> tuple[int, ...]:
    return tuple(pk for pk, until in put_off.items() if until > now)


@lru_cache(maxsize=16)
def _due_tickets(waiting: tuple[int, ...]) -> Prepared:
    due = Ticket.objects.filter(lapses_at__lt=SOME_HOUR).exclude(pk__in=waiting)
    return Prepared.of(due.order_by("lapses_at", "id").values_list("pk")[:WINDOW])


def _spared(act: Callable[[int, datetime], bool], pk: int, put_off: dict[int, datetime], now: datetime) -> bool:
    """What fails on one row is put off and holds up no other. Raises `TROUBLE`."""
    try:
        done = act(pk, now)
    except Unavailable:
        return False
    except TROUBLE:
        raise
    except Exception:
        log.exception("%s fails on row %d and is put off", act.__name__, pk)
        put_off[pk] = now + LONGEST_WAIT
        return True
    put_off.pop(pk, None)
    return done


def lapse_claim(now: datetime) -> bool:
    """Note an overdue answer, decision or proof of one claim. False: there is none."""
    rows = _due_claims(_waiting(_unlapsed, now)).ask(now)
    return any(_spared(actions.lapse_claim, pk, _unlapsed, now) for (pk,) in rows)


@lru_cache(maxsize=16)
def _due_claims(waiting: tuple[int, ...]) -> Prepared:
    due = Claim.objects.filter(next_at__lte=SOME_HOUR).exclude(pk__in=waiting)
    return Prepared.of(due.order_by("next_at", "id").values_list("pk")[:WINDOW])


def tell_of_supervision(now: datetime) -> bool:
    """Tell that one order of supervision was not replied to in time. False: there is none."""
    rows = _due_supervision(_waiting(_untold, now)).ask(now)
    return any(_spared(actions.supervision_overdue, pk, _untold, now) for (pk,) in rows)


@lru_cache(maxsize=16)
def _due_supervision(waiting: tuple[int, ...]) -> Prepared:
    due = SupervisionOrder.objects.filter(next_at__lte=SOME_HOUR).exclude(pk__in=waiting)
    return Prepared.of(due.order_by("next_at", "id").values_list("pk")[:WINDOW])
