from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.management.judged import WITHOUT_PAGES
from texts import files
from tickets import actions, clock
from tickets.errors import Refusal
from tickets.models import Contract
from tickets.outages import lists


class Command(BaseCommand):
    help = (
        "Take over what monitoring saw, from a CSV file with the columns system, from, to, source id. The same source"
        " id twice is the same outage: the same file again changes nothing. Nothing is taken over of a file with a"
        " faulty row."
    )
    requires_system_checks = WITHOUT_PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--contract", metavar="NUMBER", help="the contract, where there are several")
        parser.add_argument("--check", action="store_true", help="check only, take nothing over")

    def handle(self, *, file: Path, contract: str | None, check: bool, **_options: Any) -> None:
        found, rows, now = _contract(contract), _read(file), clock.now()
        judged = lists.judged(rows, found, now)
        faulty = [one for one in judged if one.faults]
        for one in faulty:
            for sentence in one.errors:
                told = _("Row %(row)d, %(sentence)s") % {"row": one.number, "sentence": sentence}
                self.stderr.write(told, self.style.ERROR)
        try:
            if faulty:
                raise actions.refused_entries(faulty)
            if not check:
                judged = actions.import_outages(found, rows, actor=None, now=now)
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(_summary(found, judged))


def _summary(contract: Contract, judged: Iterable[lists.EntryRow]) -> str:
    did = Counter(one.does for one in judged)
    said = _("%(contract)s: %(new)d new, %(corrects)d put right, %(stands)d as they stood, %(spoken_of)d dealt with.")
    counts = {name: did[name] for name in (lists.NEW, lists.CORRECTS, lists.STANDS, lists.SPOKEN_OF)}
    return said % {"contract": contract.number, **counts}


def _read(file: Path) -> list[dict[str, str]]:
    """Raises CommandError."""
    try:
        return lists.read(files.read(file))
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from None
    except files.NotUtf8Error as error:
        said = _("%(file)s is saved as %(encoding)s: save it as UTF-8.")
        raise CommandError(said % {"file": file, "encoding": error.encoding or "?"}) from None
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None


def _contract(number: str | None) -> Contract:
    """The one that is named, else the only one. Raises CommandError."""
    found = Contract.objects.filter(number=number) if number else Contract.objects.all()
    contracts = list(found.order_by("number")[:2])
    if not contracts:
        raise CommandError(_("There is no contract %(number)s.") % {"number": number or ""})
    if len(contracts) > 1:
        raise CommandError(_("There are several contracts: name one with --contract."))
    return contracts[0]
