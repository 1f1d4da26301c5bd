"""The audit outside the database: JSON lines that a digest and the key can check, and the check against them."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, TextIO

from django.db.models import Q

from tickets.audit import keys
from tickets.audit.chain import ROWS, SYSTEM_LOG, canonical, content
from tickets.audit.faces import BY_TABLE
from tickets.audit.reading import CHUNK, reading
from tickets.audit.verify import CHANGED, CUT, NO_KEY, Count, Fault, links
from tickets.models import AuditEntry, ReadBack, Seal, Ticket

RULE = (
    "hash = HMAC of the entry as JSON with sorted keys, no spaces, UTF-8, under digest and key of its keyed_by; "
    "sha256 without a key where it has none; "
    "entry.previous = the hash before it in its chain, empty for the first"
)
#: Told of a ticket's chain to nobody outside: the nonce from which a code of the telephone is made.
WITHHELD = frozenset({ReadBack._meta.model_name})
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
    """What an earlier export, or the chain of an evidence pack, tells otherwise than the database: each head that it no
    longer has, which shows even a chain wholly rewritten; and each entry that is not what its hash was made of."""
    for line in map(json.loads, file):
        if (head := line.get("head")) is not None:
            chain, seq = head["chain"], head["length"]
            owner = Q(ticket__isnull=True) if chain == SYSTEM_LOG else Q(ticket__number=chain)
            stored = AuditEntry.objects.filter(owner, seq=seq).values_list("hash", flat=True).first()
            if stored != head["hash"]:
                yield Fault(chain, seq, CUT if stored is None else CHANGED)
        elif (said := line.get("entry")) is not None and (what := _wrong(said, line["hash"])):
            yield Fault(said["chain"], said["seq"], what)


def _wrong(said: dict[str, Any], hash_: str) -> str:
    """What is amiss with an entry outside the database, as a message id; "": its hash was made of it."""
    keyed_by = said.get("keyed_by", keys.PLAIN)
    if not keys.at_hand(keyed_by):
        return NO_KEY
    return "" if keys.digest(keyed_by, canonical(said).encode()) == hash_ else CHANGED


def told_of(ticket: Ticket, entries: Iterable[AuditEntry]) -> Iterator[dict[str, Any]]:
    """The chain of one order, line by line as `export` writes it, for whoever sees the order.

    An entry that tells of rows of the register, or of a code on its way by telephone, is shown by its place and hash
    alone: {"link", "hash"}.
    """
    for one in entries:
        said = content(one, ticket.number)
        if all(BY_TABLE[table].ticket and table not in WITHHELD for table in one.data.get(ROWS, ())):
            yield {"entry": said, "hash": one.hash}
        else:
            link = {name: said[name] for name in ("chain", "seq", "previous", "keyed_by") if name in said}
            yield {"link": link, "hash": one.hash}
    yield {"head": {"chain": ticket.number, "length": ticket.chain_length, "hash": ticket.chain_head}}


def seals_over(entries: Sequence[AuditEntry]) -> list[dict[str, Any]]:
    """The seals that took in these entries of one chain, each with the last of them: their digests stand outside."""
    seals = list(Seal.objects.filter(through__gte=entries[0].pk).order_by("day")) if entries else []
    reach = [one.through for one in seals]
    found: dict[int, dict[str, Any]] = {}
    for one in entries:
        if (place := bisect_left(reach, one.pk)) < len(seals):
            seal = seals[place]
            said = {"day": seal.day.isoformat(), "at": seal.at.astimezone(UTC).isoformat(), "digest": seal.digest}
            found[place] = {**said, "keyed_by": seal.keyed_by, "up_to_seq": one.seq}
    return list(found.values())
