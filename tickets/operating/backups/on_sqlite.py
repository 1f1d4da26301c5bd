"""The database file of SQLite, by SQLite's own backup: the file alone may lack what stands in its log yet."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tickets.errors import Invalid
from tickets.operating.backups.left_out import LEFT_OUT
from tickets.operating.backups.manifest import SavedTable

FILE: Final = "govcloud.sqlite3"
PATIENCE_SECONDS: Final = 20


@contextmanager
def snapshot(folder: Path) -> Iterator[dict[str, SavedTable]]:
    """The copy below `folder`, which the one connection reads until the block ends. People work on meanwhile: a
    reader of the log keeps no writer waiting. Raises Invalid for a database that SQLite itself finds damaged."""
    copy = folder / FILE
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target)
        _make_plain(target)
    with _reading(copy), connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        yield {name: SavedTable(rows=_count(name)) for name in sorted(names)}
    with closing(sqlite3.connect(copy)) as target:
        target.execute("PRAGMA journal_mode = DELETE")


def _make_plain(copy: sqlite3.Connection) -> None:
    """One file without a log beside it, and nothing left of what is left out."""
    copy.execute("PRAGMA journal_mode = DELETE")
    copy.execute("PRAGMA secure_delete = ON")
    known = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in sorted(LEFT_OUT & known):
        copy.execute(f'DELETE FROM "{table}"')  # noqa: S608  # our own names
    copy.commit()
    (answer,) = copy.execute("PRAGMA quick_check").fetchone()
    if answer != "ok":
        raise Invalid(_("The database is damaged, SQLite says: %(answer)s. No backup was made.") % {"answer": answer})


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # our own names
        return int(cursor.fetchone()[0])


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """The one connection leads to this file until the block ends."""
    place = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = file
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = place


@contextmanager
def loading(folder: Path, _tables: Mapping[str, SavedTable]) -> Iterator[None]:
    """What the block writes is written into a draft beside the database. Once it has ended the draft takes the place
    of all that the database held, in one transaction of SQLite: whatever ends the process, all or nothing is there."""
    place = Path(connection.settings_dict["NAME"])
    draft = place.with_name(f"{place.name}.restoring")
    _drop(draft)
    try:
        shutil.copyfile(folder / FILE, draft)
        with _reading(draft), transaction.atomic():
            yield
        with closing(sqlite3.connect(draft)) as source, closing(sqlite3.connect(place, PATIENCE_SECONDS)) as target:
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target)
    finally:
        _drop(draft)


def _drop(draft: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        draft.with_name(f"{draft.name}{end}").unlink(missing_ok=True)
