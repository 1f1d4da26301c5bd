from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from tickets import actions, audit, clock, register
from tickets.datelaw.explain import refusal
from tickets.errors import Invalid, PolicyError
from tickets.models import CalendarYear
from tickets.policy import calendar_files


class Command(BaseCommand):
    help = "Check the calendar of one year and load it. Loading the same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="check only, load nothing")

    def handle(self, *, file: Path, check: bool, **_options: Any) -> None:
        try:
            year = calendar_files.read(file)
        except PolicyError as error:
            raise CommandError(refusal(error)) from None
        if check:
            self.stdout.write(_("%(number)s: the file is in order.") % {"number": year})
            return
        now = clock.now()
        outcome = _("%(number)s: loaded.") if _loaded(year, now) else _("%(number)s: nothing changed.")
        self.stdout.write(outcome % {"number": year})
        # Also after "nothing changed": the run that loaded the year may have been cut short.
        if moved := actions.reproject(now):
            self.stdout.write(_("Deadlines worked out anew: %(count)s.") % {"count": moved})


@transaction.atomic
def _loaded(year: calendar_files.AnnouncedYear, now: datetime) -> frozenset[int]:
    """The row and the entry of the system log, both or neither."""
    before = audit.register([CalendarYear])
    try:
        changed = register.load_calendar(year, now=now)
    except Invalid as error:
        raise CommandError(error.message) from None
    if rows := audit.changed(before, audit.register([CalendarYear])):  # also where the shipped year says the same
        audit.log_system("load_calendar", now=now, data={"version": str(year), "terms": year.as_data()}, rows=rows)
    return changed
