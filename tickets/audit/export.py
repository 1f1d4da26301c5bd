"""The audit outside the database: JSON lines that a digest and the key can check, and the check against them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, TextIO

from django.db.models import Q

from tickets.audit.chain import SYSTEM_LOG, canonical, content
from tickets.audit.reading import CHUNK, reading
from tickets.audit.verify import CHANGED, CUT, Count, Fault, links
from tickets.models import AuditEntry, Seal

RULE = (
    "hash = HMAC of the entry as JSON with sorted keys, no spaces, UTF-8, under digest and key of its keyed_by; "
    "sha256 without a key where it has none; "
    "entry.previous = the hash before it in its chain, empty for the first"
)
SEALED = ("day", "at", "through", "chains", "entries", "keyed_by", "digest", "previous")


def export(file: TextIO, now: datetime) -> Count:
    """Write every entry, every chain's head, every seal and a summary, one JSON object a line.

    Lines: {"entry", "hash"}, {"head": {chain, length, hash}}, {"seal"}, last {"summary": {made_at, entries,
    chains, rule}}.
    """
    count = Count()
    with reading():
        file.writelines(canonical(line) + "\n" for line in _lines(count, now))
    return count


def _lines(count: Count, now: datetime) -> Iterator[dict[str, Any]]:
    for chain, chain_links in groupby(links(), key=lambda link: link.chain):
        length, head = 0, ""
        for link in chain_links:
            yield {"entry": content(link.entry, chain), "hash": link.entry.hash}
            length, head = link.entry.seq, link.entry.hash
            count.entries += 1
        count.chains += 1
        yield {"head": {"chain": chain, "length": length, "hash": head}}
    kept = Seal.objects.order_by("day").values(*SEALED)
    yield from ({"seal": one} for one in kept.iterator(CHUNK))
    made_at = now.astimezone(UTC).isoformat()
    yield {"summary": {"made_at": made_at, "entries": count.entries, "chains": count.chains, "rule": RULE}}


def against(file: TextIO) -> Iterator[Fault]:
    """Each head of an earlier export that the database no longer has; it shows even a chain wholly rewritten."""
    for line in file:
        if (head := json.loads(line).get("head")) is not None:
            chain, seq = head["chain"], head["length"]
            owner = Q(ticket__isnull=True) if chain == SYSTEM_LOG else Q(ticket__number=chain)
            stored = AuditEntry.objects.filter(owner, seq=seq).values_list("hash", flat=True).first()
            if stored != head["hash"]:
                yield Fault(chain, seq, CUT if stored is None else CHANGED)
