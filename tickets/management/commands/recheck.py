from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from tickets import register
from tickets.clocks import certificates
from tickets.models import Contract, Deadline

#: Clocks to a query.
BATCH = 500


class Command(BaseCommand):
    help = "Recompute every settled clock from what was frozen when it was judged, and name each difference."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--contract", metavar="NUMBER", help="of this contract alone")

    def handle(self, *, contract: str | None, **_options: Any) -> None:
        rows = Deadline.objects.filter(Q(stopped_at__isnull=False) | ~Q(versions=[]))
        if contract is not None:
            if not Contract.objects.filter(number=contract).exists():
                raise CommandError(_("There is no contract %(number)s.") % {"number": contract})
            rows = rows.filter(ticket__contract__number=contract)
        clocks = versions = found = 0
        for row in _read(rows):
            clocks, versions = clocks + 1, versions + len(row.versions)
            for line in _differences(row):
                found += 1
                self.stdout.write(line)
        if found:
            said = _("%(found)d differences in %(clocks)d settled clocks.") % {"found": found, "clocks": clocks}
            raise CommandError(said)
        said = _("%(clocks)d settled clocks, %(versions)d certificates: all agree.")
        self.stdout.write(said % {"clocks": clocks, "versions": versions})


def _read(rows: QuerySet[Deadline]) -> Iterator[Deadline]:
    ordered = rows.select_related("ticket", "clause").prefetch_related("pauses").order_by("id")
    for row in ordered.iterator(BATCH):
        row.rests = list(row.pauses.all())
        yield row


def _differences(row: Deadline) -> Iterator[str]:
    """Each version by the calendar that it names; a clock of a release without versions from its rows."""
    text = _("%(ticket)s %(code)s #%(round)d, version %(version)s: %(what)s certified %(kept)s, reckoned %(again)s")
    named = {"ticket": row.ticket.number, "code": row.code, "round": row.round}
    for kept in row.versions:
        for what, before, again in certificates.differences(kept, register.calendar_as(kept["calendar"])):
            yield text % {**named, "version": kept["version"], "what": what, "kept": before, "again": again}
    if not row.versions:
        for what, before, again in certificates.of_row(row, register.calendar_as(row.calendar)):
            yield text % {**named, "version": "—", "what": what, "kept": before, "again": again}
