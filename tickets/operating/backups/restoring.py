"""A backup takes the place of a database, and the database then knows that it was restored.

What happened after the backup is gone here, and was seen outside: numbers stand on paper, mails were read. So no number
up to a gap is given again, ids of messages are of a new epoch, and what may have been sent is not sent again by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from tickets import audit, checks, installation
from tickets.actions import numbers
from tickets.datelaw.types import local
from tickets.errors import Invalid, WrongState
from tickets.models import Counter, Installation, Ticket
from tickets.operating.backups import manifest, on_postgresql, stored
from tickets.operating.backups.making import Step, of_vendor
from tickets.operating.backups.manifest import DATABASE, Manifest
from tickets.outbox import mending

#: More than a day of a large city.
USUAL_GAP: Final = 1_000
#: A number has six digits.
MOST_GAP: Final = 100_000


@dataclass(frozen=True, slots=True)
class Replaced:
    """What the database that makes way still knows: numbers that it gave, and its epoch."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. numbers: `GD-2026` -> the last that the backup knew, and the last that is passed over.
    doubted: deliveries that may have gone out since the backup."""

    manifest: Manifest
    epoch: int
    numbers: Mapping[str, list[int]]
    doubted: int


def refuse_unless_free(*, replace: bool) -> None:
    """Raises WrongState where others are connected, or where orders are there and none may be replaced."""
    if connection.vendor == "postgresql" and (others := on_postgresql.others()):
        said = _("Others are connected to this database: %(count)d. Stop web and workers first.")
        raise WrongState(said % {"count": others})
    if _there(Ticket) and Ticket.objects.exists() and not replace:
        raise WrongState(
            _(
                "This database holds work orders. A backup goes into an empty one (DATABASE_URL); with --replace it "
                "takes the place of all that is here."
            )
        )


def _there(model: type[Ticket | Counter | Installation]) -> bool:
    return model._meta.db_table in connection.introspection.table_names()


def restore(folder: Path, gap: int, now: datetime, step: Step, told: stored.Told) -> Restored:
    """Checks the backup, then puts files and database in place; cut off anywhere it may be run again, and until it
    has ended the database is as it was. Raises Invalid for a backup that does not fit this release, these settings or
    itself."""
    with step(_("Checking the backup")):
        found, sums = manifest.verified(folder)
    _refuse_what_does_not_fit(found)
    if connection.vendor == "postgresql":
        with step(_("Making the tables")):
            call_command("migrate", verbosity=0, interactive=False)
    replaced = _replaced()
    with step(_("Putting the files back")):
        stored.put_back(sums, folder, told)
    digest = manifest.digest_of(folder / manifest.MANIFEST)
    loading = of_vendor().loading(folder / DATABASE, found.tables)
    with step(_("Putting the database back")), connection.wrap_database_errors, loading:
        return _note(found, digest, gap, replaced, now)


def _refuse_what_does_not_fit(found: Manifest) -> None:
    if found.database != connection.vendor:
        said = _("The backup is of a database of %(theirs)s; DATABASE_URL names one of %(ours)s.")
        raise Invalid(said % {"theirs": found.database, "ours": connection.vendor})
    if lacking := [key for key in found.keys if key not in settings.AUDIT_KEYS]:
        said = _("The backup is signed under keys that are not at hand: %(keys)s. Put them into AUDIT_KEY.")
        raise Invalid(said % {"keys": ", ".join(lacking)})
    _refuse_another_release(found)


def _refuse_another_release(found: Manifest) -> None:
    """The release that made it knows its tables; afterwards it is upgraded like any database."""
    loader = MigrationLoader(None)
    ran = {tuple(name.split(".", 1)) for name in found.migrations}
    if {key for key in ran if key[0] in checks.APPS} - loader.disk_migrations.keys():
        said = _("A later release (%(release)s) made this backup: restore it with that one.")
        raise Invalid(said % {"release": found.release})
    if set(loader.graph.leaf_nodes()) - ran:
        said = _("An earlier release (%(release)s) made this backup: restore it with that one, then upgrade.")
        raise Invalid(said % {"release": found.release})


def _replaced() -> Replaced:
    given = numbers.given() if _there(Counter) else {}
    newest = Installation.objects.order_by("-epoch").first() if _there(Installation) else None
    return Replaced(given, newest.epoch if newest else 0)


@transaction.atomic
def _note(found: Manifest, digest: str, gap: int, replaced: Replaced, now: datetime) -> Restored:
    begun = installation.begin(now, beyond=replaced.epoch)
    years = range(local(found.instant).year, local(now).year + 1)
    passed = numbers.pass_over(gap, years, replaced.numbers)
    doubted = mending.doubt(now)
    said = {"manifest": digest, "made_at": found.made_at, "release": found.release, "epoch": begun.epoch}
    audit.log_system(audit.RESTORED, now=now, data=said | {"numbers": passed, "doubted": doubted})
    return Restored(found, begun.epoch, passed, doubted)
