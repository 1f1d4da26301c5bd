"""How `0.1.0.jsonl.gz` was made: an office of some weeks played through the door, then its raw rows.

Run at release 0.1.0 with an empty database: `DJANGO_SETTINGS_MODULE=tests.settings python -m tests.upgrade.make_kept`.
"""

import gzip
import heapq
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

os.environ["TEST_DATABASE_URL"] = f"sqlite:///{tempfile.mkdtemp()}/made.sqlite3"
import django

django.setup()

import time_machine  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from accounts.models import Substitution  # noqa: E402
from tests.upgrade.house import by_rest, house  # noqa: E402
from tests.upgrade.stories import STORIES, at  # noqa: E402
from tests.world import World  # noqa: E402
from tickets import sweep  # noqa: E402
from tickets.deadlines.types import ZONE  # noqa: E402
from tickets.errors import Refusal  # noqa: E402
from tickets.management.demo import cast, contracts  # noqa: E402
from tickets.models import Contract, Deadline, Ticket  # noqa: E402

OUT = Path(__file__).parent / "0.1.0.jsonl.gz"
FIRST, KEPT = datetime(2026, 11, 2, 8, 0, tzinfo=ZONE), datetime(2026, 11, 20, 10, 30, tzinfo=ZONE)
#: Nobody swept: what fell due meanwhile was told at once afterwards.
OUTAGE = at(20, "08:01"), at(20, "08:11")
TICK = timedelta(seconds=1)


def built() -> World:
    contracts.load(FIRST)
    demo = Contract.objects.get(number=contracts.DEMO)
    cast.gather(demo, Contract.objects.get(number=contracts.OUTSIDE))
    cast.make_reachable()
    world = World(demo, demo.systems.get(code=contracts.KEY_SYSTEM), FIRST)
    Substitution.objects.create(
        principal=world.user("lead"),
        substitute=world.user("finance"),
        starts=at(19, "00:00"),
        ends=datetime(2026, 12, 1, tzinfo=ZONE),
        kinds=["restart", "staff_replacement"],
        note="年度休假",
    )
    return world


def play(world: World, clock: Any) -> None:
    """Every story by the order of time, with the sweep in between as ever."""
    queue = []
    for number, story in enumerate((house, by_rest, *STORIES)):
        told = story(world)
        heapq.heappush(queue, (next(told), number, told))
    while queue:
        instant, number, told = heapq.heappop(queue)
        sweep_until(instant, clock)
        world.at(instant)
        clock.move_to(instant)
        try:
            then = next(told, None)
        except Refusal as refusal:
            raise AssertionError(f"{told} {instant}: {refusal.errors}") from refusal
        if then is not None:
            heapq.heappush(queue, (then, number, told))
    sweep_until(KEPT, clock, deliver=False)


def sweep_until(instant: datetime, clock: Any, *, deliver: bool = True) -> None:
    while (due := next_due()) is not None and due + TICK <= instant:
        swept = max(due + TICK, OUTAGE[1]) if OUTAGE[0] <= due + TICK else due + TICK
        if swept > instant:
            break
        clock.move_to(swept)
        assert sweep.fire_one(swept)
    clock.move_to(instant)
    while not OUTAGE[0] <= instant < OUTAGE[1] and sweep.fire_one(instant):
        pass
    while deliver and sweep.deliver_one(instant):
        pass


def next_due() -> datetime | None:
    from django.db.models import Min

    from tickets.models import Chore

    found = (
        Deadline.objects.aggregate(at=Min("next_at"))["at"],
        Ticket.objects.aggregate(at=Min("lapses_at"))["at"],
        Chore.objects.aggregate(at=Min("due_at"))["at"],
    )
    return min((one for one in found if one is not None), default=None)


LEFT = {"django_migrations", "django_session", "usersessions_usersession", "sqlite_sequence"}


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(set(connection.introspection.table_names(cursor)) - LEFT)


def rows(table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """As SQLite stores them, past Django's converters; generated columns are left out."""
    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as raw:
        described = raw.execute(f"PRAGMA table_xinfo({table})").fetchall()
        columns = [name for _, name, _, _, _, _, hidden in described if not hidden]
        named = ", ".join(map(connection.ops.quote_name, columns))
        return columns, raw.execute(f"SELECT {named} FROM {table} ORDER BY 1").fetchall()  # noqa: S608


def applied() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return cursor.fetchall()


def lines() -> Iterator[Any]:
    yield {"release": "0.1.0", "kept_at": KEPT.isoformat(), "migrations": applied()}
    for table in tables():
        columns, found = rows(table)
        if found:
            yield {"table": table, "columns": columns}
            yield from found


def write() -> None:
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines())
    OUT.write_bytes(gzip.compress(text.encode(), mtime=0))
    sys.stdout.write(f"{len(text.encode())} bytes, {OUT.stat().st_size} compressed\n")


def main() -> None:
    from django.test.utils import setup_test_environment

    setup_test_environment()
    settings.MEDIA_ROOT = tempfile.mkdtemp()
    with time_machine.travel(FIRST, tick=False) as clock:
        call_command("migrate", verbosity=0)
        play(built(), clock)
    write()
    for order in Ticket.objects.order_by("id"):
        sys.stdout.write(f"{order.number} {order.kind} {order.state} {order.title}\n")
    call_command("verify_audit")


main()
