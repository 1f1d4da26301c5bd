"""The date law on the command line: one due, or a file of them. Needs no database."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from texts import files, tidy
from tickets.datelaw import calendar, explain, reckoning
from tickets.datelaw.types import ZONE
from tickets.errors import PolicyError
from tickets.policy import calendar_files
from tickets.policy.types import Limit

NOT_AN_INSTANT = "“%(text)s” is not a date or time. Write it as 2026-10-09 or 2026-10-09T10:30+08:00."
NOT_A_PAUSE = "“%(text)s” is not a pause. Write FROM/TO, such as 2026-10-12T09:00/2026-10-14."
NOT_YES_OR_NO = "“%(text)s” is neither yes nor no."
EMPTY_COLUMN = "The column “%(column)s” is empty."
TOO_MANY_VALUES = "The line has more values than the file has columns."
OPEN_QUOTE = "The quotation marks of the line do not close."

REQUIRED = ("start", "limit")
COLUMNS = (*REQUIRED, "roll", "pauses")
YES_OR_NO = {"": True, "yes": True, "no": False}


class Command(BaseCommand):
    help = (
        "Work out when a limit is over, and say how. Uses the calendars that come with the source, not those "
        "in the database. LIMIT, quoted or not: 30 minutes, 24 hours, 5 days, 7 natural days, "
        "20 working days, 1 month, 6 months before. No time zone: Asia/Shanghai; a bare date: 00:00."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", nargs="?", metavar="START", help="ISO 8601 instant or date")
        parser.add_argument("limit", nargs="*", metavar="LIMIT")
        parser.add_argument("--no-roll", action="store_true", help="the last day does not move off a rest day")
        parser.add_argument("--pause", action="append", default=[], metavar="FROM/TO", help="may be repeated")
        parser.add_argument("--json", action="store_true", help="print one object")
        parser.add_argument("--batch", type=Path, metavar="FILE", help="CSV: start,limit[,roll][,pauses]")

    def handle(self, *, start: str | None, limit: list[str], **options: Any) -> None:
        if options["batch"]:
            self._batch(options["batch"], alone=start is None, as_json=options["json"])
            return
        if start is None or not limit:
            raise CommandError(_("Give START and LIMIT, or --batch FILE --json."))
        try:
            due = _due(start, " ".join(limit), roll=not options["no_roll"], pauses=options["pause"])
        except PolicyError as error:
            raise CommandError(explain.refusal(error)) from None
        self.stdout.write(_json(explain.answer(due)) if options["json"] else "\n".join(explain.lines(due)))

    def _batch(self, file: Path, *, alone: bool, as_json: bool) -> None:
        if not alone or not as_json:
            raise CommandError(_("--batch FILE goes with --json and without START and LIMIT."))
        failed = 0
        for names, line in _rows(file):
            try:
                answer = explain.answer(_row_due(names, line))
            except PolicyError as error:
                answer, failed = {"error": explain.refusal(error)}, failed + 1
            self.stdout.write(_json(answer))
        if failed:
            raise CommandError(_("Lines that could not be answered: %(failed)d.") % {"failed": failed})


def _rows(file: Path) -> Iterator[tuple[list[str], str]]:
    """The columns and each line of a CSV file that says something. No value runs over two lines: a quotation mark left
    open spoils its own line alone. Raises CommandError where the file as a whole cannot be used."""
    header, *lines = _text(file).splitlines() or [""]
    try:
        names = _values(header)
    except PolicyError as error:
        raise CommandError(_("%(file)s: %(reason)s") % {"file": file, "reason": explain.refusal(error)}) from None
    if not set(REQUIRED) <= set(names) <= set(COLUMNS) or len(set(names)) < len(names):
        message = _("%(file)s: the columns must be start,limit[,roll][,pauses], not %(names)s.")
        raise CommandError(message % {"file": file, "names": ",".join(names) or "–"})
    yield from ((names, line) for line in lines if tidy.code(line).strip(', "'))  # Excel leaves lines of commas


def _text(file: Path) -> str:
    try:
        return files.read(file)
    except OSError as error:
        raise CommandError(_("%(file)s: %(reason)s") % {"file": file, "reason": error.strerror}) from None
    except files.NotUtf8Error as error:
        msgid = calendar_files.NOT_UTF8 if error.encoding else calendar_files.NOT_A_TEXT
        raise CommandError(_(msgid) % {"file": file, "encoding": error.encoding}) from None


def _values(line: str) -> list[str]:
    """What stands between the commas, without the empty columns behind the last."""
    try:
        (values,) = csv.reader([line], strict=True)
    except csv.Error:
        raise PolicyError(OPEN_QUOTE) from None
    values = [tidy.code(one) for one in values]
    while values and not values[-1]:
        values.pop()
    return values


def _row_due(names: list[str], line: str) -> reckoning.Due:
    values = _values(line)
    if len(values) > len(names):
        raise PolicyError(TOO_MANY_VALUES)
    row = dict(zip(names, values, strict=False))
    start, limit, roll, pauses = (row.get(name, "") for name in COLUMNS)
    for name, value in zip(REQUIRED, (start, limit), strict=True):
        if not value:
            raise PolicyError(EMPTY_COLUMN, column=name)
    if roll.lower() not in YES_OR_NO:
        raise PolicyError(NOT_YES_OR_NO, text=roll)
    return _due(start, limit, roll=YES_OR_NO[roll.lower()], pauses=filter(None, pauses.split(";")))


def _due(start: str, limit: str, *, roll: bool, pauses: Any) -> reckoning.Due:
    spans = [_pause(text) for text in pauses]
    return reckoning.due(_instant(start), Limit.parse(limit, roll=roll), calendar.shipped(), spans, explain=True)


def _pause(text: str) -> reckoning.PauseSpan:
    start, slash, end = text.partition("/")
    if not slash:
        raise PolicyError(NOT_A_PAUSE, text=text.strip())
    return reckoning.PauseSpan(_instant(start), _instant(end))


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(tidy.moment(text))
    except ValueError:
        raise PolicyError(NOT_AN_INSTANT, text=text.strip()) from None
    return at if at.tzinfo else at.replace(tzinfo=ZONE)


def _json(answer: dict[str, object]) -> str:
    return json.dumps(answer, ensure_ascii=False)
