"""Sweeping processes at once, killed, and without Redis: what was planted fires, each once, and is told."""

import json
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.house.test_compose import SERVICES
from tests.processes import REDIS, Installation, free_port, until
from tests.sweep.burst import HEARERS

pytestmark = pytest.mark.process

PLANTED = 100
#: Generous: the machine may be busy with something else.
PATIENCE_SECONDS = 90
SWEEP = (sys.executable, "manage.py", "sweep")


@pytest.fixture
def burst(installation: Installation) -> Installation:
    planted = installation.run("shell", "-c", f"from tests.sweep.burst import plant; plant({PLANTED})")
    assert planted.returncode == 0, planted.stderr
    return installation


def asked(installation: Installation, query: str) -> list[tuple[Any, ...]]:
    return databases.asked(installation.database, query)


def breaches(installation: Installation) -> int:
    return int(asked(installation, "SELECT count(*) FROM tickets_breach")[0][0])


def start(installation: Installation, *command: str, **more: str) -> subprocess.Popen[str]:
    """A sweeping process whose mail goes into files: the wire's own record."""
    (installation.folder / "wire").mkdir(exist_ok=True)
    return installation.start(*command, EMAIL_URL=f"filemail:///{installation.folder / 'wire'}", **more)


def on_the_wire(installation: Installation) -> Counter[str]:
    """How often each message went out, by Message-ID. What a kill cut off lies behind whole messages."""
    texts = [file.read_text() for file in Path(installation.folder / "wire").iterdir()]
    return Counter(found for text in texts for found in re.findall(r"^Message-ID: (\S+)", text, re.MULTILINE))


def everything_is_sent(installation: Installation) -> bool:
    states = dict(asked(installation, "SELECT state, count(*) FROM tickets_delivery GROUP BY state"))
    return states == {"sent": PLANTED * len(HEARERS)}


def assert_each_fired_once(installation: Installation) -> None:
    clocks = {pk for (pk,) in asked(installation, "SELECT id FROM tickets_deadline")}
    assert len(clocks) == PLANTED
    breached = Counter(pk for (pk,) in asked(installation, "SELECT deadline_id FROM tickets_breach"))
    fired = Counter(pk for (pk,) in asked(installation, "SELECT deadline_id FROM tickets_alert WHERE level = 'breach'"))
    assert breached == fired == dict.fromkeys(clocks, 1)
    told = Counter(asked(installation, "SELECT deadline_id, recipient_id FROM tickets_notice WHERE event = 'breach'"))
    assert set(told.values()) == {1}
    assert len(told) == PLANTED * len(HEARERS)
    lines = Counter(
        pk for (pk,) in asked(installation, "SELECT ticket_id FROM tickets_auditentry WHERE action = 'clock'")
    )
    assert lines == dict.fromkeys(lines, 1)
    assert len(lines) == PLANTED
    verified = installation.run("verify_audit")
    assert verified.returncode == 0, verified.stderr


def test_two_sweeps_at_once_fire_each_clock_once(burst: Installation) -> None:
    both = [start(burst, *SWEEP, "--until-idle") for _ in range(2)]
    assert [process.wait(PATIENCE_SECONDS) for process in both] == [0, 0]
    assert_each_fired_once(burst)
    assert everything_is_sent(burst)
    assert set(on_the_wire(burst).values()) == {1}
    shares = [re.findall(r"\d+", burst.printed(process)) for process in both]
    assert sum(int(fired) for fired, _ in shares) == PLANTED


def test_a_sweep_killed_in_the_burst_loses_and_doubles_nothing(burst: Installation) -> None:
    kills = 2
    for killed in range(1, kills + 1):
        process = start(burst, *SWEEP)
        until(lambda aim=killed * PLANTED // (kills + 2): breaches(burst) >= aim, PATIENCE_SECONDS)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    last = start(burst, *SWEEP)
    until(lambda: breaches(burst) == PLANTED, PATIENCE_SECONDS)
    # What a killed sender held is due again when its lease is over, half a minute and more from now.
    until(lambda: unsent(burst) <= kills, PATIENCE_SECONDS)
    last.send_signal(signal.SIGTERM)
    assert last.wait(10) == 0
    assert_each_fired_once(burst)
    wire = on_the_wire(burst)
    assert len(wire) >= PLANTED * len(HEARERS) - kills
    assert sum(wire.values()) - len(wire) <= kills


def unsent(installation: Installation) -> int:
    return int(asked(installation, "SELECT count(*) FROM tickets_delivery WHERE state <> 'sent'")[0][0])


@pytest.mark.skipif(not shutil.which("faketime"), reason="faketime is not installed")
def test_a_restart_after_a_leap_of_the_clock_tells_one_breach_once(installation: Installation) -> None:
    """SQLite takes the process's clock and PostgreSQL its own, which no other machine's clock can hurry."""
    started = datetime.now(UTC).replace(microsecond=0)
    text = f"from datetime import *; plant(1, datetime.fromisoformat('{started.isoformat()}'))"
    planted = installation.run("shell", "-c", f"from tests.sweep.burst import plant; {text}")
    assert planted.returncode == 0, planted.stderr
    due = json.loads(installation.run("due", started.isoformat(), "5 days", "--json").stdout)
    for _ in range(2):
        start(installation, "faketime", "-f", "+20d", *SWEEP, "--until-idle").wait(PATIENCE_SECONDS)
    if installation.database.startswith("postgres"):
        assert breaches(installation) == 0
        return
    ((occurred,),) = asked(installation, "SELECT occurred_at FROM tickets_breach")
    assert datetime.fromisoformat(occurred).replace(tzinfo=UTC) == datetime.fromisoformat(due["due_at"])
    told = asked(installation, "SELECT recipient_id FROM tickets_notice WHERE event = 'breach'")
    assert len(told) == len(set(told)) == len(HEARERS)
    assert sum(on_the_wire(installation).values()) == len(asked(installation, "SELECT id FROM tickets_notice"))
    assert installation.run("verify_audit").returncode == 0


def test_workers_without_redis_fire_and_tell(burst: Installation) -> None:
    command = shlex.split(SERVICES["worker-1"]["command"])
    gone = f"redis://127.0.0.1:{free_port()}/0"
    workers = [start(burst, *command, REDIS_URL=gone) for _ in range(2)]
    until(lambda: everything_is_sent(burst), PATIENCE_SECONDS)
    assert [process.poll() for process in workers] == [None, None]
    assert_each_fired_once(burst)
    assert set(on_the_wire(burst).values()) == {1}


@pytest.mark.skipif(not REDIS, reason="TEST_REDIS_URL names no Redis")
def test_celery_s_pool_fires_and_tells_though_the_worker_of_the_clocks_is_killed(burst: Installation) -> None:
    """What it had in hand comes back when its lease is over, and the worker of the channels fires it by itself."""
    clocks, _channels = (
        start(burst, *shlex.split(SERVICES[name]["command"]), REDIS_URL=REDIS) for name in ("worker-1", "worker-2")
    )
    until(lambda: breaches(burst) > 0, PATIENCE_SECONDS)
    clocks.send_signal(signal.SIGKILL)
    until(lambda: everything_is_sent(burst), PATIENCE_SECONDS)
    assert_each_fired_once(burst)
    assert set(on_the_wire(burst).values()) == {1}
