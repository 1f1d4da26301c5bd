"""Reading the chains again, entry by entry, in constant memory, and naming what was changed, lost or cut."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from tickets.audit import keys
from tickets.audit.chain import SYSTEM_LOG, hash_of
from tickets.audit.reading import CHUNK, reading
from tickets.models import AuditEntry, KeyedSince, Seal, SystemLogHead, Ticket

CHANGED = gettext_noop("entry changed")
MISSING = gettext_noop("entry missing")
CUT = gettext_noop("entry cut off")
ADDED = gettext_noop("entry added")
SEAL_BROKEN = gettext_noop("seal broken")
NO_KEY = gettext_noop("the key that it was written under is not at hand")
NOT_KEYED = gettext_noop("entry not under the key of its time")
SYSTEM_LOG_NAME = gettext_noop("system log")


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry that is not as it was written. `chain`: a ticket's number, `SYSTEM_LOG` or "seal <day>"."""

    chain: str
    seq: int
    what: str

    @property
    def name(self) -> str:
        """The chain as people know it; of the system log a message id."""
        return SYSTEM_LOG_NAME if self.chain == SYSTEM_LOG else self.chain

    def __str__(self) -> str:
        return f"{self.name}/{self.seq}: {self.what}"


@dataclass(slots=True)
class Count:
    """What a check has read so far."""

    entries: int = 0
    chains: int = 0


class ChainLink(NamedTuple):
    """One stored entry beside the length and head that its chain should have."""

    entry: AuditEntry
    chain: str
    length: int
    head: str


def verify(count: Count | None = None) -> Iterator[Fault]:
    """Every fault of every chain; none: all is as it was written. `count` is kept up to date meanwhile.

    One statement reads each chain together with its recorded length and head, so people may work on while it runs.
    """
    count = count or Count()
    with reading():
        believed = Believed.now()
        for name, chain_links in groupby(links(), key=lambda link: link.chain):
            yield from dict.fromkeys(_verified(name, chain_links, believed, count))  # each fault once
        yield from _emptied()


@dataclass(frozen=True, slots=True)
class Believed:
    """Up to which id of an entry each key is believed: whoever owns the database may write any word into a column.

    Without a key: what the first keyed seal took in. Under a retired key: what the first seal under a newer one took
    in. Under the newest key: always.
    """

    plain: int
    retired: dict[str, int]

    @classmethod
    def now(cls) -> "Believed":
        """As the seals and the settings say; a seal that does not hold is a fault of its own (`verify_seals`)."""
        first = KeyedSince.objects.values_list("through", flat=True).first()
        retired: dict[str, int] = {}
        for keyed_by, through in Seal.objects.order_by("through").values_list("keyed_by", "through"):
            for older in keys.retired_for(keyed_by):
                retired.setdefault(older, through)
        return cls(first or 0, retired)

    def allows(self, entry: AuditEntry) -> bool:
        if entry.keyed_by == keys.PLAIN:
            return entry.pk <= self.plain
        return entry.pk <= self.retired.get(keys.id_of(entry.keyed_by), entry.pk)


def _verified(name: str, chain_links: Iterable[ChainLink], believed: Believed, count: Count) -> Iterator[Fault]:
    last, last_hash, length, head = 0, "", 0, ""
    for link in chain_links:
        entry, length, head = link.entry, link.length, link.head
        yield from (Fault(name, seq, MISSING) for seq in range(last + 1, entry.seq))
        if not keys.at_hand(entry.keyed_by):
            yield Fault(name, entry.seq, NO_KEY)
        elif hash_of(entry, name) != entry.hash:
            yield Fault(name, entry.seq, CHANGED)
        elif not believed.allows(entry):
            yield Fault(name, entry.seq, NOT_KEYED)
        elif entry.seq == last + 1 and entry.previous != last_hash:
            # The entry before was changed and hashed anew: it is not the one that this entry was written upon.
            yield Fault(name, max(last, 1), CHANGED)
        last, last_hash = entry.seq, entry.hash
        count.entries += 1
    count.chains += 1
    yield from (Fault(name, seq, CUT) for seq in range(last + 1, length + 1))
    yield from (Fault(name, seq, ADDED) for seq in range(length + 1, last + 1))
    if last == length and last_hash != head:
        yield Fault(name, last, CHANGED)


def _emptied() -> Iterator[Fault]:
    """Chains of which nothing is left."""
    entries = AuditEntry.objects.filter(ticket=OuterRef("pk"))
    bare = Ticket.objects.filter(~Exists(entries), chain_length__gt=0).values_list("number", "chain_length")
    log = SystemLogHead.objects.filter(~Exists(AuditEntry.objects.filter(ticket=None)))
    for name, length in chain(bare.iterator(CHUNK), log.values_list(Value(SYSTEM_LOG), "length")):
        yield from (Fault(name, seq, CUT) for seq in range(1, length + 1))


def links() -> Iterator[ChainLink]:
    """All entries, chain by chain and in order; read in chunks."""
    recorded = SystemLogHead.objects.filter(pk=1)
    entries = AuditEntry.objects.order_by("ticket_id", "seq").annotate(
        chain=Coalesce("ticket__number", Value(SYSTEM_LOG)),
        length=Coalesce("ticket__chain_length", Subquery(recorded.values("length")), 0),
        head=Coalesce("ticket__chain_head", Subquery(recorded.values("head")), Value("")),
    )
    return (ChainLink(entry, entry.chain, entry.length, entry.head) for entry in entries.iterator(CHUNK))
