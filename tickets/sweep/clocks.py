"""Deadlines and permits. One that fails is put off for 30 s, doubling to 1 h, and holds up no other."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tickets import actions, outbox
from tickets.errors import Unavailable
from tickets.models import Claim, Deadline, Ticket

log = logging.getLogger(__name__)

#: So many due rows are looked at in one call; those that others hold are passed over.
WINDOW = 50
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
#: After so many failures in a row the administrators are told.
TOLD_AT = 3

#: Tickets whose lapse failed in this process -> when it may be tried again. A restart tries at once.
_put_off: dict[int, datetime] = {}


def fire_deadline(now: datetime) -> bool:
    """Fire the deadline that has waited longest and that nobody else holds. False: there is none."""
    # further off than the longest wait no failure of the sweep has put it
    ready = Q(try_after__isnull=True) | Q(try_after__lte=now) | Q(try_after__gt=now + LONGEST_WAIT)
    due = Deadline.objects.filter(ready, next_at__lte=now).order_by("next_at", "id")
    return any(_attempt(pk, tries, now) for pk, tries in list(due.values_list("pk", "tries")[:WINDOW]))


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


def _postpone(pk: int, error: Exception, now: datetime) -> None:
    """Keep the error on the row. Raises where that fails too: then the database is at fault."""
    text = f"{type(error).__name__}: {error}"[:300]
    with transaction.atomic():
        row = Deadline.objects.select_related("ticket").select_for_update(of=("self",)).get(pk=pk)
        row.tries += 1
        row.try_after = now + min(FIRST_WAIT * 2 ** min(row.tries - 1, 10), LONGEST_WAIT)
        row.error = text
        row.save(update_fields=["tries", "try_after", "error"])
        if row.tries == TOLD_AT:
            said = {"number": row.ticket.number, "code": row.code, "again": row.try_after.isoformat(), "error": text}
            key = f"failed:{row.pk}:{now:%F}"
            outbox.queue("clock_failed", outbox.administrators(), ticket=None, key=key, params=said, now=now)
    if row.tries == 1:
        log.error("deadline %d (%s) cannot be fired and is put off", pk, row.code, exc_info=error)


def lapse_ticket(now: datetime) -> bool:
    """Take the step that follows from time alone on one ticket. False: there is none."""
    waiting = [pk for pk, until in _put_off.items() if until > now]
    due = Ticket.objects.filter(lapses_at__lt=now).exclude(pk__in=waiting).order_by("lapses_at", "id")
    return any(_lapse(pk, now) for pk in list(due.values_list("pk", flat=True)[:WINDOW]))


def _lapse(pk: int, now: datetime) -> bool:
    try:
        done = actions.lapse(pk, now)
    except Unavailable:
        return False
    except Exception:
        log.exception("ticket %d cannot lapse and is put off", pk)
        _put_off[pk] = now + LONGEST_WAIT
        return True
    _put_off.pop(pk, None)
    return done


def lapse_claim(now: datetime) -> bool:
    """Note an overdue answer, decision or proof of one claim. False: there is none."""
    due = Claim.objects.filter(next_at__lte=now).order_by("next_at", "id").values_list("pk", flat=True)
    return any(actions.lapse_claim(pk, now) for pk in list(due[:WINDOW]))
