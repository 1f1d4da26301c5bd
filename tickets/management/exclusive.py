"""One embedded service a database. Gunicorn and worker processes ask for no lock: any number may run."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _

#: The advisory lock's number on a PostgreSQL server, where it counts within one database.
LOCK_NUMBER = int.from_bytes(b"govcloud")


@contextmanager
def exclusive() -> Iterator[None]:
    """Holds the database as long as the block runs; a process that is killed leaves no lock behind.
    Raises CommandError where another embedded service holds it."""
    place = connections.settings[DEFAULT_DB_ALIAS]
    sqlite = place["ENGINE"] == "django.db.backends.sqlite3"
    with on_file(lock_file(place)) if sqlite else on_server() as free:
        if not free:
            message = _(
                "Another govcloud is running on this database (%(database)s). End that one first, or give "
                "this one a database of its own (DATABASE_URL)."
            )
            server = f"{place['HOST']}:{place['PORT']}/" if place.get("HOST") else ""
            raise CommandError(message % {"database": f"{server}{place['NAME']}"})  # without account and password
        yield


def lock_file(place: dict[str, Any]) -> Path:
    """Beside the database file itself, whichever links lead to it."""
    file = Path(place["NAME"]).resolve()
    return file.with_name(f"{file.name}.lock")


@contextmanager
def on_file(path: Path) -> Iterator[bool]:
    """Whether the file could be locked. Raises CommandError where it cannot be written."""
    try:
        file = path.open("w")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None
    free = False
    with file:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        yield free


@contextmanager
def on_server() -> Iterator[bool]:
    """Whether the advisory lock could be had. It lives and ends with a connection that does nothing else. A restart
    of the server frees it too; a second service that starts then does no harm, since sweepers may be many."""
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_NUMBER])
            free = bool(cursor.fetchone()[0])
        yield free
    finally:
        connection.close()
