"""One embedded service a database. Gunicorn and worker processes ask for no lock: any number may run. What takes the
place of a whole database runs beside none of them."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _

from tickets import clock, sqlite
from tickets.management import beside

#: The advisory lock's number on a PostgreSQL server, where it counts within one database.
LOCK_NUMBER = int.from_bytes(b"govcloud")


@contextmanager
def exclusive() -> Iterator[None]:
    """Holds the database as long as the block runs; a process that is killed leaves no lock behind.
    Raises CommandError where another embedded service holds it."""
    refuse_beside_release_0_1()
    place = connections.settings[DEFAULT_DB_ALIAS]
    with on_file(lock_file(place)) if on_sqlite(place) else on_server() as free:
        if not free:
            message = _(
                "Another govcloud is running on this database (%(database)s). End that one first, or give "
                "this one a database of its own (DATABASE_URL)."
            )
            server = f"{place['HOST']}:{place['PORT']}/" if place.get("HOST") else ""
            raise CommandError(message % {"database": f"{server}{place['NAME']}"})  # without account and password
        yield


@contextmanager
def alone() -> Iterator[None]:
    """As `exclusive`, and beside no web process and no sweep either: for what takes the place of the database. Raises
    CommandError. On PostgreSQL those who are connected are counted by whoever asks for this."""
    place = connections.settings[DEFAULT_DB_ALIAS]
    with exclusive(), on_file(used_file(place)) if on_sqlite(place) else nullcontext(True) as free:
        working = [] if free else [_("a web process")]
        if on_sqlite(place):
            working += beside.at_work(clock.now())
        if working:
            said = _("This database is being worked on: %(who)s. Stop web and workers first.")
            raise CommandError(said % {"who": ", ".join(working)})
        yield


def say_in_use() -> IO[str] | None:
    """A web process works on this file of SQLite as long as what is returned stays open, in the processes that it forks
    too. Waits for whoever is `alone`. None: a server knows who is connected."""
    place = connections.settings[DEFAULT_DB_ALIAS]
    if not on_sqlite(place):
        return None
    file = used_file(place).open("a")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def refuse_beside_release_0_1() -> None:
    """Raises CommandError where a service of release 0.1, which locked its folder, still runs: a migration would take
    the tables away from under it."""
    former = settings.VAR_DIR / "serve.lock"
    if former.exists():
        with on_file(former) as free:
            if not free:
                message = _("A govcloud of release 0.1 is running on %(folder)s. End it first.")
                raise CommandError(message % {"folder": settings.VAR_DIR})


def on_sqlite(place: dict[str, Any]) -> bool:
    engine: str = place["ENGINE"]
    return engine == sqlite.ENGINE


def used_file(place: dict[str, Any]) -> Path:
    """Beside the lock of the one embedded service, for a web process may stand beside that."""
    return lock_file(place).with_suffix(".used")


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
