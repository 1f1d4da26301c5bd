"""What pages, REST and steps cost when the list holds 100,000 work orders: statements and milliseconds.

Runs on TEST_DATABASE_URL where it is set, else on SQLite, in a database of its own. ORDERS sets another size.
"""

import os
from collections.abc import Callable, Iterator
from copy import copy
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from tests.world import SEATS, World, build
from tickets import actions, clock
from tickets.models import PROXIES, Deadline, Ticket

ORDERS = int(os.environ.get("ORDERS", "100000"))
#: Each kind's order is carried so far, then copied.
WAYS: dict[str, tuple[str, ...]] = {
    "incident": ("respond", "start_handling"),
    "staff_replacement": ("submit", "issue_demand"),
    "restart": ("submit",),
    "change": (),
}
ROUNDS = 15
BATCH = 2000


def main() -> None:
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        world = build(clock.now())
        filed = [world.take(world.file(kind), *steps) for kind, steps in WAYS.items()]
        multiply(filed, ORDERS)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        report(world, filed)
    finally:
        teardown_databases(databases, verbosity=0)


def multiply(filed: list[Ticket], number: int) -> None:
    """Copies of the orders and of their clocks: only how many there are matters here, so the door is not asked."""
    for begin in range(0, number, BATCH):
        pairs = [(filed[n % len(filed)], twin(filed[n % len(filed)], n)) for n in range(begin, begin + BATCH)]
        Ticket.objects.bulk_create([made for _, made in pairs])
        Deadline.objects.bulk_create(clock for source, made in pairs for clock in clocks(source, made))


def twin(source: Ticket, number: int) -> Ticket:
    values = {
        field.attname: getattr(source, field.attname)
        for field in Ticket._meta.concrete_fields
        if field.attname not in ("id", "number", "kind_state")
    }
    return PROXIES[source.kind](**values, number=f"ZZ-{number:08}")


def clocks(source: Ticket, made: Ticket) -> Iterator[Deadline]:
    for running in CLOCKS.setdefault(source.pk, list(Deadline.objects.filter(ticket=source))):
        twin_clock = copy(running)
        twin_clock.pk, twin_clock.ticket = None, made
        yield twin_clock


CLOCKS: dict[int, list[Deadline]] = {}


def report(world: World, filed: list[Ticket]) -> None:
    incident, demand = filed[0].number, filed[1].number
    print(f"{ORDERS:,} orders on {connection.vendor:32}{'statements':>11}{'allowed':>9}{'ms':>8}")
    for who, path, allowed in (
        ("clerk", "/", 0),
        ("clerk", "/tickets/", 8),
        ("clerk", "/tickets/?q=ZZ-0001", 8),
        ("auditor", "/board/", 0),
        ("clerk", f"/tickets/{incident}/", 25),
        ("clerk", "/api/v1/tickets/", 8),
        ("clerk", f"/api/v1/tickets/{incident}/", 25),
        ("auditor", "/api/v1/deadlines/?state=running", 0),
    ):
        line(f"{who:8} GET {path.replace(incident, 'NUMBER')}", allowed, *cost(visit(world, who, path)))
    line("desk acknowledges a demand", 30, *step(world, demand))


def line(what: str, allowed: int, statements: int, milliseconds: float) -> None:
    print(f"{what:52}{statements:11}{allowed or '':>9}{milliseconds:8.1f}")


def visit(world: World, who: str, path: str) -> Callable[[], Any]:
    client = Client(headers={"host": "localhost"})
    client.force_login(world.user(who))

    def get() -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    return get


def cost(act: Callable[[], Any]) -> tuple[int, float]:
    """Statements of one call, and the median milliseconds of several after a first one that warms up."""
    act()
    with CaptureQueriesContext(connection) as spent:
        act()
    return len(spent), median(seconds(act) for _ in range(ROUNDS)) * 1000


def seconds(act: Callable[[], Any]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def step(world: World, number: str) -> tuple[int, float]:
    """One step of the real order; a step is taken once, so once is measured."""
    ticket = Ticket.objects.get(number=number)
    actor, typed = (
        world.user(SEATS["provider_desk"]),
        world.typed(ticket, ticket.machine.by_step["acknowledge"]),
    )
    with CaptureQueriesContext(connection) as spent:
        began = perf_counter()
        actions.perform(ticket, "acknowledge", actor=actor, now=clock.now(), comment="按程序办理", **typed)
        took = perf_counter() - began
    return len(spent), took * 1000


if __name__ == "__main__":
    main()
