"""What pages, REST, the door, the sweep and the audit cost among 100,000 tickets: statements and milliseconds.

Runs on the PostgreSQL of TEST_DATABASE_URL or DATABASE_URL, in a database of its own called govcloud_bench.
BENCH_TICKETS sets another number, and lets SQLite run it where there is no PostgreSQL. BENCH_KEEP leaves the
database, and a later run with it takes the tickets that are there.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from statistics import median, quantiles
from time import perf_counter

from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from tests.bench.many_tickets import fill
from tests.settings import ROOT, VAR
from tests.world import World
from tickets import actions, clock, sweep
from tickets.management.demo.contracts import DEMO, KEY_SYSTEM
from tickets.models import Contract, Deadline, System, Ticket

DATABASE = "govcloud_bench"
TICKETS = int(os.environ.get("BENCH_TICKETS", "100000"))
KEEP = bool(os.environ.get("BENCH_KEEP"))
RUNS, STEPS, FIRINGS, PROBES = 20, 30, 300, 200
WIDTH = 52


@dataclass(frozen=True, slots=True)
class Line:
    """One call: its statements, and the milliseconds of each run in order of size. Limits of 0 are none."""

    what: str
    statements: int
    ms: list[float]
    most_statements: int = 0
    most_ms: int = 0

    @property
    def p50(self) -> float:
        return median(self.ms)

    @property
    def p95(self) -> float:
        return quantiles(self.ms, n=20)[18]

    def words(self, smallest: float) -> str:
        limits = f"{_limit(self.most_statements)}{_limit(self.most_ms)}"
        figures = f"{self.statements:6}{min(self.ms):9.1f}{self.p50:9.1f}{self.p95:9.1f}"
        return f"{self.what:{WIDTH}}{figures}{self.p50 / smallest:8.1f}{limits}"


def _limit(most: int) -> str:
    return f"{most or '':>8}"


#: Who opens what, with the most statements and milliseconds that are allowed.
PAGES = (
    ("clerk", "/tickets/", 8, 100),
    ("clerk", "/tickets/?kind=change", 8, 100),
    ("clerk", "/tickets/?lamp=red", 8, 100),
    ("clerk", "/tickets/?q=数据库", 8, 150),
    ("clerk", "/tickets/?page=20", 8, 100),
    ("clerk", "/tickets/?page=999999", 8, 100),
    ("desk", "/tickets/", 8, 100),
    ("desk", "/tickets/?q=数据库", 8, 150),
    ("desk", "/tickets/?page=999999", 8, 100),
    ("clerk", "/", 0, 100),
    ("lead", "/", 0, 100),
    ("engineer", "/", 0, 100),
    ("officer", "/", 0, 100),
    ("auditor", "/board/", 0, 200),
)
LISTS = (
    ("desk", "/api/v1/tickets/", 8, 100),
    ("desk", "/api/v1/tickets/?overdue=true", 8, 100),
    ("auditor", "/api/v1/deadlines/", 0, 100),
    ("auditor", "/api/v1/deadlines/?lamp=red", 0, 100),
    ("auditor", "/api/v1/deadlines/?lamp=amber", 0, 100),
    ("auditor", "/api/v1/deadlines/?lamp=green", 0, 100),
    ("auditor", "/api/v1/deadlines/?lamp=grey", 0, 100),
)
#: How far a reader of all pages has come when the time is taken.
DEEP = 50
#: kind -> steps taken before, the step measured, who takes it.
MOVES = {
    "incident": ((), "respond", "desk"),
    "staff_replacement": (("submit", "issue_demand"), "acknowledge", "desk"),
    "restart": (("submit",), "approve_restart", "lead"),
}


def main() -> None:
    if connection.vendor != "postgresql" and "BENCH_TICKETS" not in os.environ:
        print("tickets: skipped, no PostgreSQL in TEST_DATABASE_URL (BENCH_TICKETS=5000 tries SQLite)")
        return
    try:
        with database():
            show()
    except OperationalError as error:
        print(f"tickets: skipped, PostgreSQL is not reachable: {error}".splitlines()[0])


@contextmanager
def database() -> Iterator[None]:
    """The bench's own database, filled. It goes away afterwards unless it is to be kept."""
    name = DATABASE if connection.vendor == "postgresql" else str(VAR / f"{DATABASE}.sqlite3")
    connection.settings_dict["TEST"]["NAME"] = name
    with redirect_stdout(StringIO()):  # Django, too, would make the table of the cache, and says that it is there
        made = setup_databases(verbosity=0, interactive=False, keepdb=KEEP, serialized_aliases=[])
    full = False
    try:
        if Ticket.objects.count() < TICKETS:
            began = perf_counter()
            fill(TICKETS, clock.now())
            print(f"filled in {perf_counter() - began:.0f} s")
        full = True
        yield
    finally:
        teardown_databases(made, verbosity=0, keepdb=KEEP and full)


