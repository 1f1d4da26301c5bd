"""The tests here stand on the database of the former release, upgraded, and each leaves it as it was."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.api.conftest import Api
from tests.databases import POSTGRES, on_postgres
from tests.pages.conftest import Visitor
from tests.upgrade import kept
from tests.world import World
from tickets import actions
from tickets.management.demo import contracts
from tickets.models import Contract

#: How long the service was down for the upgrade.
DOWN = timedelta(minutes=30)


@pytest.fixture(scope="package")
def upgraded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The schema of then, its rows, and every migration since, in the place of the tests' own database."""
    with django_db_blocker.unblock(), elsewhere(tmp_path_factory.mktemp("upgraded")):
        kept.build_as_then()
        kept.put_in()
        call_command("migrate", verbosity=0)
        actions.baseline(kept.kept().at)
        yield


@contextmanager
def elsewhere(folder: Path) -> Iterator[None]:
    """The one connection leads to an empty database of our own, turned there as the test runner turns it."""
    if POSTGRES:
        with on_postgres() as address, named(address.rsplit("/", 1)[1]):
            yield
    else:
        with named(str(folder / "kept.sqlite3")):
            yield


@contextmanager
def named(name: str) -> Iterator[None]:
    own = connection.settings_dict["NAME"]
    turn(name)
    try:
        yield
    finally:
        turn(own)


def turn(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()


@pytest.fixture
def world(upgraded: None, db: None, settings: Any, tmp_path: Path) -> World:
    """The cast as the release left them, at the hour at which the service is up again."""
    settings.MEDIA_ROOT = tmp_path
    kept.put_files(tmp_path)
    demo = Contract.objects.get(number=contracts.DEMO)
    return World(demo, demo.systems.get(code=contracts.KEY_SYSTEM), kept.kept().at + DOWN)


@pytest.fixture
def api(world: World, clock_at: Callable[[datetime], None]) -> Api:
    return Api(world, clock_at)


@pytest.fixture
def visitor(world: World, clock_at: Callable[[datetime], None]) -> Visitor:
    return Visitor(world, clock_at)
