"""A Celery worker sweeps from its first second, whether or not Redis answers, and stops by TERM."""

import re
import resource
import shlex
import signal
import subprocess

import pytest

from tests.house.test_compose import SERVICES
from tests.processes import REDIS, Installation, free_port, stopped, until
from tests.sweep.test_processes import asked

pytestmark = pytest.mark.process
#: Of the processor, to ask whether it sweeps. A bare Python has a fifth of it, Django takes several times as long.
MOST_SECONDS = 0.1
COMMAND = shlex.split(SERVICES["worker-1"]["command"])


def sweeping(installation: Installation) -> bool:
    return installation.run("sweeping").returncode == 0


def worker(installation: Installation, redis: str) -> subprocess.Popen[str]:
    return installation.start(*COMMAND, REDIS_URL=redis)


def test_nobody_sweeps_until_somebody_starts(installation: Installation) -> None:
    told = installation.run("sweeping")
    assert told.returncode == 1
    assert told.stderr == "CommandError: no worker on this machine has swept within the last ten seconds.\n"


def test_it_sweeps_with_redis_gone_from_the_start_and_stops_by_term(installation: Installation) -> None:
    process = worker(installation, f"redis://127.0.0.1:{free_port()}/0")
    until(lambda: sweeping(installation))
    assert process.poll() is None
    assert stopped(process, signal.SIGTERM, 30) == 0


@pytest.mark.skipif(not REDIS, reason="TEST_REDIS_URL names no Redis")
def test_it_sweeps_beside_redis_and_stops_by_term(installation: Installation) -> None:
    process = worker(installation, REDIS)
    until(lambda: sweeping(installation) and "ready" in installation.printed(process))
    assert stopped(process, signal.SIGTERM, 30) == 0


@pytest.mark.skipif(not REDIS, reason="TEST_REDIS_URL names no Redis")
def test_a_task_that_takes_long_is_done_by_a_process_that_can_be_ended(installation: Installation) -> None:
    process = installation.start(*shlex.split(SERVICES["worker-long"]["command"]), REDIS_URL=REDIS)
    known = "SELECT done_at FROM tickets_periodictask WHERE name = 'statistics'"
    until(lambda: "pool does the work" in installation.printed(process) and asked(installation, known) == [(None,)])
    assert installation.run("tasks", "run", "statistics").returncode == 0
    until(lambda: asked(installation, known) != [(None,)])
    assert re.search(r"Task tickets\.tasks\.run_apart\S* succeeded", installation.printed(process))
    assert stopped(process, signal.SIGTERM, 30) == 0


def test_to_ask_whether_it_sweeps_no_django_is_set_up(installation: Installation) -> None:
    """Something asks every few seconds for as long as the worker runs."""
    asked = installation.run("sweeping", PYTHONPROFILEIMPORTTIME="1")
    imported = {
        line.rpartition("|")[2].strip() for line in asked.stderr.splitlines() if line.startswith("import time:")
    }
    assert "tickets.signs" in imported
    assert not {"django.apps", "django.conf", "django.db", "django.core.management"} & imported


def test_to_ask_whether_it_sweeps_costs_a_moment(installation: Installation) -> None:
    assert min(cost_of_asking(installation) for _ in range(3)) < MOST_SECONDS


def cost_of_asking(installation: Installation) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    installation.run("sweeping")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
