from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from tickets import clock
from tickets.datelaw import explain
from tickets.errors import Refusal
from tickets.management.counting import counting
from tickets.management.exclusive import alone
from tickets.management.progress import step
from tickets.operating.backups import restoring
from tickets.operating.backups.restoring import MOST_GAP, USUAL_GAP, Restored


class Command(BaseCommand):
    help = (
        "Put a backup in place, with web and workers stopped: the backup is checked, files and database are put back, "
        "what must not be given out a second time is passed over, and the audit is verified. Cut off, run it again."
    )
    requires_system_checks = []  # they judge rows that are about to go

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="a backup, as manage.py backup made it")
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--into-empty", action="store_true", help="into a database without work orders (usual)")
        where.add_argument("--replace", action="store_true", help="in the place of all that the database holds")
        parser.add_argument(
            "--gap",
            type=int,
            default=USUAL_GAP,
            metavar="N",
            help="so many numbers after the last in the backup may stand on paper already, and are given to nothing "
            f"({USUAL_GAP})",
        )

    def handle(self, *, folder: Path, replace: bool, gap: int, **_options: Any) -> None:
        if not 0 <= gap <= MOST_GAP:
            raise CommandError(_("--gap is a number from 0 to %(most)d.") % {"most": MOST_GAP})
        try:
            restoring.refuse_unless_free(replace=replace)
            with alone():
                done = restoring.restore(folder, gap, clock.now(), partial(step, say=self._say), counting(self._say))
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        except DatabaseError as error:
            raise CommandError(str(error).splitlines()[0]) from None
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from None
        self._tell(done)
        call_command("verify_audit", stdout=self.stdout, stderr=self.stderr)
        self._say(_("Make a backup now: a second restore of the old one would give the same numbers out again."))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _tell(self, done: Restored) -> None:
        at = explain.moment(done.manifest.instant)
        self._say(_("Restored as of %(at)s: what was written after that is gone.") % {"at": at})
        for word, (known, last) in done.numbers.items():
            told = {"known": f"{word}-{known:06d}", "next": f"{word}-{last + 1:06d}"}
            self._say(
                _(
                    "Numbers: the backup ends with %(known)s, the next will be %(next)s. If a higher one was seen "
                    "since, restore again with --replace and a larger --gap."
                )
                % told
            )
        if done.doubted:
            said = _(
                "Deliveries that may have gone out since: %(count)d. They are not sent again by themselves: "
                "manage.py deliveries list --state uncertain"
            )
            self._say(said % {"count": done.doubted})
        self._say(_("Everybody signs in again. Accounts, roles and tokens are as they were then: look through them."))
