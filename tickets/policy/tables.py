"""Reading one TOML table: typed values out, every problem noted with its key and line. Pure."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from tickets.errors import PolicyError
from tickets.policy.types import Problem

E = TypeVar("E", bound=StrEnum)

MISSING = "The key is missing."
UNKNOWN_KEY = "This key is not known here. Known are: %(known)s."
NOT_TEXT = "A text in quotes is expected, not empty."
NOT_A_DAY = "A date is expected, such as 2026-10-09."
NOT_A_NUMBER = "A whole number from %(least)s is expected."
NOT_MONEY = 'An amount in yuan with two decimals is expected in quotes, such as "1203010.38".'
NOT_A_FLAG = "true or false is expected."
NOT_A_LIST = "A list of texts is expected."
NOT_A_TABLE = "A table is expected."
NOT_ONE_OF = "“%(value)s” is not known. Known are: %(known)s."
NOT_TOML = "The file is not TOML: %(error)s."
NOT_READABLE = "The file cannot be read: %(error)s."
FAULTY = "The file has faults: %(count)s."

HEADER = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]\]?\s*(#.*)?")
KEY = re.compile(r"\s*(?P<name>[\w.\"-]+)\s*=")
MONEY = re.compile(r"[0-9]{1,12}\.[0-9]{2}")


class FileError(PolicyError):
    """A file cannot be used. `problems` lists all that is wrong with it, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(FAULTY, count=len(problems))
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


@dataclass(slots=True)
class Problems:
    """What has been found wrong so far."""

    found: list[Problem] = field(default_factory=list)

    def note(self, key: str, msgid: str, /, **params: object) -> None:
        self.found.append(Problem(key, msgid, params))

    def clean(self, *keys: str) -> bool:
        """Nothing is wrong at or under these keys, so that a rule over them can be judged."""
        return not any(each.key == key or each.key.startswith(f"{key}.") for each in self.found for key in keys)

    def refuse(self, lines: Mapping[str, int]) -> None:
        """Raise FileError if anything was found, in the order of the file."""
        if self.found:
            placed = [replace(each, line=_line(each.key, lines)) for each in self.found]
            raise FileError(tuple(sorted(placed, key=lambda each: each.line)))


@dataclass(slots=True)
class TomlTable:
    """One table being read. A getter notes what is wrong and gives a harmless value: reading goes on."""

    data: Mapping[str, Any]
    where: str
    problems: Problems
    known: set[str] = field(default_factory=set)
    #: The table itself is missing, which has been told: what it would hold is not told as well.
    absent: bool = False

    def at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def note(self, key: str, msgid: str, /, **params: object) -> None:
        self.problems.note(self.at(key), msgid, **params)

    def has(self, key: str) -> bool:
        self.known.add(key)
        return key in self.data

    def text(self, key: str, *, optional: bool = False) -> str:
        value = self._value(key, optional=optional)
        if isinstance(value, str) and value.strip():
            return value
        if value is not None:
            self.note(key, NOT_TEXT)
        return ""

    def day(self, key: str) -> date:
        return self.optional_day(key, optional=False) or date.min

    def optional_day(self, key: str, *, optional: bool = True) -> date | None:
        value = self._value(key, optional=optional)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            self.note(key, NOT_A_DAY)
        return None

    def number(self, key: str, *, least: int = 0) -> int:
        return self.optional_number(key, least=least, optional=False) or 0

    def optional_number(self, key: str, *, least: int = 0, optional: bool = True) -> int | None:
        value = self._value(key, optional=optional)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        if value is not None:
            self.note(key, NOT_A_NUMBER, least=least)
        return None

    def money(self, key: str) -> Decimal:
        """Yuan and fen; written in quotes, since a TOML float has no exact fen."""
        value = self._value(key)
        if isinstance(value, str) and MONEY.fullmatch(value):
            return Decimal(value)
        if value is not None:
            self.note(key, NOT_MONEY)
        return Decimal(0)

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self._value(key, optional=True)
        if value is not None and not isinstance(value, bool):
            self.note(key, NOT_A_FLAG)
        return value if isinstance(value, bool) else default

    def member(self, key: str, kind: type[E], default: E | None = None) -> E | None:
        """One word of a closed list; `default` when the key is absent, None when it is wrong."""
        value = self._value(key, optional=default is not None)
        if value is None:
            return default
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        self.note(key, NOT_ONE_OF, value=value, known=", ".join(kind))
        return None

    def names(self, key: str, *, optional: bool = True) -> tuple[str, ...]:
        value = self._value(key, optional=optional)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.note(key, NOT_A_LIST)
            return ()
        return tuple(value)

    def table(self, key: str) -> "TomlTable":
        value = self._value(key)
        if value is not None and not isinstance(value, dict):
            self.note(key, NOT_A_TABLE)
        held = value if isinstance(value, dict) else {}
        return TomlTable(held, self.at(key), self.problems, absent=not isinstance(value, dict))

    def tables(self, key: str) -> Iterator[tuple[str, "TomlTable"]]:
        """The tables under `key`, each with its code: `[clauses."staff.replace"]`."""
        under = self.table(key)
        for code in under.data:
            yield code, under.table(code)

    def rows(self, key: str) -> Iterator["TomlTable"]:
        """The tables of a list, `[[instalments]]`, numbered from 1 in messages."""
        value = self._value(key)
        if value is not None and not isinstance(value, list):
            self.note(key, NOT_A_TABLE)
        for number, row in enumerate(value if isinstance(value, list) else [], start=1):
            yield TomlTable(row, f"{self.at(key)}.{number}", self.problems)

    def close(self) -> None:
        """Everything was asked for: what is left is a key that nobody knows."""
        for key in self.data:
            if key not in self.known:
                self.note(key, UNKNOWN_KEY, known=", ".join(sorted(self.known)))

    def _value(self, key: str, *, optional: bool = False) -> Any:
        if not self.has(key) and not optional and not self.absent:
            self.note(key, MISSING)
        return self.data.get(key)


def load(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The document and the line of each key. Raises FileError where the text is not TOML."""
    try:
        return tomllib.loads(text), key_lines(text)
    except tomllib.TOMLDecodeError as error:
        raise FileError((Problem("toml", NOT_TOML, {"error": str(error)}),)) from error


def key_lines(text: str) -> dict[str, int]:
    """The line (from 1) on which each key is written first; rows of a list are numbered from 1."""
    lines: dict[str, int] = {}
    rows: dict[str, int] = {}
    where = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.fullmatch(line):
            where = _path(header["name"])
            lines.setdefault(where.partition(".")[0], number)
            if line.lstrip().startswith("[["):
                rows[where] = rows.get(where, 0) + 1
                where = f"{where}.{rows[where]}"
            lines.setdefault(where, number)
        elif key := KEY.match(line):
            lines.setdefault(f"{where}.{_path(key['name'])}".lstrip("."), number)
    return lines


def _path(name: str) -> str:
    """`clauses."staff.replace"` as it is named in messages: clauses.staff.replace."""
    return name.replace('"', "").replace(" ", "")


def _line(key: str, lines: Mapping[str, int]) -> int:
    """The key's own line, or that of the table which lacks it; 0 for the document."""
    while key and key not in lines:
        key = key.rpartition(".")[0]
    return lines.get(key, 0)
