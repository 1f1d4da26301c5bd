"""Check a calendar file, then load it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tickets import clock, register
from tickets.deadlines.explain import refusal
from tickets.errors import Invalid, PolicyError
from tickets.policy import calendar_files


class Command(BaseCommand):
    help = "Check the calendar of one year and load it. Loading the same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="check only, load nothing")

    def handle(self, *, file: Path, check: bool, **_options: Any) -> None:
        year = _read(file)
        if check:
            self.stdout.write(_("%(number)s: the file is in order.") % {"number": year})
            return
        try:
            changed = register.load_calendar(year, now=clock.now())
        except Invalid as error:
            raise CommandError(error.message) from None
        outcome = _("%(number)s: loaded.") if changed else _("%(number)s: nothing changed.")
        self.stdout.write(outcome % {"number": year})


def _read(file: Path) -> calendar_files.CalendarYear:
    try:
        return calendar_files.read(file)
    except PolicyError as error:
        raise CommandError(refusal(error)) from None
