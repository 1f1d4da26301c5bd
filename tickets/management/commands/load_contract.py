from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from tickets import clock, ledger
from tickets.errors import Invalid
from tickets.lifecycle.known import KNOWN
from tickets.operating import editions, shortages
from tickets.policy import contract_files
from tickets.policy.tables import FileError
from tickets.policy.types import ContractTerms


class Command(BaseCommand):
    help = "Check a contract file and load it. Loading the same file again changes nothing."
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="check only, load nothing")

    def handle(self, *, file: Path, check: bool, **_options: Any) -> None:
        try:
            terms = contract_files.read(file, KNOWN)
        except FileError as error:
            for problem in error.problems:
                self.stderr.write(editions.words(problem))
            told = {"file": file.name, **error.params}
            raise CommandError(_("%(file)s has faults: %(count)s.") % told) from None
        for said in [*map(editions.words, terms.warnings), *shortages.of_terms(terms), *ledger.forgets(terms)]:
            self.stderr.write(_("Note: %(problem)s") % {"problem": said}, self.style.WARNING)
        if check:
            self.stdout.write(_("%(number)s: the file is in order.") % {"number": terms.number})
        else:
            self._load(terms)

    def _load(self, terms: ContractTerms) -> None:
        try:
            loaded = editions.load_contract(terms, clock.now())
        except Invalid as error:
            raise CommandError(error.message) from None
        for change in loaded.changes:
            self.stdout.write(f"{change.key}: {change.old or '–'} → {change.new or '–'}")
        outcome = _("%(number)s: nothing changed.") if loaded.unchanged else _("%(number)s: brought up to date.")
        if loaded.created:
            outcome = _("%(number)s: loaded.")
        self.stdout.write(outcome % {"number": terms.number})
