from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from tickets import actions, clock
from tickets.datelaw.explain import refusal
from tickets.datelaw.narrator import Days
from tickets.errors import Invalid, PolicyError
from tickets.operating import editions
from tickets.policy import calendar_checks, calendar_files


class Command(BaseCommand):
    help = "Check the calendar of one year and load it. Loading the same file again changes nothing."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="check only, load nothing")

    def handle(self, *, file: Path, check: bool, **_options: Any) -> None:
        try:
            year = calendar_files.read(file)
        except PolicyError as error:
            raise CommandError(refusal(error)) from None
        for problem in calendar_checks.oddities(year):
            told = {"problem": _said(problem.msgid, **problem.params)}
            self.stderr.write(_("Note: %(problem)s") % told, self.style.WARNING)
        if check:
            self.stdout.write("\n".join(_summary(year)))
            return
        now = clock.now()
        outcome = _("%(number)s: loaded.") if _loaded(year, now) else _("%(number)s: nothing changed.")
        self.stdout.write(outcome % {"number": year})
        # Also after "nothing changed": the run that loaded the year may have been cut short.
        if moved := actions.reproject(now):
            self.stdout.write(_("Deadlines worked out anew: %(count)s.") % {"count": moved})


def _summary(year: calendar_files.AnnouncedYear) -> Iterator[str]:
    """What stands in the file, to be proof-read against the notice."""
    yield _("%(number)s: the file is in order.") % {"number": year}
    off, made_up = calendar_checks.days_off(year), len(year.make_up)
    yield _said(calendar_checks.SUM, year=year.year, off=off, made_up=made_up)
    for one in year.off:
        yield _said(calendar_checks.OFF, name=one, days=Days(one.first, one.last))
    for day in year.make_up:
        yield _said(calendar_checks.WORKED, day=day)


def _said(msgid: str, **params: object) -> str:
    return refusal(PolicyError(msgid, **params))


def _loaded(year: calendar_files.AnnouncedYear, now: datetime) -> frozenset[int]:
    try:
        return editions.load_calendar(year, now)
    except Invalid as error:
        raise CommandError(error.message) from None
