"""The audit outside the database: JSON lines that sha256 alone can check, and the check against them."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, TextIO

from django.db.models import Q

from tickets.audit.chain import SYSTEM_LOG, canonical, content
from tickets.audit.verify import CHANGED, CHUNK, CUT, ChainLink, Count, Fault, links, reading
from tickets.models import AuditEntry, Seal

RULE = (
    "hash = sha256 of the entry as JSON with sorted keys, no spaces, UTF-8; "
    "entry.previous = the hash before it in its chain, empty for the first"
)


def export(file: TextIO, now: datetime) -> Count:
    """Write every entry, every chain's head, every seal and a summary, one JSON object a line.

    Lines: {"entry", "hash"}, {"head": {chain, length, hash}}, {"seal"}, last {"summary": {made_at, entries,
    chains, rule}}.
    """
    count = Count()
    with reading():
        for chain, chain_links in groupby(links(), key=lambda link: link.chain):
            _write_all(file, _chain_lines(chain, chain_links, count))
        _write_all(file, ({"seal": one} for one in _seals()))
    made_at = now.astimezone(UTC).isoformat()
    summary = {"made_at": made_at, "entries": count.entries, "chains": count.chains, "rule": RULE}
    _write_all(file, [{"summary": summary}])
    return count


def _chain_lines(chain: str, chain_links: Iterable[ChainLink], count: Count) -> Iterator[dict[str, Any]]:
    length, head = 0, ""
    for link in chain_links:
        yield {"entry": content(link.entry, chain), "hash": link.entry.hash}
        length, head = link.entry.seq, link.entry.hash
        count.entries += 1
    count.chains += 1
    yield {"head": {"chain": chain, "length": length, "hash": head}}


def _seals() -> Iterator[dict[str, Any]]:
    names = ("day", "at", "through", "chains", "entries", "digest", "previous")
    yield from Seal.objects.order_by("day").values(*names).iterator(CHUNK)


def _write_all(file: TextIO, lines: Iterable[dict[str, Any]]) -> None:
    file.writelines(canonical(line) + "\n" for line in lines)


def against(file: TextIO) -> Iterator[Fault]:
    """Each head of an earlier export that the database no longer has; it shows even a chain wholly rewritten."""
    for line in file:
        kept = json.loads(line)
        if "head" in kept:
            yield from _against_head(**kept["head"])


def _against_head(chain: str, length: int, hash: str) -> Iterator[Fault]:  # noqa: A002  # the export's own word
    owner = Q(ticket__isnull=True) if chain == SYSTEM_LOG else Q(ticket__number=chain)
    stored = AuditEntry.objects.filter(owner, seq=length).values_list("hash", flat=True).first()
    if stored != hash:
        yield Fault(chain, length, CUT if stored is None else CHANGED)
