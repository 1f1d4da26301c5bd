"""What goes through whole tables takes the time that it needs; what comes after it has its limits again."""

from contextlib import suppress
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.signals import connection_created

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no limit of a statement"),
]


def limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("command", ["migrate", "verify_audit"])
def test_no_statement_of_it_is_cut_off(command: str) -> None:
    """Nor after a migration that takes its time, and then sets the limits back."""
    seen: list[str] = []

    def look(connection: Any, **_said: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
        seen.append(limit())

    connection_created.connect(look)
    try:
        with suppress(CommandError):  # nothing is on record in an empty database
            call_command(command, verbosity=0)
    finally:
        connection_created.disconnect(look)
    assert set(seen) == {"0"}
    assert limit() == "30s"
