from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from tickets import clock
from tickets.errors import Refusal
from tickets.management.counting import counting
from tickets.management.progress import step
from tickets.operating.backups import making
from tickets.operating.backups.making import Backup

#: Exit status of a backup that stands, of a store that lacks files.
LACKING: Final = 3


class Command(BaseCommand):
    help = (
        "Save the database and the files that it names into a new folder, while people work. Keys are not saved: keep "
        "them elsewhere. Exit status 0; 1: nothing was made; 3: it was made, but the store had lost files, which are "
        "named."
    )
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="made by this command, or empty")

    def handle(self, *, folder: Path, **_options: Any) -> None:
        try:
            made = making.make(folder.absolute(), clock.now(), partial(step, say=self._say), counting(self._say))
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        except DatabaseError as error:
            raise CommandError(str(error).splitlines()[0]) from None
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from None
        self._tell(folder, made)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _tell(self, folder: Path, made: Backup) -> None:
        held = made.manifest
        told = {"folder": folder, "orders": held.orders, "entries": held.entries, "files": held.files}
        self._say(_("%(folder)s: %(orders)d orders, %(entries)d entries of the audit, %(files)d files.") % told)
        self._say(_("SHA-256 of the manifest: %(digest)s") % {"digest": made.digest})
        keys = ", ".join(held.keys) or "–"
        self._say(
            _("Not in it, and needed with it: AUDIT_KEY with the keys %(keys)s, and SECRET_KEY.") % {"keys": keys}
        )
        if held.lost:
            for one in held.lost:
                path, _colon, what = one.partition(": ")
                self.stderr.write(f"{path}: {_(what)}")
            said = _("The backup stands, but the store had lost files: %(count)d. See: manage.py verify_audit")
            raise CommandError(said % {"count": len(held.lost)}, returncode=LACKING)
