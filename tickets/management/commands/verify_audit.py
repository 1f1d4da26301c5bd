from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from tickets import attachments, audit, clock
from tickets.datelaw import explain
from tickets.garbage import rarely_collected
from tickets.unhurried import unhurried

Found = TypeVar("Found")


@dataclass
class Stopwatch:
    """Seconds that each part of the check takes, as `<part>_s`."""

    seconds: dict[str, float] = field(default_factory=dict)

    def timed(self, part: str, found: Iterable[Found]) -> Iterator[Found]:
        began = perf_counter()
        yield from found
        self.seconds[f"{part}_s"] = perf_counter() - began


def words(fault: audit.Fault | audit.RowFault) -> str:
    """A fault in the reader's language, with chain and entry, or ticket, row and column."""
    if isinstance(fault, audit.Fault):
        return f"{_(fault.name)}/{fault.seq}: {_(fault.what)}"
    return f"{_(fault.chain)} {fault.table} {fault.row} {fault.column or '*'}: {_(fault.what)}"


class Command(BaseCommand):
    help = (
        "Exit status 0 and a count, or 1 and one line for each changed, missing or cut entry of the audit, and for "
        "each row, column and file that is not as the audit tells."
    )
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--export", type=Path, metavar="FILE", help="also write all entries as JSON lines")
        parser.add_argument("--against", type=Path, metavar="FILE", help="compare with an earlier export too")
        parser.add_argument("--seals", type=Path, metavar="FILE", help="compare with seals that were sent outside")
        parser.add_argument("--no-files", action="store_true", help="leave the bytes of attachments unread")

    @unhurried(connection)
    def handle(
        self, *, export: Path | None, against: Path | None, seals: Path | None, no_files: bool, **_options: Any
    ) -> None:
        if export:
            self._export(export)
        entries, rows, took = audit.Count(), audit.RowCount(), Stopwatch()
        files = () if no_files else audit.verify_files(attachments.open_file, rows)
        parts = {
            "entries": (audit.verify(entries), audit.verify_seals(), self._against(against), self._sent(seals)),
            "rows": (audit.verify_rows(rows),),
            "files": (files,),
        }
        with rarely_collected():
            faults = sum(self._tell(took.timed(part, chain(*checks))) for part, checks in parts.items())
        if faults:
            raise CommandError(_("The audit is not as it was written. Faults: %(count)d.") % {"count": faults})
        self.stdout.write(
            _("%(entries)d entries in %(chains)d chains, all as they were written.")
            % {"entries": entries.entries, "chains": entries.chains}
        )
        self.stdout.write(
            _(
                "%(rows)d rows, %(tickets)d orders among them (%(rows_s).1f s), and %(files)d files (%(files_s).1f s), "
                "all as the audit tells."
            )
            % {"rows": rows.rows, "tickets": rows.tickets, "files": rows.files, **took.seconds}
        )
        self._tell_restores()

    def _tell_restores(self) -> None:
        """What no fault shows, for the record itself says it: what was written after a backup is gone."""
        for made_at, at in audit.restores():
            told = {"at": explain.moment(at), "made_at": explain.moment(made_at)}
            self.stdout.write(_("Restored on %(at)s from a backup of %(made_at)s: nothing between is here.") % told)

    def _tell(self, faults: Iterable[audit.Fault | audit.RowFault]) -> int:
        """One line each; how many."""
        lines = [words(fault) for fault in faults]
        for line in lines:
            self.stderr.write(line)
        return len(lines)

    def _export(self, path: Path) -> None:
        try:
            with path.open("w", encoding="utf-8") as file:
                audit.export(file, clock.now())
        except BrokenPipeError:  # --export /dev/stdout | head
            raise
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None

    def _sent(self, path: Path | None) -> list[audit.Fault]:
        """Against the file that was named, or the one to which seals are appended."""
        try:
            return list(audit.verify_sent(path))
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from None

    def _against(self, path: Path | None) -> list[audit.Fault]:
        if path is None:
            return []
        try:
            with path.open(encoding="utf-8-sig") as file:
                return list(audit.against(file))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from None
