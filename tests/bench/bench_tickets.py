"""What pages, REST and the door cost among 10,000 and 1,000,000 tickets, against a bare Django view of fifty rows.

`make bench SIZES="10000"` takes other sizes. Runs on the PostgreSQL of TEST_DATABASE_URL or DATABASE_URL, as a
superuser, in databases of its own called govcloud_bench_SIZE; where there is none, SIZES must be given and SQLite
runs it. BENCH_KEEP leaves them, and a later run of the same day takes those that are there, migrated. It fails where a
statement of a page reads a large table from end to end.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import timedelta
from io import StringIO
from time import perf_counter

from django.db import OperationalError, connection
from django.test.utils import setup_databases, teardown_databases

from tests.bench import door, pages
from tests.bench.many_tickets import AGENCIES, fill
from tests.settings import VAR
from tests.world import World
from tickets import clock, statistics
from tickets.audit.chain import hash_of
from tickets.management.demo.contracts import DEMO, KEY_SYSTEM
from tickets.models import AuditEntry, Contract, Deadline, System, Ticket

KEEP = bool(os.environ.get("BENCH_KEEP"))
SIZES = [int(size.replace(",", "")) for size in os.environ.get("SIZES", "").split()]
USUAL = (10_000, 1_000_000)
#: Clocks that were open when it was filled fall due later, and the database no longer is what it was made to be.
FRESH = timedelta(days=1)
#: Chains that are verified in each database.
SAMPLE = 2_000
#: Up to so many tickets the whole audit is verified; beyond, the sample tells as much.
AUDITED = 20_000


def main() -> None:
    if connection.vendor != "postgresql" and not SIZES:
        print("tickets: skipped, no PostgreSQL in TEST_DATABASE_URL (SIZES=5000 tries SQLite)")
        return
    try:
        found = [measured(size) for size in SIZES or USUAL]
    except OperationalError as error:
        print(f"tickets: skipped, PostgreSQL is not reachable: {error}".splitlines()[0])
        return
    pages.table(dict(zip(SIZES or USUAL, found, strict=True)))
    if scanned := [one for each in found for line in each for one in line.scans]:
        sys.exit("\n".join(["", "read from end to end:", *dict.fromkeys(scanned)]))


def measured(size: int) -> list[pages.Line]:
    """The pages of one size; what the door, the sweep and the audit cost is printed at once."""
    with database(size) as anew:
        open_clocks = Deadline.objects.filter(stopped_at__isnull=True).count()
        told = f"{Ticket.objects.count():,} tickets, {Deadline.objects.count():,} clocks, {open_clocks:,} of them open"
        print(f"\n{told}, {connection.vendor}; {verified()} chains verify", flush=True)
        demo = Contract.objects.get(number=DEMO)
        world = World(demo, System.objects.get(contract=demo, code=KEY_SYSTEM), clock.now())
        count()
        lines = list(pages.measure(world, url()))
        door.measure(world)
        if anew and size <= AUDITED:  # a kept database has lost the files that its audit tells of
            door.show_audit(world, url())
    return lines


@contextmanager
def database(size: int) -> Iterator[bool]:
    """The database of that size, and whether it was filled just now. It goes away unless it is to be kept."""
    name = f"govcloud_bench_{size}"
    connection.settings_dict["TEST"]["NAME"] = (
        name if connection.vendor == "postgresql" else str(VAR / f"{name}.sqlite3")
    )
    made = _set_up(keep=KEEP)
    if KEEP and not _fresh(size):
        teardown_databases(made, verbosity=0)
        made = _set_up(keep=False)
    full, anew = False, not _fresh(size)
    try:
        if anew:
            began = perf_counter()
            fill(size, clock.now())
            print(f"{size:,} tickets filled in {perf_counter() - began:.0f} s", flush=True)
        full = True
        yield anew
    finally:
        teardown_databases(made, verbosity=0, keepdb=KEEP and full)


def _set_up(*, keep: bool) -> list[tuple[object, str, bool]]:
    with redirect_stdout(StringIO()):  # Django, too, would make the table of the cache, and says that it is there
        return setup_databases(verbosity=0, interactive=False, keepdb=keep, serialized_aliases=[])


def count() -> None:
    """As the sweep does each hour."""
    began = perf_counter()
    statistics.roll_up(clock.now())
    print(f"everything counted for the statistics in {perf_counter() - began:.1f} s", flush=True)


def _fresh(size: int) -> bool:
    filled = Contract.objects.filter(number=f"BENCH-{AGENCIES - 1:02}").values_list("loaded_at", flat=True).first()
    return filled is not None and clock.now() - filled < FRESH and Ticket.objects.count() >= size


def verified() -> int:
    """How many chains of a sample are as they were written. Raises SystemExit at the first that is not."""
    first, last = (Ticket.objects.order_by(order).values_list("pk", flat=True)[0] for order in ("pk", "-pk"))
    sample = list(Ticket.objects.filter(pk__in=range(first, last + 1, max(1, (last - first) // SAMPLE))))
    for ticket in sample:
        head = ""
        for entry in AuditEntry.objects.filter(ticket=ticket).order_by("seq"):
            if entry.previous != head or hash_of(entry, ticket.number) != entry.hash:
                raise SystemExit(f"{ticket.number}: the chain breaks at {entry.seq}")
            head = entry.hash
        if head != ticket.chain_head:
            raise SystemExit(f"{ticket.number}: the chain is cut")
    return len(sample)


def url() -> str:
    """Where the bench's database is, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


if __name__ == "__main__":
    main()
