"""What happens to processes: killed, killed at named points, frozen, many at once, stopped one after another."""

import json
import re
import signal
import sys
import time

from tests.faults import crashes
from tests.faults.checker import Verdict, check, settled
from tests.faults.clients import Load
from tests.faults.kills import at_random, rest
from tests.faults.lab import SQLITE, Lab, eventually
from tests.faults.table import Found, Turn, row
from tests.faults.watch import Watch

#: By which a process that was told to end has ended: what is promised, and of the embedded service.
END_SECONDS, END_EMBEDDED = 20.0, 5.0
#: A mail that a dead sender had in hand is free after so long.
LEASE_SECONDS = 31.0


@row(1, "kill -9 of every role at random, under load")
def killed(turn: Turn) -> Found:
    """Clocks run out all the time while people file and answer; what is killed is started again."""
    kills, between = turn.times(4, 200), (5.0, 9.0)
    with turn.lab() as lab:
        lab.plant(kills * 25, first=12.0, every=0.4)
        lab.up()
        with Watch(lab) as watch:
            with Load(lab, 2, turn.seed) as load:
                moments = at_random(lab, turn.chance, kills, between)
                eventually(lambda: watch.recovered(moments[-1]) < float("inf"), 30)
            settled(lab, 90 + kills * 10)
            recovery = watch.longest(moments)
        verdict = check(lab, kills=kills, wrong_answers=load.answers.wrong)
        return Found(verdict, recovery, f"{kills} kills, {len(lab.ledger.intents)} acts, {verdict.repeats} repeats")


@row(2, "kill -9 at every named crash point")
def killed_at_each_point(turn: Turn) -> Found:
    """Each point is come to, and what is done again afterwards stands once."""
    with turn.lab() as lab:
        return Found(*died_everywhere(lab))


def died_everywhere(lab: Lab) -> tuple[Verdict, None, str]:
    told = lab.shell("from tests.faults import crashes; crashes.die_everywhere()")
    deaths = [crashes.Death(**json.loads(line)) for line in told.splitlines() if line.startswith("{")]
    accepted = sum(one.point == "delivery.accepted" for one in deaths)
    verdict = check(lab, kills=accepted)
    verdict.wrong += [f"nobody came to {one.point} of {one.story}" for one in deaths if not one.died]
    verdict.lost += [f"{one.story}, died at {one.point}" for one in deaths if one.times == 0]
    verdict.doubled += [f"{one.story}, died at {one.point}: {one.times}" for one in deaths if one.times not in {0, 1}]
    assert {one.point for one in deaths} == set(crashes.crash_points.POINTS)
    return verdict, None, f"{len(deaths)} deaths, {verdict.repeats} repeats"


@row(11, "SIGSTOP past the lease, then SIGCONT")
def frozen(turn: Turn) -> Found:
    """Whoever fires and sends is frozen with a mail in hand for longer than its lease, and wakes."""
    with turn.lab() as lab:
        lab.plant(90, first=12.0, every=0.6)
        lab.up()
        lab.wire.mail.manner = "waits"
        assert eventually(lab.wire.mail.called.is_set, 40), "nothing was sent"
        victim = lab.roles[lab.sweepers[0]]
        with Watch(lab) as watch:
            victim.send_signal(signal.SIGSTOP)
            lab.wire.mail.over.set()
            rest(LEASE_SECONDS + 2)
            victim.send_signal(signal.SIGCONT)
            woken = time.monotonic()
            settled(lab)
            recovery = watch.recovered(woken) if turn.on == SQLITE else None
        verdict = check(lab, kills=1)
        return Found(verdict, recovery, f"{verdict.repeats} repeats")


@row(12, "8 sweepers at once")
def many_sweepers(turn: Turn) -> Found:
    """All of them on what is overdue at one instant: each clock once, no deadlock."""
    number = turn.times(300, 20_000)
    with turn.lab() as lab:
        lab.plant(number, first=-60.0)
        sweeps = [lab.start(sys.executable, "manage.py", "sweep", "--until-idle") for _ in range(8)]
        ended = [one.wait(600) for one in sweeps]
        settled(lab)
        verdict = check(lab)
        verdict.wrong += [f"a sweep ended with {code}" for code in ended if code]
        if lab.cluster:
            ((deadlocks,),) = lab.cluster.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = 'govcloud'")
            verdict.wrong += [f"{deadlocks} deadlocks"] if deadlocks else []
        shares = [int(found[1]) for one in sweeps if (found := re.search(r"(\d+)", lab.printed(one)))]
        return Found(verdict, None, f"{number} clocks, shares {sorted(shares)}")


@row(23, "rolling restart by TERM and Ctrl-C, under load")
def rolling(turn: Turn) -> Found:
    """Each role in turn, while people work, ends in time with status 0 and gives back what it holds."""
    limit = END_EMBEDDED if turn.on == SQLITE else END_SECONDS
    with turn.lab() as lab:
        lab.plant(120, first=15.0, every=0.4)
        lab.up()
        took, codes, moments = [], [], []
        with Watch(lab) as watch:
            with Load(lab, 2, turn.seed) as load:
                for number in (signal.SIGTERM, signal.SIGINT) if turn.on == SQLITE else (signal.SIGTERM,):
                    for role in list(lab.roles):
                        rest(turn.chance.uniform(1.0, 3.0))
                        seconds, code = ended(lab, role, number)
                        took.append(seconds)
                        codes.append(code)
                        lab.begin(role)
                        moments.append(time.monotonic())
                        eventually(lab.well, 30)
                eventually(lambda: watch.recovered(moments[-1]) < float("inf"), 30)
            settled(lab)
            recovery = watch.longest(moments)
        took += [ended(lab, role, signal.SIGTERM)[0] for role in list(lab.roles)]
        verdict = check(lab, wrong_answers=load.answers.wrong)
        verdict.wrong += [f"ended with status {code}" for code in codes if code]
        verdict.wrong += [f"took {seconds:.1f} s to end" for seconds in took if seconds > limit]
        held = lab.count("delivery", "lease IS NOT NULL")
        verdict.wrong += [f"{held} leases left held"] if held else []
        return Found(verdict, recovery, f"{len(took)} ends, the slowest {max(took):.1f} s")


def ended(lab: Lab, role: str, number: signal.Signals) -> tuple[float, int]:
    """How long it took, and its status; a process that does not end is killed after a minute."""
    process, began = lab.roles[role], time.monotonic()
    process.send_signal(number)
    if not eventually(lambda: process.poll() is not None, 60):
        lab.kill(role)
    return time.monotonic() - began, process.wait(10)
