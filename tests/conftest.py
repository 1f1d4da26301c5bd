"""What every test stands on: a flush that triggers let through, a cache of its own, a clock that stands."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import datetime
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests.databases import copy_file, kept_as_built
from tests.triggers import LiftedFlush
from tickets import clock, leaps

UPGRADE = Path(__file__).parent / "upgrade"
#: The process that loaded this; one that was forked off it has another id.
STARTED_AS = os.getpid()

pytest_plugins = [
    "tests.world",
    "tests.browser",
    "tests.logged",
    "tests.notices.mail_server",
    "tests.notices.receiver",
    "tests.operating.held_up",
    "tests.processes",
]

# A property holds or fails whatever else the machine is doing: nothing is measured by the clock on the wall, and the
# suite tries the same examples on every machine. `--hypothesis-profile=search` tries others.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile("search", settings.get_profile("suite"), derandomize=False)
# A mutation run calls the same test again and again in one process.
settings.register_profile(
    "mutants",
    settings.get_profile("suite"),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """The collector looks at new objects by tens of thousands, not by seven hundred: a test makes that many rows."""
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks no database comes out the same on each. What stands on the upgraded database comes first: a worker that
    is done takes the last tests of another, and would upgrade that database once more. Then what may take longer than
    any other: were it the last, one worker would wait for it with nothing to do."""
    items.sort(key=lambda item: (not item.path.is_relative_to(UPGRADE), not item.get_closest_marker("timeout")))
    for item in items:
        asked = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        if not asked and not any(item.get_closest_marker(name) for name in ("django_db", "process")):
            item.add_marker("once")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays: the collector shall not go over half a million objects again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """A run that was forked off another (one for each mutant) works on a copy of its migrated database."""
    test = connection.settings_dict["TEST"]
    migrated = Path(str(test["NAME"]))
    if connection.vendor == "sqlite" and os.getpid() != STARTED_AS and migrated.is_file():
        test["NAME"] = str(migrated.with_name(f"test-{os.getpid()}.sqlite3"))
        copy_file(migrated, test["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Transactional tests empty the tables, which the audit's triggers refuse: lifted for the flush alone.

    Gives the address of a copy of the database that no test has written to, for `built`.
    """
    with redirect_stdout(StringIO()):  # Django, too, would make the table of the cache, and says that it is there
        request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        flush = LiftedFlush()
        flush.operations.sql_flush = flush
    with kept_as_built(tmp_path_factory.mktemp("built")) as address:
        yield address
    flush.operations.sql_flush = flush.plain


@pytest.fixture(autouse=True)
def own_cache(settings) -> None:
    """What other tests counted does not reach this one. A prefix: to clear Redis would empty its queues, too."""
    prefix = {"KEY_PREFIX": uuid4().hex}
    settings.CACHES = {alias: cache | prefix for alias, cache in settings.CACHES.items()}


@pytest.fixture(autouse=True)
def own_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A leap of another test's clock is none of this one's."""
    monkeypatch.setattr(leaps, "GUARD", leaps.ClockGuard())


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`clock_at(instant)` makes the one clock reading give that instant, on both databases."""

    def stand(instant: datetime) -> None:
        monkeypatch.setattr(leaps, "GUARD", leaps.ClockGuard())  # a test may leap as it likes
        monkeypatch.setattr(clock, "_database_clock", lambda: instant)
        monkeypatch.setattr(clock, "_process_clock", lambda: instant)

    return stand
