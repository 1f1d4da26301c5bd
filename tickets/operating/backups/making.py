"""A backup is made beside its place and takes it once it is whole."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from tickets import audit, checks, installation
from tickets.actions import numbers
from tickets.errors import WrongState
from tickets.models import AuditEntry, KeyedSince, Seal, Ticket
from tickets.operating.backups import on_postgresql, on_sqlite, stored
from tickets.operating.backups.manifest import DATABASE, Manifest, SavedTable, digest_of, write_sums

#: Under which the system log keeps it.
MADE: Final = "backup_made"

Step = Callable[[str], AbstractContextManager[None]]


def of_vendor() -> Any:
    """The module that reads and writes this database."""
    return on_postgresql if connection.vendor == "postgresql" else on_sqlite


@dataclass(frozen=True, slots=True)
class Backup:
    """What was made: the manifest and its digest."""

    manifest: Manifest
    digest: str


def make(folder: Path, now: datetime, step: Step, told: stored.Told) -> Backup:
    """Makes the backup and names it in the system log. Raises Invalid or WrongState; OSError or DatabaseError where it
    cannot be read or written, and then nothing of it is left."""
    refuse_other_schema()
    begun = installation.newest(now)
    with _draft(folder) as draft:
        (draft / DATABASE).mkdir()
        saving = of_vendor().snapshot(draft / DATABASE)
        with step(_("Saving the database")), connection.wrap_database_errors, saving as tables:
            files, holds = stored.named(), _held(tables)
        with step(_("Saving the files")):
            sums, lost = stored.save(files, draft, told)
        saved = {f"{DATABASE}/{one.name}": digest_of(one) for one in (draft / DATABASE).iterdir()}
        holds |= {"made_at": now.isoformat(), "release": settings.VERSION, "epoch": begun.epoch}
        holds |= {"files": len(sums), "lost": lost, "sums": write_sums(draft, saved | sums)}
        manifest = Manifest(**holds)
        digest = manifest.write(draft)
    audit.log_system(MADE, now=now, data={"manifest": digest, "orders": manifest.orders, "files": manifest.files})
    return Backup(manifest, digest)


def refuse_other_schema() -> None:
    """Raises WrongState where the database is another release's."""
    behind, ahead = checks.schema_faults()
    if behind or ahead:
        raise WrongState(ahead or behind)


def _held(tables: dict[str, SavedTable]) -> dict[str, Any]:
    """What the database says of itself, asked of the instant that is saved."""
    return {
        "database": connection.vendor,
        "server": ".".join(map(str, connection.get_database_version())),
        "migrations": sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations()),
        "keys": _keys(),
        "orders": Ticket.objects.count(),
        "entries": tables[AuditEntry._meta.db_table].rows,
        "numbers": numbers.given(),
        "tables": tables,
    }


def _keys() -> list[str]:
    """Ids of the keys under which something in it is signed."""
    used: set[str] = set()
    for model in (AuditEntry, Seal, KeyedSince):
        used |= set(model._default_manager.order_by().values_list("keyed_by", flat=True).distinct())
    return sorted({keyed_by.partition(":")[2] for keyed_by in used} - {""})


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A folder beside `folder`, for its owner alone, that takes its place when the block has ended. Raises WrongState
    where `folder` holds something, or where another process makes it at this moment."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongState(_("%(folder)s is there already and is not empty. Name another place.") % {"folder": folder})
    draft = folder.with_name(f".{folder.name}.part")
    draft.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone_in(draft):
        try:
            _empty(draft)
            yield draft
            os.sync()
            draft.rename(folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise


@contextmanager
def _alone_in(draft: Path) -> Iterator[None]:
    """A process that is killed holds it no more."""
    handle = os.open(draft, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise WrongState(_("Another process is making this backup.")) from None
    try:
        yield
    finally:
        os.close(handle)


def _empty(draft: Path) -> None:
    """Of what a process left that was killed."""
    for one in draft.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()
