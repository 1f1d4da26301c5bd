"""TERM ends every process within 20 s, whatever is silent; what it had in hand is done, or given back."""

import shlex
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from tests.databases import POSTGRES
from tests.house.test_compose import SERVICES
from tests.notices.mail_server import MailServer
from tests.processes import REDIS, Installation, free_port, stopped, until
from tests.silent import SilentServer
from tests.sweep.test_processes import asked

pytestmark = pytest.mark.process
SWEEP = (sys.executable, "manage.py", "sweep")
WORKER = shlex.split(SERVICES["worker-1"]["command"])
#: What is promised; of the embedded service 5.
LATEST = 20.0
#: Whoever is told has no quiet hours: by night, too, it goes out at once.
TELL = """
from datetime import time
from tests.rows import make_user
from tickets import clock, outbox
from tickets.outbox import hours
reader = make_user("a")
hours.keep(reader, quiet_from=time(0), quiet_until=time(0), copies_by_digest=False)
outbox.queue("calendar_missing", [reader.pk], ticket=None, key="k", params={"year": 2027}, now=clock.now())
"""


@pytest.fixture
def told(installation: Installation) -> Installation:
    """One mail waits."""
    done = installation.run("shell", "-c", TELL)
    assert done.returncode == 0, done.stderr
    return installation


def mail_by(server: MailServer) -> dict[str, str]:
    return {"EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}


def sweeping(installation: Installation) -> bool:
    return asked(installation, "SELECT count(*) FROM tickets_workerheartbeat") != [(0,)]


def stands(installation: Installation) -> tuple[str, int, bool, str]:
    """State of the delivery, attempts, whether it is in somebody's hands, its error."""
    ((state, attempts, lease, error),) = asked(
        installation, "SELECT state, attempts, lease, error FROM tickets_delivery"
    )
    return state, attempts, lease is not None, error


def test_what_is_being_sent_at_a_planned_stop_arrives_once(told: Installation, mail_server: MailServer) -> None:
    """Its lease ran on, and the next process sent it a second time."""
    mail_server.manner = "waits"
    process = told.start(*SWEEP, **mail_by(mail_server))
    assert mail_server.called.wait(30)
    process.send_signal(signal.SIGTERM)
    mail_server.over.set()
    assert process.wait(LATEST) == 0
    assert stands(told) == ("sent", 1, False, "")
    assert len(mail_server.taken) == 1


def test_what_would_not_end_is_cut_off_and_given_back(told: Installation, mail_server: MailServer) -> None:
    mail_server.manner = "silent"
    process = told.serve(**mail_by(mail_server))
    assert mail_server.called.wait(30)
    assert stopped(process, signal.SIGTERM) == 0
    assert stands(told) == ("pending", 0, False, "")


def ends(process: subprocess.Popen[str]) -> bool:
    return stopped(process, signal.SIGTERM, LATEST) == 0


def test_a_worker_ends_though_redis_never_said_a_word(installation: Installation) -> None:
    with SilentServer() as redis:
        process = installation.start(*WORKER, REDIS_URL=f"redis://127.0.0.1:{redis.port}/0")
        until(lambda: redis.called.is_set() and sweeping(installation))
        assert ends(process)


@pytest.mark.skipif(not REDIS, reason="TEST_REDIS_URL names no Redis")
def test_a_worker_ends_though_redis_fell_silent(installation: Installation) -> None:
    place = urlsplit(REDIS)
    with SilentServer((place.hostname or "", place.port or 6379)) as redis:
        process = installation.start(*WORKER, REDIS_URL=f"redis://127.0.0.1:{redis.port}{place.path}")
        until(lambda: "ready" in installation.printed(process))
        redis.silent.set()
        assert ends(process)


@pytest.mark.skipif(not POSTGRES, reason="SQLite has no server")
@pytest.mark.parametrize("command", [SWEEP, WORKER], ids=["sweep", "worker"])
def test_a_process_ends_though_the_database_fell_silent(installation: Installation, command: tuple[str, ...]) -> None:
    place = urlsplit(installation.database)
    with SilentServer((place.hostname or "", place.port or 5432)) as database:
        address = place._replace(netloc=f"{place.username}:{place.password or ''}@127.0.0.1:{database.port}").geturl()
        redis = f"redis://127.0.0.1:{free_port()}/0"
        process = installation.start(*command, DATABASE_URL=address, REDIS_URL=redis)
        until(lambda: sweeping(installation))
        database.silent.set()
        assert ends(process)
