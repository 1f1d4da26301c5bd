import csv
import json
import traceback
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from tickets import clock
from tickets.errors import Invalid
from tickets.lifecycle.known import KNOWN
from tickets.models import Contract
from tickets.operating import editions
from tickets.policy import contract_files
from tickets.policy.tables import FileError
from tickets.policy.types import ContractTerms
from tickets.rehearsal import chance, loaded, outcome, play, printing, proposed, rows, scratch, script
from tickets.rehearsal.scratch import Plan, ScratchError
from tickets.rehearsal.script import ScriptError, ScriptEvent
from tickets.rehearsal.stage import UnplayableRowError


class Command(BaseCommand):
    help = (
        "Rehearse a term of a contract on a virtual clock, in a database of its own that is thrown away: print what "
        "fell due, what was missed, what is owed. Live data is never touched, and nobody is told."
    )
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("contract", nargs="?", metavar="CONTRACT", help="number of a loaded contract, or a file")
        parser.add_argument("--from", dest="first", type=_day, metavar="DAY", help="left out: the whole term")
        parser.add_argument("--to", dest="last", type=_day, metavar="DAY")
        parser.add_argument("--script", type=Path, metavar="FILE", help="what happens when (docs/rehearsal.md)")
        parser.add_argument(
            "--seed", type=int, metavar="N", help="without a script: what happens is rolled, once for N"
        )
        parser.add_argument(
            "--edition", type=Path, metavar="FILE", help="price what happened under the loaded contract by this file"
        )
        parser.add_argument("--json", type=Path, metavar="FILE", help="the outcome for programs")
        parser.add_argument("--csv", type=Path, metavar="FILE", help="the lines of the sheets")
        parser.add_argument("--scratch", type=Path, help="used by the command itself")

    def handle(self, *, contract: str | None, scratch: Path | None, **options: Any) -> None:
        if scratch is not None:
            _play(scratch)
            return
        if not contract:
            raise CommandError(_("Name the contract: its number, or its file."))
        if options["edition"] is not None:
            self._compare(contract, self._of_file(options["edition"]), options["json"])
            return
        terms = self._terms(contract)
        script = _script(options["script"], terms)
        if not script and options["seed"] is not None:
            script = chance.script(terms, options["seed"])
        found = _rehearsed(Plan(terms, script, options["first"], options["last"]))
        for line in printing.lines(found):
            self.stdout.write(line)
        _keep(found, options["json"], options["csv"])

    def _compare(self, number: str, terms: ContractTerms, as_json: Path | None) -> None:
        row = Contract.objects.filter(number=number).first()
        if row is None:
            raise CommandError(_("There is no contract “%(name)s” here.") % {"name": number})
        months = proposed.compared(row, terms, clock.now())
        for line in printing.months(months):
            self.stdout.write(line)
        _keep({"months": months, "sheets": []}, as_json, None)

    def _terms(self, named: str) -> ContractTerms:
        """Of a file, else of the contract of that number as it is loaded here."""
        if (file := Path(named)).is_file():
            return self._of_file(file)
        if (row := Contract.objects.filter(number=named).first()) is None:
            raise CommandError(_("There is neither a contract nor a file “%(name)s”.") % {"name": named})
        return loaded.terms(row)

    def _of_file(self, file: Path) -> ContractTerms:
        try:
            return contract_files.read(file, KNOWN)
        except FileError as error:
            for problem in error.problems:
                self.stderr.write(editions.words(problem))
            told = {"file": file.name, **error.params}
            raise CommandError(_("%(file)s has faults: %(count)s.") % told) from None


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _script(file: Path | None, terms: ContractTerms) -> tuple[ScriptEvent, ...]:
    if file is None:
        return ()
    try:
        events = script.read(file)
        rows.check(events, terms)
    except ScriptError as error:
        raise CommandError("\n".join(error.problems)) from None
    return tuple(events)


def _rehearsed(plan: Plan) -> Mapping[str, Any]:
    try:
        return scratch.rehearsed(plan)
    except ScratchError:
        told = _("The rehearsal broke off: see above. Nothing of it is left, and live data is as it was.")
        raise CommandError(told) from None


def _play(folder: Path) -> None:
    """In the child. It refuses to play on any database but the one of that folder."""
    try:
        plan = scratch.made(folder)
        during = play.span(plan.terms, plan.script, plan.first, plan.last)
        stage = play.play(plan.terms, plan.script, during)
    except (ScratchError, ScriptError) as error:
        raise CommandError(str(error)) from None
    except Invalid as error:
        raise CommandError(error.message) from None
    except UnplayableRowError as error:
        traceback.print_exception(error.__cause__)
        raise CommandError(str(error)) from None
    scratch.hand_over(folder, outcome.told(stage))


def _keep(found: Mapping[str, Any], as_json: Path | None, as_csv: Path | None) -> None:
    try:
        if as_json is not None:
            as_json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if as_csv is not None:
            _write_lines(as_csv, found["sheets"])
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from None


LINE = ("sort", "fact_month", "rule", "key", "formula", "amount", "held", "settled_on", "said")


def _write_lines(file: Path, sheets: Sequence[Mapping[str, Any]]) -> None:
    """One line of a sheet a row, with the month whose sheet it stands in."""
    with file.open("w", encoding="utf-8-sig", newline="") as written:
        into = csv.writer(written)
        into.writerow(("sheet", *LINE))
        into.writerows([sheet["month"], *(row[name] for name in LINE)] for sheet in sheets for row in sheet["rows"])