def show() -> None:
    open_clocks = Deadline.objects.filter(stopped_at__isnull=True).count()
    print(f"{Ticket.objects.count():,} tickets, {open_clocks:,} open clocks, {connection.vendor}")
    demo = Contract.objects.get(number=DEMO)
    world = World(demo, System.objects.get(contract=demo, code=KEY_SYSTEM), clock.now())
    table([*pages(world), *api(world), *moves(world)])
    show_sweep()
    show_audit()


def table(lines: list[Line]) -> None:
    print(f"\n{'':{WIDTH}}{'SQL':>6}{'best ms':>9}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>8}{'SQL ≤':>8}{'ms ≤':>8}")
    smallest = min(line.p50 for line in lines)
    for line in lines:
        print(line.words(smallest))


def pages(world: World) -> Iterator[Line]:
    for who, path, statements, ms in PAGES:
        yield visited(world, who, path, statements, ms)
    yield visited(world, "clerk", f"/tickets/{longest(world)}/", 25, 150, shown="/tickets/NUMBER/")


def api(world: World) -> Iterator[Line]:
    for who, path, statements, ms in LISTS:
        yield visited(world, who, path, statements, ms)
    yield visited(world, "desk", deep(world), 8, 100, shown=f"/api/v1/tickets/ page {DEEP}")
    yield visited(world, "desk", f"/api/v1/tickets/{longest(world)}/", 25, 150, shown="/api/v1/tickets/NUMBER/")


def longest(world: World) -> str:
    """The open order of the contract on which most was done."""
    tickets = Ticket.objects.filter(contract=world.contract, closed_at__isnull=True).exclude(number__startswith="ZZ")
    return str(tickets.order_by("-chain_length").values_list("number", flat=True)[0])


def deep(world: World) -> str:
    """The address that the cursor has led to after so many pages."""
    client, path = client_of(world, "desk"), "/api/v1/tickets/"
    for _ in range(DEEP - 1):
        path = client.get(path).json()["next"] or path
    return path


def visited(world: World, who: str, path: str, statements: int, ms: int, shown: str = "") -> Line:
    client = client_of(world, who)

    def get() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")

    get()
    return Line(f"{who:9}{shown or path}", spent(get), [taken(get) for _ in range(RUNS)], statements, ms)


def client_of(world: World, who: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(world.user(who))
    return client


def spent(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as statements:
        act()
    return len(statements)


def taken(act: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000


def moves(world: World) -> Iterator[Line]:
    for kind, (before, step, who) in MOVES.items():
        ready = [world.take(world.file(kind), *before) for _ in range(STEPS)]
        first, *others = [mover(world, ticket, step, who) for ticket in ready]
        yield Line(f"{who:9}{kind}: {step}", spent(first), [taken(one) for one in others], 30, 60)


def mover(world: World, ticket: Ticket, step: str, who: str) -> Callable[[], object]:
    """The step, ready to be taken, its papers handed in."""
    declared, actor = ticket.machine.by_step[step], world.user(who)
    world.hand_in(ticket, declared, actor)
    typed = {"comment": "按程序办理", **world.typed(ticket, declared)}
    return lambda: actions.perform(ticket, step, actor=actor, now=world.now, **typed)


def show_sweep() -> None:
    """The sweep with nothing to do, and with much due at once."""
    waiting = Deadline.objects.filter(next_at__isnull=False).order_by("next_at").values_list("next_at", flat=True)
    before, after = waiting[0] - timedelta(seconds=1), waiting[min(FIRINGS * 2, waiting.count() - 1)]
    while sweep.fire_one(before):
        pass
    idle = [taken(lambda: sweep.fire_one(before)) for _ in range(PROBES)]
    statements = spent(lambda: sweep.fire_one(after))
    began = perf_counter()
    fired = sum(sweep.fire_one(after) for _ in range(FIRINGS))
    seconds = perf_counter() - began
    probe = spent(lambda: sweep.fire_one(before))
    print(f"\nsweep, nothing due: {probe} statements, {min(idle):.2f} ms at best, p50 {median(idle):.2f} ms (≤ 2)")
    print(f"sweep, all due: {fired / seconds:.0f} clocks a second, {statements} statements each")


def show_audit() -> None:
    """`verify_audit` as a process of its own, for its memory is the measure."""
    environment = {**os.environ, "DATABASE_URL": url(), "DJANGO_SETTINGS_MODULE": "govcloud.settings"}
    began = perf_counter()
    command = [sys.executable, "manage.py", "verify_audit"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    seconds = perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"verify_audit: {seconds:.1f} s, peak {peak:.0f} MB: {(told.stdout or told.stderr).strip()}")


def url() -> str:
    """Where the bench's database is, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


if __name__ == "__main__":
    main()
