"""Deadlines, permits, overdue replies. One that fails is put off for 30 s, doubling to 1 h, and holds up no other."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache

from django.db import transaction
from django.db.models import Q, QuerySet

from tickets import actions, outbox
from tickets.errors import Unavailable
from tickets.models import Claim, Deadline, SupervisionOrder, Ticket
from tickets.prepared import SOME_HOUR, Prepared

log = logging.getLogger(__name__)

#: So many due rows are looked at in one call; those that others hold are passed over.
WINDOW = 50
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
#: After so many failures in a row the administrators are told.
TOLD_AT = 3

#: Tickets whose lapse failed in this process, and orders of supervision -> when it may be tried again. A restart tries
#: at once.
_put_off: dict[int, datetime] = {}
_untold: dict[int, datetime] = {}


def fire_deadline(now: datetime) -> bool:
    """Fire the deadline that has waited longest and that nobody else holds. False: there is none."""
    return any(_attempt(pk, tries, now) for pk, tries in _due_deadlines().ask(now, instants=[_waited_longest]))


@cache
def _due_deadlines() -> Prepared:
    # further off than the longest wait no failure of the sweep has put it
    again = Q(try_after__lte=SOME_HOUR) | Q(try_after__gt=_waited_longest(SOME_HOUR))
    due = Deadline.objects.filter(Q(try_after__isnull=True) | again, next_at__lte=SOME_HOUR)
    return Prepared.of(due.order_by("next_at", "id").values_list("pk", "tries")[:WINDOW])


def _waited_longest(now: datetime) -> datetime:
    return now + LONGEST_WAIT


def _attempt(pk: int, tries: int, now: datetime) -> bool:
    try:
        done = actions.fire(pk, now)
    except Unavailable:  # the clock is at fault, not the row
        return False
    except Exception as error:  # noqa: BLE001  # whatever it was, the other clocks run on
        _postpone(pk, error, now)
        return True
    if done and tries:
        Deadline.objects.filter(pk=pk).update(tries=0, try_after=None, error="")
    return done


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
    """What fails on one row is put off and holds up no other."""
    try:
        done = act(pk, now)
    except Unavailable:
        return False
    except Exception:
        log.exception("%s fails on row %d and is put off", act.__name__, pk)
        put_off[pk] = now + LONGEST_WAIT
        return True
    put_off.pop(pk, None)
    return done


def lapse_claim(now: datetime) -> bool:
    """Note an overdue answer, decision or proof of one claim. False: there is none."""
    return any(actions.lapse_claim(pk, now) for (pk,) in _due_claims().ask(now))


@cache
def _due_claims() -> Prepared:
    due = Claim.objects.filter(next_at__lte=SOME_HOUR).order_by("next_at", "id")
    return Prepared.of(due.values_list("pk")[:WINDOW])


def tell_of_supervision(now: datetime) -> bool:
    """Tell that one order of supervision was not replied to in time. False: there is none."""
    rows = _due_supervision(_waiting(_untold, now)).ask(now)
    return any(_spared(actions.supervision_overdue, pk, _untold, now) for (pk,) in rows)


@lru_cache(maxsize=16)
def _due_supervision(waiting: tuple[int, ...]) -> Prepared:
    due = SupervisionOrder.objects.filter(next_at__lte=SOME_HOUR).exclude(pk__in=waiting)
    return Prepared.of(due.order_by("next_at", "id").values_list("pk")[:WINDOW])
