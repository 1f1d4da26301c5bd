"""What an earlier release left is put on record as it is, once: from there on the audit tells of every row."""

from datetime import datetime

from django.db import transaction

from tickets import audit
from tickets.models import Ticket

#: Tickets to a transaction: so long others wait for one of them.
BATCH = 200


def baseline(now: datetime) -> int:
    """One entry for each ticket whose rows no entry tells of, and one of the register. How many tickets.

    Idempotent, and cut off at any point taken up again. Entries that were written without a key are sealed first.
    """
    audit.begin_keys(now)
    done, last = 0, 0
    while batch := list(Ticket.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:BATCH]):
        done, last = done + _some(batch, now), batch[-1]
    audit.register_baseline(now)
    return done


@transaction.atomic(durable=True)
def _some(batch: list[int], now: datetime) -> int:
    """Those of these tickets that are not on record, locked in the order of their ids; how many. Asked batch by batch:
    over all tickets at once the database reads the whole audit each time."""
    waiting = audit.unrecorded_among(batch)
    tickets = list(Ticket.objects.select_for_update().filter(id__in=waiting).order_by("id"))
    faces = audit.faces_of_tickets(waiting)
    drafts = ((each, audit.draft(each, audit.BASELINE, now=now, actor=None, unit=None)) for each in tickets)
    audit.append_all((each, entry, faces[each.pk]) for each, entry in drafts)
    Ticket.objects.bulk_update(tickets, audit.CHAIN)
    return len(waiting)
