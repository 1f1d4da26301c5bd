"""What goes through whole tables takes the time that it needs; what comes after it has its limits again."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.backends.signals import connection_created

from tests.world import NOW
from tickets.sweep import periodic

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no limit of a statement"),
]


def limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


def by_command(name: str) -> None:
    with suppress(CommandError):  # nothing is on record in an empty database
        call_command(name, verbosity=0)


@pytest.mark.parametrize(
    "work",
    [partial(by_command, "migrate"), partial(by_command, "verify_audit"), partial(periodic.verify_since_seal, NOW)],
    ids=["migrate", "verify_audit", "verify by night"],
)
def test_no_statement_of_it_is_cut_off(work: Callable[[], None]) -> None:
    """Nor after a migration that takes its time, and then sets the limits back. What others ask meanwhile is."""
    seen: list[str] = []
    given = connections.settings["default"]["OPTIONS"]["options"]

    def look(connection: Any, **_said: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
        seen.append(limit())
        assert connections.settings["default"]["OPTIONS"]["options"] == given  # of whom else asks

    connection_created.connect(look)
    try:
        work()
    finally:
        connection_created.disconnect(look)
    assert set(seen) == {"0"}
    assert limit() == "30s"
