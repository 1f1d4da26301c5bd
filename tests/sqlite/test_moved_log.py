"""The log of writes of a faulty SQLite is moved by a writer, while nobody can commit; of a sound one by SQLite."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.sqlite.test_write_queue import begin, beside, desk, file, over, wrote  # noqa: F401  # a fixture
from tickets.sqlite import base

pytestmark = pytest.mark.django_db
SOUND, FAULTY = (3, 51, 3), (3, 40, 1)


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base.sqlite3, "sqlite_version_info", FAULTY)
    monkeypatch.setattr(base, "MOVED_EVERY_SECONDS", 0.0)


def without_its_log(file: Path) -> list[str]:  # noqa: F811
    """What stands in the database itself."""
    alone = shutil.copy(file, file.with_name("alone.sqlite3"))
    with closing(sqlite3.connect(alone)) as found:
        return [text for (text,) in found.execute("SELECT text FROM said")]


def by_the_way(file: Path) -> int:  # noqa: F811
    """After so many pages SQLite moves the log itself; 0: never."""
    with closing(desk(file)) as writer:
        (pages,) = writer.cursor().execute("PRAGMA wal_autocheckpoint").fetchone()
    return pages


def test_a_sound_version_moves_it_by_itself(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(base.sqlite3, "sqlite_version_info", SOUND)
    assert by_the_way(file) > 0


@pytest.mark.usefixtures("faulty")
def test_of_a_faulty_one_whoever_wrote_moves_it_and_nobody_by_the_way(file: Path) -> None:  # noqa: F811
    assert by_the_way(file) == 0
    with closing(desk(file)):  # the last one to leave would move it
        wrote(file, "committed")
        assert without_its_log(file) == ["committed"]


@pytest.mark.usefixtures("faulty")
def test_it_is_not_moved_while_anybody_else_may_commit(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Another program comes first, between the end of a turn and the move: the next turn's end moves it."""
    taken: list[sqlite3.Connection] = []
    really = base.DatabaseWrapper._move_log

    def overtaken(self: base.DatabaseWrapper) -> None:
        if not taken:
            taken.append(beside(file))
            taken[0].execute("BEGIN IMMEDIATE")
        really(self)

    monkeypatch.setattr(base.DatabaseWrapper, "_move_log", overtaken)
    with closing(desk(file)) as writer:
        begin(writer)
        writer.cursor().execute("INSERT INTO said VALUES ('committed')")
        over(writer)
        assert without_its_log(file) == []
        taken[0].execute("ROLLBACK")
        wrote(file, "next")
        assert without_its_log(file) == ["committed", "next"]
    taken[0].close()


@pytest.mark.usefixtures("faulty")
def test_what_is_rolled_back_moves_nothing(file: Path) -> None:  # noqa: F811
    with closing(desk(file)) as writer:
        begin(writer)
        writer.cursor().execute("INSERT INTO said VALUES ('never')")
        over(writer, kept=False)
        assert without_its_log(file) == []


@pytest.mark.usefixtures("faulty")
def test_what_was_committed_is_no_failure_where_the_log_cannot_be_moved(
    file: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The process has no file left to open: whoever were told of a failure would do it a second time."""
    with closing(desk(file)) as writer:
        begin(writer)
        writer.cursor().execute("INSERT INTO said VALUES ('committed')")
        with monkeypatch.context() as exhausted:
            exhausted.setattr(base.sqlite3, "connect", _refused)
            over(writer)
        assert without_its_log(file) == []
        wrote(file, "next")
        assert without_its_log(file) == ["committed", "next"]


def _refused(*_args: object, **_options: object) -> sqlite3.Connection:
    raise sqlite3.OperationalError("unable to open database file")
