"""What happens to the clock: stepped while the service runs, on the machine of one process or of the database."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.checker import check, settled
from tests.faults.clients import Load
from tests.faults.kills import rest
from tests.faults.lab import SQLITE, WORKERS, Lab, eventually
from tests.faults.table import Found, Turn, row
from tests.faults.watch import Watch

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/local/lib/faketime/libfaketimeMT.so.1")
HOUR = 3600
#: A step of up to a quarter of an hour is believed when both clocks have agreed for a minute; then the sweep looks.
AGREED_SECONDS = 62.0


@dataclass
class FakedClock:
    """The clock of a process that is started with `environment`; it is stepped while the process runs."""

    file: Path

    @property
    def environment(self) -> dict[str, str]:
        (library,) = [str(found) for place in LIBRARIES for found in Path("/").glob(place[1:])][:1]
        told = {"FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_CACHE_DURATION": "1"}
        return {"LD_PRELOAD": library, "FAKETIME_DONT_FAKE_MONOTONIC": "1", **told}

    def step(self, seconds: float) -> None:
        """Against the true clock; 0: it is right again."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{seconds:+.0f}\n")
        fresh.chmod(0o644)
        fresh.replace(self.file)


@contextmanager
def faked(lab: Lab) -> Iterator[FakedClock]:
    clock = FakedClock(lab.folder / "clock")
    clock.step(0)
    yield clock
    clock.step(0)


@row(8, "the clock of a process steps by two hours, and back")
def process_steps(turn: Turn) -> Found:
    """On SQLite it is the clock that counts: all is held, and nothing judged. On PostgreSQL nobody reads it."""
    with turn.lab() as lab, faked(lab) as clock:
        lab.plant(turn.times(120, 1200), first=15.0, every=0.5)
        roles = list(lab.commands)
        for role in roles:
            faulty = turn.on == SQLITE or role == WORKERS[0]
            lab.begin(role, **(clock.environment if faulty else {}))
        lab.until_well()
        told, wrong, moments = [], [], []
        with Watch(lab) as watch, Load(lab, 1, turn.seed, pause=0.5) as load:
            for hours in (2, -2):
                rest(4)
                clock.step(hours * HOUR)
                if turn.on == SQLITE:
                    held = eventually(lambda: "leapt" in lab.get("/readyz")[1], 8)
                    wrong += [] if held else [f"readyz says nothing of {hours:+d} h"]
                before = lab.count("breach")
                rest(turn.times(5, 60))
                told.append(f"{hours:+d} h: {lab.count('breach') - before} fired meanwhile")
                clock.step(0)
                moments.append(time.monotonic())
                rest(4)
        settled(lab)
        verdict = check(lab, wrong_answers=load.answers.wrong)
        verdict.wrong += wrong
        return Found(verdict, watch.longest(moments) if turn.on == SQLITE else None, "; ".join(told))


@row(9, "the clock of the database's host steps by 10 min", limit=AGREED_SECONDS)
def host_steps(turn: Turn) -> Found:
    """Nothing fires until both clocks agree, for a minute at most; then what is due does, once. What a machine that
    slept looks like is told by `tests/sweep/test_guard.py`: no machine can be put to sleep here."""
    with turn.lab() as lab, faked(lab) as clock:
        if lab.cluster:
            lab.cluster.stop()
            lab.cluster.faked = clock.environment
            lab.cluster.start()
        lab.plant(turn.times(200, 1200), first=20.0, every=0.6)
        for role in lab.commands:
            lab.begin(role, **({} if lab.cluster else clock.environment))
        lab.until_well()
        with Watch(lab) as watch:
            eventually(lambda: lab.count("breach") > 0, 60)
            clock.step(600)
            stepped = time.monotonic()
            rest(2)
            held = eventually(lambda: "leapt" in lab.get("/readyz")[1], 10)
            before = lab.count("breach")
            eventually(lambda: lab.count("breach") > before, 90)
            recovery = watch.recovered(stepped + 3)
            settled(lab, 120)
        verdict = check(lab)
        verdict.wrong += [] if held else ["readyz says nothing of the step"]
        return Found(verdict, 3 + recovery, "held, then fired with true lateness")
