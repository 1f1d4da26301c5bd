"""The one reading of the clock. Edges read it once and pass `now` down; nothing below them asks the time."""

from datetime import UTC, datetime

from django.db import connection

from tickets import leaps
from tickets.signs import running_time


def now() -> datetime:
    """The instant, aware: the database's on PostgreSQL, so that machines agree; on SQLite the process's. Each reading
    is shown to the guard against leaps."""
    began = running_time()
    instant = _database_clock() if connection.vendor == "postgresql" else _process_clock()
    leaps.GUARD.saw(instant, began)
    return instant


def _database_clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (instant,) = cursor.fetchone()
    return instant  # type: ignore[no-any-return]


def _process_clock() -> datetime:
    return datetime.now(UTC)
