from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from tickets import audit, clock, register
from tickets.datelaw.explain import refusal
from tickets.errors import Invalid, PolicyError
from tickets.lifecycle.known import KNOWN
from tickets.policy import contract_files
from tickets.policy.tables import FileError
from tickets.policy.types import ContractTerms, Problem


class Command(BaseCommand):
    help = "Check a contract file and load it. Loading the same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="check only, load nothing")

    def handle(self, *, file: Path, check: bool, **_options: Any) -> None:
        try:
            terms = contract_files.read(file, KNOWN)
        except FileError as error:
            for problem in error.problems:
                self.stderr.write(words(problem))
            raise CommandError(_("The file has faults: %(count)s.") % error.params) from None
        for warning in terms.warnings:
            self.stderr.write(_("Note: %(problem)s") % {"problem": words(warning)}, self.style.WARNING)
        if check:
            self.stdout.write(_("%(number)s: the file is in order.") % {"number": terms.number})
        else:
            self._load(terms)

    def _load(self, terms: ContractTerms) -> None:
        try:
            loaded = _loaded(terms, clock.now())
        except Invalid as error:
            raise CommandError(error.message) from None
        for change in loaded.changes:
            self.stdout.write(f"{change.key}: {change.old or '–'} → {change.new or '–'}")
        outcome = _("%(number)s: nothing changed.") if loaded.unchanged else _("%(number)s: brought up to date.")
        if loaded.created:
            outcome = _("%(number)s: loaded.")
        self.stdout.write(outcome % {"number": terms.number})


@transaction.atomic
def _loaded(terms: ContractTerms, now: datetime) -> register.Loaded:
    """Rows and the entry of the system log, both or neither: what a contract said on a day can be proved."""
    before = audit.under(terms.number)
    loaded = register.load(terms, now=now)
    if not loaded.unchanged:
        changes = {each.key: [each.old, each.new] for each in loaded.changes}
        data = {"contract": terms.number, "digest": loaded.contract.digest, "changes": changes}
        rows = audit.changed(before, audit.under(terms.number))
        audit.log_system("load_contract", now=now, data=data, rows=rows)
    return loaded


def words(problem: Problem) -> str:
    """A problem in the reader's language, with its line and key."""
    text = refusal(PolicyError(problem.msgid, **problem.params))
    if not problem.line:
        return _("%(key)s: %(text)s") % {"key": problem.key, "text": text}
    return _("line %(line)s, %(key)s: %(text)s") % {"line": problem.line, "key": problem.key, "text": text}
