"""The daily seal: a keyed digest over all entries since the last one, chained to it.

Entries are taken by id up to a frontier below which nothing can still be committed. The digest goes to the log as
well, and to where SEAL_URL says (`sending`): copies that the owner of the database cannot change. What release 0.1
wrote without a key is taken under one seal with a key, once (`KeyedSince`).
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from tickets.audit import keys
from tickets.audit.chain import canonical
from tickets.audit.reading import CHUNK, reading
from tickets.audit.verify import NO_KEY, SEAL_BROKEN, Fault
from tickets.models import AuditEntry, KeyedSince, Seal

log = logging.getLogger(__name__)

KEYED_SINCE_NAME = gettext_noop("first keyed seal")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a seal takes in. `hashes`: sha256 over the digest of the seal before and each entry's hash."""

    entries: int
    chains: int
    hashes: str


@transaction.atomic
def seal(day: date, now: datetime) -> Seal:
    """Seal everything up to now in the name of `day`; a day already sealed is given back as it is."""
    _keep_writers_out()
    if (done := Seal.objects.filter(day=day).first()) is not None:
        return done
    last = Seal.objects.last()
    start, previous = (last.through, last.digest) if last else (0, "")
    through = _frontier(start)
    taken = _taken(start, through, previous)
    one = Seal(day=day, at=now, through=through, chains=taken.chains, entries=taken.entries, previous=previous)
    one.keyed_by = keys.signing()
    one.digest = _digest(one, taken)
    log.info("audit seal of %s: %s over %d entries up to %d", day, one.digest, taken.entries, through)
    one.save(force_insert=True)
    return one


@transaction.atomic
def begin_keys(now: datetime) -> None:
    """Take what was written without a key under one seal with a key. Done once; a database without such entries
    needs none. From then on an entry without a key is a fault wherever it stands behind."""
    _keep_writers_out()
    plain = AuditEntry.objects.filter(keyed_by=keys.PLAIN)
    if KeyedSince.objects.exists() or not plain.exists():
        return
    through = _frontier(0)
    taken = _taken(0, through, "")
    one = KeyedSince(at=now, through=through, chains=taken.chains, entries=taken.entries, keyed_by=keys.signing())
    one.digest = _digest(one, taken)
    one.save(force_insert=True)


def _keep_writers_out() -> None:
    """No entry with a lower id comes in later. SQLite's transaction holds the write lock already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE tickets_auditentry IN SHARE MODE")


def _frontier(start: int) -> int:
    return AuditEntry.objects.aggregate(last=Max("id"))["last"] or start


def _taken(start: int, through: int, previous: str) -> Taken:
    """What stands in the entries with ids above `start` and up to `through`."""
    rows = AuditEntry.objects.filter(id__gt=start, id__lte=through).order_by("id").values_list("ticket", "hash")
    digest = hashlib.sha256(previous.encode())
    chains: set[int | None] = set()
    entries = 0
    for chain, hash_ in rows.iterator(CHUNK):
        digest.update(hash_.encode())
        chains.add(chain)
        entries += 1
    return Taken(entries, len(chains), digest.hexdigest())


def missing_keys() -> list[str]:
    """The ids of keys that are not at hand, of the seals and the newest entry: a handful of rows tells."""
    newest = AuditEntry.objects.order_by("-id").values_list("keyed_by", flat=True)[:1]
    sealed = Seal.objects.order_by().values_list("keyed_by", flat=True).distinct()
    first = KeyedSince.objects.values_list("keyed_by", flat=True)
    return sorted({keys.id_of(one) for one in (*newest, *sealed, *first) if not keys.at_hand(one)})


def told(one: Seal | KeyedSince) -> dict[str, Any]:
    """What a seal says, as it is hashed and handed over. Instants in UTC to the microsecond."""
    said = {
        "at": one.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "through": one.through,
        "chains": one.chains,
        "entries": one.entries,
        "keyed_by": one.keyed_by,
    }
    return said | {"day": one.day.isoformat(), "previous": one.previous} if isinstance(one, Seal) else said


def _digest(one: Seal | KeyedSince, taken: Taken) -> str:
    """Of release 0.1 the bare digest of the hashes; since then a keyed one over all that the seal says."""
    if one.keyed_by == keys.PLAIN:
        return taken.hashes
    return keys.digest(one.keyed_by, canonical(told(one) | {"hashes": taken.hashes}).encode())


def verify_seals() -> Iterator[Fault]:
    """Each seal, as chain "seal <day>", that no longer fits its entries, its key or the seal before it."""
    start, previous = 0, ""
    with reading():
        for one in KeyedSince.objects.all():
            yield from _faults(one, KEYED_SINCE_NAME, 1, _taken(0, one.through, ""))
        for number, each in enumerate(Seal.objects.order_by("day"), start=1):
            name = f"seal {each.day}"
            if each.previous != previous:
                yield Fault(name, number, SEAL_BROKEN)
            yield from _faults(each, name, number, _taken(start, each.through, previous))
            start, previous = each.through, each.digest


def _faults(one: Seal | KeyedSince, name: str, number: int, taken: Taken) -> Iterator[Fault]:
    if not keys.at_hand(one.keyed_by):
        yield Fault(name, number, NO_KEY)
    elif (one.entries, one.chains, one.digest) != (taken.entries, taken.chains, _digest(one, taken)):
        yield Fault(name, number, SEAL_BROKEN)
