"""The script of a year: what happens when, one row an event. Pure.

A file of comma-separated values with the columns id, at, kind, system, data, text; `data` is `key=value` joined by `;`.
Instants are those of Beijing. Which kinds and keys there are stands in `rows.py`.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from texts import files
from tickets.datelaw.types import ZONE

COLUMNS: Final = ("id", "at", "kind", "system", "data", "text")


class ScriptError(Exception):
    """The script cannot be played. problems: a sentence each, with the line where there is one."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class ScriptEvent:
    """One row. line: where it stands in the file, from 1; 0: it was made at random."""

    id: str
    at: datetime
    kind: str
    system: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    line: int = 0

    def get(self, key: str) -> str:
        """ "" where the row does not say it."""
        return self.data.get(key, "")

    def instant(self, key: str) -> datetime | None:
        return instant(self.data[key]) if self.get(key) else None

    def day(self, key: str) -> date | None:
        return date.fromisoformat(self.data[key]) if self.get(key) else None

    def span(self, key: str) -> tuple[datetime, datetime] | None:
        if not self.get(key):
            return None
        start, _slash, end = self.data[key].partition("/")
        return instant(start), instant(end)

    def several(self, key: str) -> list[str]:
        return self.data[key].split("+") if self.get(key) else []


def instant(text: str) -> datetime:
    """A day alone is its midnight. Raises ValueError."""
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=ZONE) if read.tzinfo is None else read.astimezone(ZONE)


def at_day(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


def read(path: Path) -> list[ScriptEvent]:
    """The rows of a file in order of time. Raises ScriptError with every fault, each with its line."""
    try:
        text = files.read(path)
    except OSError as error:
        said = {"file": path.name, "error": error.strerror or str(error)}
        raise ScriptError([_("%(file)s cannot be read: %(error)s") % said]) from None
    except files.NotUtf8Error:
        raise ScriptError([_("%(file)s is not UTF-8: save it so.") % {"file": path.name}]) from None
    return parse(text)


def parse(text: str) -> list[ScriptEvent]:
    """Raises ScriptError. What a kind may say is checked by `rows.check`."""
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = [one for one in COLUMNS[:5] if one not in (reader.fieldnames or ())]
    if missing:
        raise ScriptError([_("Line 1: these columns are missing: %(names)s.") % {"names": ", ".join(missing)}])
    found, problems = [], []
    for row in reader:
        try:
            found.append(_event(row, reader.line_num))
        except ValueError as error:
            problems.append(at_line(reader.line_num, str(error)))
    problems += _twice(found)
    if problems:
        raise ScriptError(problems)
    return sorted(found, key=lambda one: one.at)


def at_line(line: int, sentence: str) -> str:
    return _("Line %(line)d: %(problem)s") % {"line": line, "problem": sentence}


def _event(row: Mapping[str, str | None], line: int) -> ScriptEvent:
    """Raises ValueError with a sentence."""
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not said["id"] or not said["kind"]:
        raise ValueError(_("a row needs an id and a kind."))
    try:
        at = instant(said["at"])
    except ValueError:
        raise ValueError(_("“%(said)s” is no instant; write 2026-03-05T22:00.") % {"said": said["at"]}) from None
    data = dict(_pairs(said["data"]))
    return ScriptEvent(said["id"], at, said["kind"], said["system"], data, said["text"], line)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (one.strip() for one in text.split(";"))):
        key, sign, value = part.partition("=")
        if not sign:
            raise ValueError(_("“%(part)s” is no key=value.") % {"part": part})
        yield key.strip(), value.strip()


def _twice(events: Iterable[ScriptEvent]) -> Iterator[str]:
    known: dict[str, int] = {}
    for one in events:
        if one.id in known:
            said = {"id": one.id, "line": known[one.id]}
            yield at_line(one.line, _("the id %(id)s stands on line %(line)d already.") % said)
        known.setdefault(one.id, one.line)
