"""Rows whose story a test of the suite tells already: that test is run, on a database of the run's own."""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Collection
from dataclasses import dataclass, field

from tests.faults.checker import Verdict
from tests.faults.clusters import Cluster, Redis
from tests.faults.lab import POSTGRES, root
from tests.faults.table import ROWS, Found, Turn, row
from tests.settings import ROOT


@dataclass
class Told:
    """Of one test: how long it took, and what is wrong; skipped: why it did not run."""

    seconds: float
    wrong: str = ""
    skipped: str = ""


@dataclass
class Stories:
    """What the tests came to: database -> file -> its tests by name."""

    found: dict[str, dict[str, dict[str, Told]]] = field(default_factory=dict)


STORIES = Stories()
#: row -> the files that tell it.
FILES: dict[int, tuple[str, ...]] = {
    10: ("tests/faults/test_turns_of_the_calendar.py", "tests/datelaw/test_vectors.py"),
    13: ("tests/race/test_races.py",),
    14: ("tests/race/test_races.py",),
    15: ("tests/race/test_clocks_that_are_moved.py",),
    16: ("tests/sweep/test_clocks.py", "tests/sweep/test_batches.py", "tests/notices/test_outbox.py"),
    19: ("tests/race/test_races.py", "tests/api/test_idempotency.py"),
    24: ("tests/audit/test_append_only.py", "tests/audit/test_rows.py", "tests/audit/test_verify.py"),
    25: ("tests/faults/test_machine.py",),
    26: ("tests/api/test_odd_values.py",),
    27: ("tests/backups/test_backup_and_restore.py", "tests/backups/test_noted.py"),
}
WHAT = {
    10: "DST, leap day, month end, year change",
    13: "two people decide at once",
    14: "an act against a clock at the same instant",
    15: "cancel, pause, strike, move against a firing",
    16: "a poisoned clock, a poisoned message",
    19: "one key, many times at once",
    24: "the audit changed past the door",
    25: "a state machine with crashes and leaps",
    26: "every operation of REST with odd values",
    27: "backup under load, restored",
}


def run_stories(numbers: Collection[int], databases: Collection[str], *, full: bool) -> None:
    """The tests of these rows in one session a database, for a session has a database to migrate."""
    files = sorted({file for number in numbers for file in FILES.get(number, ())})
    for on in databases if files else ():
        STORIES.found[on] = _session(on, files, full=full)


def _session(on: str, files: list[str], *, full: bool) -> dict[str, dict[str, Told]]:
    report = root() / f"stories-{on.lower()}.xml"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_URL": "",
        "TEST_REDIS_URL": "",
    }
    if full:
        environment |= {"ALL_RACES": "1", "FULL": "1"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        f"--junitxml={report}",
        *files,
    ]
    cluster, redis = Cluster(root() / "stories"), Redis()
    try:
        if on == POSTGRES:
            cluster.make()
            cluster.start()
            redis.start()
            environment |= {"TEST_DATABASE_URL": cluster.url(), "TEST_REDIS_URL": redis.url}
        log = root() / f"stories-{on.lower()}.log"
        with log.open("w") as printed:
            subprocess.run(
                [*command, *files], cwd=ROOT, env=environment, stdout=printed, stderr=subprocess.STDOUT, check=False
            )
    finally:
        cluster.stop("immediate")
        redis.stop()
    return _read(report)


def _read(report: os.PathLike[str]) -> dict[str, dict[str, Told]]:
    found: dict[str, dict[str, Told]] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  # pytest wrote it
        told = Told(float(case.get("time", "0")))
        for fault in (*case.iter("failure"), *case.iter("error")):
            told.wrong = (fault.get("message") or "failed")[:300]
        for one in case.iter("skipped"):
            told.skipped = one.get("message") or "skipped"
        file = case.get("classname", "").replace(".", "/") + ".py"
        found.setdefault(file, {})[case.get("name", "")] = told
    return found


def told(turn: Turn) -> Found:
    began = time.monotonic()
    tests = [
        (name, one) for file in FILES[turn.row.number] for name, one in STORIES.found[turn.on].get(file, {}).items()
    ]
    ran = [one for _name, one in tests if not one.skipped]
    wrong = [f"{name}: {one.wrong}" for name, one in tests if one.wrong]
    if not ran:
        wrong.append("no test ran")
    seconds = sum(one.seconds for one in ran) + time.monotonic() - began
    return Found(Verdict(wrong=wrong), None, f"{len(ran)} tests of the suite in {seconds:.0f} s")


for number, what in WHAT.items():
    row(number, what)(told)

assert set(WHAT) == set(FILES) <= set(ROWS)
