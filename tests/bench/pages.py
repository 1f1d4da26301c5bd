"""What each page costs, as a ratio to a bare view of fifty rows that is asked between its runs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.plans import scans
from tests.bench.serving import Served, served
from tests.world import World
from tickets.models import Ticket

WARM_UP, RUNS = 6, 30
#: How far a reader of all pages has come when the time is taken.
DEEP = 50
#: What the same page may take among the most tickets more than among the fewest.
GROWTH = 1.25
WIDTH = 34


@dataclass(frozen=True, slots=True)
class Page:
    """Who opens what, as it is told, and what it may cost: a multiple of the bare view. 0: no limit."""

    who: str
    path: str
    most: float = 0
    shown: str = ""

    def __str__(self) -> str:
        return f"{self.who:9}{self.shown or self.path}"


@dataclass(slots=True)
class Line:
    """One page among so many tickets: statements, bytes over the wire, milliseconds and where it scans."""

    page: Page
    statements: int = 0
    scans: list[str] = field(default_factory=list)
    size: int = 0
    ms: list[float] = field(default_factory=list)
    bare: float = 0

    @property
    def p50(self) -> float:
        return median(self.ms)

    @property
    def ratio(self) -> float:
        return self.p50 / self.bare


PAGES = (
    Page("clerk", "/tickets/", 3.5),
    Page("desk", "/tickets/", 3.5),
    Page("auditor", "/tickets/", 3.5),
    Page("clerk", "/tickets/?kind=change", 3.5),
    Page("clerk", "/tickets/?lamp=red", 3.5),
    Page("desk", "/tickets/?tab=unit&progress=open", 3.5),
    Page("clerk", "/", 4),
    Page("lead", "/", 4),
    Page("desk", "/", 4),
    Page("engineer", "/", 4),
    Page("officer", "/", 4),
    Page("auditor", "/board/", 6),
    Page("clerk", "/board/", 6),
    Page("desk", "/tickets/?q=数据库", 6),
    Page("desk", "/tickets/?q=切换", 6),
    Page("desk", "/tickets/?q=毫无此事", 6),
    Page("auditor", "/statistics/", 10),
    Page("lead", "/notices/", 0),
    Page("lead", "/notices/bell/", 0),
    Page("lead", "/checks/", 0),
    Page("desk", "/api/v1/tickets/", 3.5),
    Page("auditor", "/api/v1/deadlines/?lamp=red", 0),
    Page("auditor", "/api/v1/breaches/", 0),
)


def measure(world: World, url: str) -> Iterator[Line]:
    lines = [Line(page) for page in (*PAGES, *_of_an_order(world))]
    for line in lines:
        _look_into(line, _client(world, line.page.who))
    connection.close()
    with ExitStack() as stack:
        bare = stack.enter_context(served("tests.bench.bare:application", url, "tests.bench.bare_settings"))
        ours = stack.enter_context(served("govcloud.wsgi:application", url, "tests.bench.settings"))
        cookies = {line.page.who: _cookie(world, line.page.who) for line in lines}
        for line in lines:
            _take(line, ours, bare, cookies[line.page.who])
            yield line


def _of_an_order(world: World) -> Iterator[Page]:
    number, longest = _order(world, 0.5), _order(world, 1)
    yield Page("clerk", f"/tickets/{number}/", 5, "/tickets/NUMBER/")
    yield Page("clerk", f"/tickets/{longest}/", 0, "/tickets/THE LONGEST/")
    yield Page("desk", f"/tickets/?q={number}", 2, "/tickets/?q=NUMBER")
    yield Page("desk", f"/api/v1/tickets/{number}/", 0, "/api/v1/tickets/NUMBER/")
    asked = urlencode({"kind": "incident", "state": "reported", "as_of": world.now.isoformat()})
    yield Page("auditor", f"/statistics/passages/?{asked}", 6, "/statistics/passages/")
    yield Page("desk", _deep(world), 3.5, f"/api/v1/tickets/ page {DEEP}")


def _order(world: World, share: float) -> str:
    """An open order of the demo's contract, on which more was done than on that share of the others."""
    tickets = Ticket.objects.filter(contract=world.contract, closed_at__isnull=True, number__startswith="GD")
    numbers = list(tickets.order_by("chain_length", "id").values_list("number", flat=True))
    return str(numbers[int((len(numbers) - 1) * share)])


def _deep(world: World) -> str:
    """The address that the cursor has led to after so many pages."""
    client, path = _client(world, "desk"), "/api/v1/tickets/"
    for _ in range(DEEP - 1):
        path = client.get(path).json()["next"] or path
    return path.removeprefix("http://localhost")


def _client(world: World, who: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(world.user(who))
    return client


def _cookie(world: World, who: str) -> str:
    return "; ".join(f"{name}={one.value}" for name, one in _client(world, who).cookies.items())


def _look_into(line: Line, client: Client) -> None:
    """Statements and plans, in this process."""

    def get() -> None:
        answer = client.get(line.page.path)
        if answer.status_code not in (200, 204, 302):
            raise SystemExit(f"{line.page.path}: {answer.status_code}")

    get()
    line.statements = spent(get)
    if connection.vendor == "postgresql":
        line.scans = [f"{line.page}: {scan[:1000]}" for scan in scans(get)]


def spent(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as statements:
        act()
    return len(statements)


def _take(line: Line, ours: Served, bare: Served, cookie: str) -> None:
    """The two in turn, so that whatever else the machine does weighs on both."""
    measure: list[float] = []
    for run in range(-WARM_UP, RUNS):
        plain, _size = bare.get("/")
        taken, line.size = ours.get(line.page.path, cookie)
        if run >= 0:
            measure.append(plain)
            line.ms.append(taken)
    line.bare = median(measure)


def table(found: dict[int, list[Line]]) -> None:
    """A row a page, a ratio a size, the limit, and what grew too much."""
    bare = ", ".join(f"{median(line.bare for line in lines):.1f} ms at {size:,}" for size, lines in found.items())
    print(f"\np50 as a multiple of a bare view of fifty rows ({bare})")
    heads = "".join(f"{f'{size:,}':>11}{'p50 ms':>9}" for size in found)
    print(f"{'':{WIDTH}}{heads}{'limit':>7}{'growth':>8}{'SQL':>5}{'bytes':>9}")
    for row in zip(*found.values(), strict=True):
        print(_row(list(row)))


def _row(lines: list[Line]) -> str:
    last, growth = lines[-1], lines[-1].ratio / lines[0].ratio
    figures = "".join(f"{line.ratio:10.1f}×{line.p50:9.1f}" for line in lines)
    faults = [
        *(["over the limit"] if last.page.most and last.ratio > last.page.most else []),
        *(["grows"] if growth > GROWTH else []),
        *(["scans"] if any(line.scans for line in lines) else []),
    ]
    limit = f"{last.page.most:g}" if last.page.most else ""
    told = f"{last.page!s:{WIDTH}}{figures}{limit:>7}{growth:8.2f}{last.statements:5}{last.size:9,}"
    return f"{told}  {', '.join(faults)}".rstrip()
