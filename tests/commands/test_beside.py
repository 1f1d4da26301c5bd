"""`migrate` and `restore` beside processes at work: refused where it would harm what they do."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, models
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration, RemoveField, RunPython
from django.db.migrations.operations.base import Operation
from django.utils.translation import override

from tests.rows import NOW
from tickets.management import beside
from tickets.management.commands.migrate import refuse
from tickets.management.exclusive import alone, say_in_use
from tickets.models import AuditEntry, WorkerHeartbeat

pytestmark = pytest.mark.django_db

REMOVED = RemoveField("Ticket", "title")


def planned(*operations: Operation, back: bool = False) -> list[tuple[Migration, bool]]:
    made = Migration("0099_next", "tickets")
    made.operations = list(operations)
    return [(made, back)]


@pytest.mark.parametrize(
    ("operation", "harms"),
    [
        (CreateModel("Another", []), False),
        (AddIndex("Ticket", models.Index(fields=["title"], name="by_title")), False),
        (AddField("Ticket", "more", models.TextField(null=True)), False),
        (AddField("Ticket", "more", models.TextField(db_default="")), False),
        (AddField("Ticket", "more", models.TextField(default="")), True),
        (AddConstraint("Ticket", models.CheckConstraint(condition=models.Q(pk__gt=0), name="positive")), True),
        (RunPython(RunPython.noop), True),
        (REMOVED, True),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Operation) else "",
)
def test_what_a_process_of_before_cannot_bear(operation: Operation, harms: bool) -> None:
    assert bool(beside.harmful(planned(operation))) is harms
    assert beside.harmful(planned(operation, back=True))


@pytest.fixture
def swept(clock_at: Callable[[datetime], None]) -> WorkerHeartbeat:
    """A worker gave its last sign three seconds ago."""
    clock_at(NOW)
    at = NOW - timedelta(seconds=3)
    return WorkerHeartbeat.objects.create(id=uuid4(), role="worker@one", started_at=at, swept_at=at)


@pytest.fixture
def alive(swept: WorkerHeartbeat, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives another one while one watches."""
    monkeypatch.setattr(beside, "pause", lambda _seconds: WorkerHeartbeat.objects.update(swept_at=NOW))


@pytest.fixture
def ended(swept: WorkerHeartbeat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "pause", lambda _seconds: None)


def test_it_is_refused_beside_a_worker_and_says_which(alive: None) -> None:
    with override("en"), pytest.raises(CommandError, match=r"worker@one\. They cannot go on beside tickets\.0099_next"):
        refuse("", [], planned(REMOVED))


def test_what_does_no_harm_runs_beside_it(alive: None) -> None:
    refuse("", [], planned(CreateModel("Another", [])))


def test_a_worker_that_ended_a_moment_ago_holds_nothing_up(ended: None) -> None:
    refuse("", [], planned(REMOVED))


def test_the_command_looks_before_it_changes_anything(alive: None) -> None:
    with pytest.raises(CommandError, match="worker@one"):
        call_command("migrate", "tickets", "0075", verbosity=0)
    assert not AuditEntry.objects.exists()


def test_with_a_reason_it_runs_beside_it_and_those_are_named(alive: None) -> None:
    found: list[str] = []
    refuse("the workers only read", found, planned(REMOVED))
    assert found == ["worker@one"]


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file of its own, beside which the locks lie."""
    if connection.vendor != "sqlite":
        pytest.skip("a server knows who is connected")
    monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "orders.sqlite3"))


def test_nothing_takes_the_place_of_a_database_that_web_processes_work_on(place: None) -> None:
    first, second = say_in_use(), say_in_use()
    for one in (first, second):
        assert one
        with pytest.raises(CommandError, match="网页服务进程"), alone():
            pytest.fail("a web process was passed over")
        one.close()
    with alone():
        pass


def test_nor_of_one_that_a_sweep_works_on(place: None, alive: None) -> None:
    with pytest.raises(CommandError, match="worker@one"), alone():
        pytest.fail("a sweep was passed over")
