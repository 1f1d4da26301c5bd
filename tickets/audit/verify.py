"""Reading the chains again, entry by entry, in constant memory, and naming what was changed, lost or cut."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from tickets.audit.chain import SYSTEM_LOG, EntryContent
from tickets.models import AuditEntry, SystemLogHead, Ticket

CHANGED = gettext_noop("entry changed")
MISSING = gettext_noop("entry missing")
CUT = gettext_noop("entry cut off")
ADDED = gettext_noop("entry added")
SEAL_BROKEN = gettext_noop("seal broken")
SYSTEM_LOG_NAME = gettext_noop("system log")

#: Rows fetched at a time.
CHUNK = 2000


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

    content: EntryContent
    hash: str
    length: int
    head: str


@dataclass(slots=True)
class _Chain:
    """One chain while it is read. `seq` and `hash` are of the last entry seen."""

    name: str
    seq: int = 0
    hash: str = ""
    found: list[Fault] = field(default_factory=list)

    def read(self, link: ChainLink) -> None:
        expected = self.seq + 1
        for seq in range(expected, link.content.seq):
            self._fault(seq, MISSING)
        if link.content.hash() != link.hash:
            self._fault(link.content.seq, CHANGED)
        elif link.content.seq == expected and link.content.previous != self.hash:
            # The entry before was changed and hashed anew: it is not the one that this entry was written
            # upon.
            self._fault(max(self.seq, 1), CHANGED)
        self.seq, self.hash = link.content.seq, link.hash

    def end(self, length: int, head: str) -> None:
        for seq in range(self.seq + 1, length + 1):
            self._fault(seq, CUT)
        for seq in range(length + 1, self.seq + 1):
            self._fault(seq, ADDED)
        if self.seq == length and self.hash != head:
            self._fault(self.seq, CHANGED)

    def _fault(self, seq: int, what: str) -> None:
        fault = Fault(self.name, seq, what)
        if fault not in self.found:
            self.found.append(fault)


def verify(count: Count | None = None) -> Iterator[Fault]:
    """Every fault of every chain; none: all is as it was written. `count` is kept up to date meanwhile.

    Each chain is judged by one statement that reads it together with its recorded length and head, so people
    may work on while it runs.
    """
    count = count or Count()
    with reading():
        for name, chain_links in groupby(links(), key=lambda link: link.content.chain):
            yield from _verified(name, chain_links, count)
        yield from _emptied()


def _verified(name: str, chain_links: Iterable[ChainLink], count: Count) -> list[Fault]:
    chain = _Chain(name)
    length, head = 0, ""
    for link in chain_links:
        chain.read(link)
        length, head = link.length, link.head
        count.entries += 1
    count.chains += 1
    chain.end(length, head)
    return chain.found


def _emptied() -> Iterator[Fault]:
    """Chains of which nothing is left."""
    entries = AuditEntry.objects.filter(ticket=OuterRef("pk"))
    bare = Ticket.objects.filter(~Exists(entries), chain_length__gt=0).values_list("number", "chain_length")
    for name, length in bare.iterator(CHUNK):
        yield from (Fault(name, seq, CUT) for seq in range(1, length + 1))
    whole = SystemLogHead.objects.filter(~Exists(AuditEntry.objects.filter(ticket=None)))
    for chain in whole:
        yield from (Fault(SYSTEM_LOG, seq, CUT) for seq in range(1, chain.length + 1))


def links() -> Iterator[ChainLink]:
    """All entries, chain by chain and in order, the system log last; read in chunks."""
    tickets = AuditEntry.objects.filter(ticket__isnull=False).order_by("ticket_id", "seq")
    yield from _links(
        tickets.annotate(chain=F("ticket__number"), length=F("ticket__chain_length"), head=F("ticket__chain_head"))
    )
    recorded = SystemLogHead.objects.filter(pk=1)
    yield from _links(
        AuditEntry.objects.filter(ticket__isnull=True)
        .order_by("seq")
        .annotate(
            chain=Value(SYSTEM_LOG),
            length=Coalesce(Subquery(recorded.values("length")), 0),
            head=Coalesce(Subquery(recorded.values("head")), Value("")),
        )
    )


def _links(entries: QuerySet[Any, Any]) -> Iterator[ChainLink]:
    """`entries` carry their chain's name, length and head as annotations."""
    rows = entries.values_list(
        "chain", "seq", "at", "actor", "on_behalf_of", "unit", "action", "source", "target", "allowed",
        "data", "previous", "hash", "length", "head",
    )  # fmt: skip
    for *content, hash_, length, head in rows.iterator(CHUNK):
        yield ChainLink(EntryContent(**dict(zip(EntryContent.__slots__, content, strict=True))), hash_, length, head)


def reading() -> AbstractContextManager[object]:
    """Lets a long reading stream. SQLite streams without; there a transaction would keep writers waiting."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()
