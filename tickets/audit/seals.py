"""The daily seal: a digest over all entries since the last one, chained to it.

Entries are taken by id up to a frontier below which nothing can still be committed. The digest goes to the
log as well, and from there to wherever logs are shipped: a copy that the owner of the database cannot change.
"""

import hashlib
import logging
from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max

from tickets.audit.verify import CHUNK, SEAL_BROKEN, Fault, reading
from tickets.models import AuditEntry, Seal

log = logging.getLogger(__name__)


@transaction.atomic
def seal(day: date, now: datetime) -> Seal:
    """Seal everything up to now in the name of `day`; a day already sealed is given back as it is."""
    if connection.vendor == "postgresql":
        # No entry with a lower id comes in later. SQLite's transaction holds the write lock already.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE tickets_auditentry IN SHARE MODE")
    if (done := Seal.objects.filter(day=day).first()) is not None:
        return done
    last = Seal.objects.last()
    start, previous = (last.through, last.digest) if last else (0, "")
    through = AuditEntry.objects.aggregate(last=Max("id"))["last"] or start
    entries, chains, digest = _summary(start, through, previous)
    log.info("audit seal of %s: %s over %d entries up to %d", day, digest, entries, through)
    return Seal.objects.create(
        day=day, at=now, through=through, chains=chains, entries=entries, digest=digest, previous=previous
    )


def _summary(start: int, through: int, previous: str) -> tuple[int, int, str]:
    """(entries, chains, digest) of the entries with ids above `start` and up to `through`."""
    rows = AuditEntry.objects.filter(id__gt=start, id__lte=through).order_by("id").values_list("ticket", "hash")
    digest = hashlib.sha256(previous.encode())
    chains: set[int | None] = set()
    entries = 0
    for chain, hash_ in rows.iterator(CHUNK):
        digest.update(hash_.encode())
        chains.add(chain)
        entries += 1
    return entries, len(chains), digest.hexdigest()


def verify_seals() -> Iterator[Fault]:
    """Each seal, as chain "seal <day>", that no longer fits its entries or the seal before it."""
    start, previous = 0, ""
    with reading():
        for number, one in enumerate(Seal.objects.order_by("day"), start=1):
            kept = (one.entries, one.chains, one.digest)
            if one.previous != previous or _summary(start, one.through, previous) != kept:
                yield Fault(f"seal {one.day}", number, SEAL_BROKEN)
            start, previous = one.through, one.digest
