"""Who writes next on SQLite: first come, first served, and nobody is told that the database is locked for another's
backlog."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.db.utils import OperationalError

from tests.processes import until
from tickets.sqlite import OPTIONS
from tickets.sqlite.base import DatabaseWrapper
from tickets.sqlite.write_queue import WriteQueue, queue_of

pytestmark = pytest.mark.django_db
PATIENCE = 30.0


def desk(file: Path, patience: float = PATIENCE) -> DatabaseWrapper:
    """A connection of one's own, as the service makes them."""
    options = {**OPTIONS, "timeout": patience}
    return DatabaseWrapper({**connection.settings_dict, "NAME": str(file), "OPTIONS": options}, alias="beside")


def beside(file: Path) -> sqlite3.Connection:
    """Another program's."""
    return sqlite3.connect(file, timeout=0, isolation_level=None)


def begin(writer: DatabaseWrapper) -> None:
    """As `atomic` does it."""
    writer.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def over(writer: DatabaseWrapper, *, kept: bool = True) -> None:
    (writer.commit if kept else writer.rollback)()
    writer.set_autocommit(True)


def wrote(file: Path, text: str) -> None:
    with closing(desk(file)) as writer:
        begin(writer)
        writer.cursor().execute("INSERT INTO said VALUES (%s)", [text])
        over(writer)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with closing(desk(tmp_path / "own.sqlite3")) as writer:
        writer.cursor().execute("CREATE TABLE said (text)")
    return tmp_path / "own.sqlite3"


def said(file: Path) -> list[str]:
    with closing(desk(file)) as reader:
        return [text for (text,) in reader.cursor().execute("SELECT text FROM said ORDER BY rowid").fetchall()]


@pytest.fixture
def queue() -> Iterator[WriteQueue]:
    queue = WriteQueue()
    assert queue.enter(0)
    yield queue
    queue.leave()
    assert queue.enter(0), "somebody has it still"


def test_whoever_has_waited_longest_is_next(queue: WriteQueue) -> None:
    served: list[str] = []

    def wait(who: str) -> None:
        assert queue.enter(PATIENCE)
        served.append(who)
        queue.leave()

    waiting = []
    for place, who in enumerate(["lead", "clerk", "desk", "finance", "engineer"]):
        waiting.append(Thread(target=wait, args=(who,)))
        waiting[-1].start()
        until(lambda place=place: len(queue._waiting) == place + 1)
    queue.leave()
    for one in waiting:
        one.join()
    assert served == ["lead", "clerk", "desk", "finance", "engineer"]
    assert queue.enter(0)


def test_who_gives_up_is_passed_over(queue: WriteQueue) -> None:
    assert not queue.enter(0.01)
    served: list[bool] = []
    patient = Thread(target=lambda: served.append(queue.enter(PATIENCE)))
    patient.start()
    until(lambda: len(queue._waiting) == 1)
    queue.leave()
    patient.join()
    assert served == [True]


def test_of_two_who_write_without_a_rest_each_comes_after_the_piece_in_hand(file: Path) -> None:
    """A sweep with a backlog and a page: whoever writes waits until the other asks, and asks again at once."""
    queue, served, ready = queue_of(str(file)), list[str](), Barrier(2)

    def writes(who: str) -> None:
        ready.wait()
        with closing(desk(file)) as writer:
            for _ in range(20):
                begin(writer)
                served.append(who)
                writer.cursor().execute("INSERT INTO said VALUES (%s)", [who])
                until(lambda: queue._waiting or not all(one.is_alive() for one in both))
                over(writer)

    both = [Thread(target=writes, args=(who,)) for who in ("sweep", "page")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert all(one != following for one, following in pairwise(served)), served
    assert said(file) == served


def test_whose_patience_ends_is_told_and_the_next_one_writes(file: Path) -> None:
    with closing(desk(file)) as slow, closing(desk(file, patience=0.01)) as hasty:
        begin(slow)
        with pytest.raises(OperationalError, match="locked"):
            begin(hasty)
        over(slow)
    wrote(file, "next")
    assert said(file) == ["next"]


@pytest.mark.parametrize("ends", ["commit", "rollback", "close"])
def test_the_turn_ends_with_the_transaction_however_it_ends(file: Path, ends: str) -> None:
    writer = desk(file)
    begin(writer)
    writer.cursor().execute("INSERT INTO said VALUES ('mine')")
    if ends == "close":
        writer.close()
    else:
        over(writer, kept=ends == "commit")
    wrote(file, "next")
    assert said(file) == (["mine", "next"] if ends == "commit" else ["next"])
    writer.close()


def test_a_program_beside_that_holds_the_lock_leaves_nobody_in_the_queue(file: Path) -> None:
    with closing(desk(file, patience=0.05)) as writer, closing(beside(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            begin(writer)
        other.execute("ROLLBACK")
        writer.set_autocommit(True)
    wrote(file, "next")
    assert said(file) == ["next"]


FORKED = """
import os
from tickets.sqlite.write_queue import queue_of
assert queue_of("held").enter(0)
child = os.fork()
if child == 0:
    os._exit(0 if queue_of("held").enter(0) else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_child_of_a_fork_waits_for_nobody_of_its_parent() -> None:
    assert subprocess.run([sys.executable, "-c", FORKED], check=False).returncode == 0
