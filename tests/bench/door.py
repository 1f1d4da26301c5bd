"""What an act, the sweep and a look through the audit cost."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from statistics import median, quantiles
from time import perf_counter

from tests.bench.pages import WIDTH, spent
from tests.settings import ROOT
from tests.world import World
from tickets import actions, sweep
from tickets.models import Deadline, Ticket

STEPS, FIRINGS, PROBES = 30, 300, 200
#: kind -> steps taken before, the step measured, who takes it.
MOVES = {
    "incident": ((), "respond", "desk"),
    "staff_replacement": (("submit", "issue_demand"), "acknowledge", "desk"),
    "restart": (("submit",), "approve_restart", "lead"),
}


def measure(world: World) -> None:
    moves(world)
    show_sweep()


def taken(act: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000


def moves(world: World) -> None:
    print(f"\n{'':{WIDTH}}{'SQL':>6}{'best ms':>9}{'p50 ms':>9}{'p95 ms':>9}")
    filed = [taken(lambda: world.file("restart")) for _ in range(STEPS)]
    _row("clerk    restart: filed", spent(lambda: world.file("restart")), filed)
    for kind, (before, step, who) in MOVES.items():
        ready = [world.take(world.file(kind), *before) for _ in range(STEPS)]
        first, *others = [mover(world, ticket, step, who) for ticket in ready]
        _row(f"{who:9}{kind}: {step}", spent(first), [taken(one) for one in others])


def _row(what: str, statements: int, ms: list[float]) -> None:
    p95 = quantiles(ms, n=20)[18]
    print(f"{what:{WIDTH}}{statements:6}{min(ms):9.1f}{median(ms):9.1f}{p95:9.1f}", flush=True)


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
    began, fired = perf_counter(), 0
    while fired < FIRINGS and (more := sweep.fire_one(after)):
        fired += more
    seconds = perf_counter() - began
    probe = spent(lambda: sweep.fire_one(before))
    print(f"\nsweep, nothing due: {probe} statements, {min(idle):.2f} ms at best, p50 {median(idle):.2f} ms (≤ 0.3)")
    print(f"sweep, all due: {fired / seconds:.0f} clocks a second, {statements} statements a batch")


def show_audit(world: World, url: str) -> None:
    """`verify_audit` as a process of its own, for its memory is the measure."""
    actions.baseline(world.now)
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "govcloud.settings"}
    began = perf_counter()
    command = [sys.executable, "manage.py", "verify_audit"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    seconds = perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"verify_audit: {seconds:.1f} s, peak {peak:.0f} MB: {(told.stdout or told.stderr).strip()}")
