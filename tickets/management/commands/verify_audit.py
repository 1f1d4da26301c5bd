from argparse import ArgumentParser
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tickets import audit, clock


class Command(BaseCommand):
    help = "Exit status 0 and a count, or 1 and one line for each changed, missing or cut entry of the audit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--export", type=Path, metavar="FILE", help="also write all entries as JSON lines")
        parser.add_argument("--against", type=Path, metavar="FILE", help="compare with an earlier export too")

    def handle(self, *, export: Path | None, against: Path | None, **_options: Any) -> None:
        if export:
            self._export(export)
        count = audit.Count()
        faults = 0
        for fault in chain(audit.verify(count), audit.verify_seals(), self._against(against)):
            faults += 1
            self.stderr.write(f"{_(fault.name)}/{fault.seq}: {_(fault.what)}")
        if faults:
            raise CommandError(_("The audit is not as it was written. Faults: %(count)d.") % {"count": faults})
        self.stdout.write(
            _("%(entries)d entries in %(chains)d chains, all as they were written.")
            % {"entries": count.entries, "chains": count.chains}
        )

    def _export(self, path: Path) -> None:
        try:
            with path.open("w", encoding="utf-8") as file:
                audit.export(file, clock.now())
        except BrokenPipeError:  # --export /dev/stdout | head
            raise
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None

    def _against(self, path: Path | None) -> list[audit.Fault]:
        if path is None:
            return []
        try:
            with path.open(encoding="utf-8") as file:
                return list(audit.against(file))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from None
