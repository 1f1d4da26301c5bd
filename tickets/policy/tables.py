"""Reading one TOML table: typed values out, every problem noted with its key and line. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING as REQUIRED
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from operator import le
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_type_hints

from tickets.errors import PolicyError
from tickets.policy import toml_faults
from tickets.policy.penalty_terms import Base, Impact, Per, Percent, Trigger
from tickets.policy.types import Basis, ClauseKind, DocumentSort, Limit, Party, Positive, Problem, Unit, Warn

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")
V = TypeVar("V")

MISSING = "The key is missing."
UNKNOWN_KEY = "This key is not known here. Known are: %(known)s."
NOT_TEXT = "A text in quotes is expected, not empty."
NOT_A_DAY = "A date is expected, such as 2026-10-09."
NOT_A_NUMBER = "A whole number from %(least)s is expected."
NOT_MONEY = 'An amount in yuan with two decimals is expected in quotes, such as "1203010.38".'
NOT_PERCENT = "A share in percent above zero is expected in quotes, such as “30%%” or “0.1%%”."
NOT_ELAPSED = "A time in minutes or hours is expected, such as “15 minutes” or “2 hours”."
NOT_A_FLAG = "true or false is expected."
NOT_A_LIST = "A list of texts is expected."
NOT_A_TABLE = "A table is expected."
NOT_ONE_OF = "“%(value)s” is not known. Known are: %(known)s."
NOT_READABLE = "The file cannot be read: %(error)s."
NOT_UTF8 = "The file is saved as %(encoding)s: save it as UTF-8."
NOT_A_TEXT = "The file is not a text."
FAULTY = "The file has faults: %(count)s."

HEADER = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]\]?\s*(#.*)?")
KEY = re.compile(r"\s*(?P<name>[\w.\"-]+)\s*=")
MONEY = re.compile(r"[0-9]{1,12}\.[0-9]{2}")
PERCENT = re.compile(r"(?!0+(\.0+)?%)[0-9]{1,4}(\.[0-9]{1,4})?%")


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


@dataclass(frozen=True, slots=True)
class Notation:
    """How a type stands in TOML: as a value of one class that passes a test, and is then made into what fields hold."""

    written: type
    fault: str
    #: Takes the place of what is missing or wrong.
    instead: object = None
    passes: Callable[[Any], object] | None = None
    make: Callable[[Any], object] | None = None
    params: Mapping[str, object] = field(default_factory=dict)

    def made(self, value: object) -> object:
        """Raises PolicyError for another class (a flag is no number, an instant is no day) or a value that fails."""
        if type(value) is not self.written or (self.passes and not self.passes(value)):
            raise PolicyError(self.fault, value=value, **self.params)
        return self.make(value) if self.make else value


def _all(kind: type, values: list[object]) -> bool:
    return all(isinstance(each, kind) for each in values)


def _one_of(kind: type[StrEnum], instead: StrEnum | None) -> Notation:
    words = {"known": ", ".join(kind)}
    return Notation(str, NOT_ONE_OF, instead, set(kind).__contains__, kind, words)


def _percent(text: str) -> Percent:
    return Percent(Decimal(text.removesuffix("%")))


def _length(text: str) -> timedelta:
    limit = Limit.parse(text)
    if not limit.unit.elapsed:
        raise PolicyError(NOT_ELAPSED)
    return timedelta(**{f"{limit.unit}s": limit.n})


ENUMS = (Party, Basis, ClauseKind, DocumentSort, Warn, Trigger, Base, Per)
#: By the type that a field of the terms declares.
NOTATIONS: dict[Any, Notation] = {
    str: Notation(str, NOT_TEXT, "", str.strip),
    date: Notation(date, NOT_A_DAY, date.min),
    date | None: Notation(date, NOT_A_DAY),
    Positive: Notation(int, NOT_A_NUMBER, 0, partial(le, 1), params={"least": 1}),
    int | None: Notation(int, NOT_A_NUMBER, None, partial(le, 0), params={"least": 0}),
    # in quotes, since a TOML float has no exact fen
    Decimal: Notation(str, NOT_MONEY, Decimal(0), MONEY.fullmatch, Decimal),
    bool: Notation(bool, NOT_A_FLAG, instead=False),
    tuple[str, ...]: Notation(list, NOT_A_LIST, (), partial(_all, str), tuple),
    dict: Notation(dict, NOT_A_TABLE, {}),
    list: Notation(list, NOT_A_TABLE, [], partial(_all, dict)),
    Limit | None: Notation(str, NOT_TEXT, None, str.strip, Limit.parse),
    Unit | None: _one_of(Unit, None),
    Percent: Notation(str, NOT_PERCENT, Percent(Decimal(1)), PERCENT.fullmatch, _percent),
    timedelta | None: Notation(str, NOT_TEXT, None, str.strip, _length),
    Impact | None: _one_of(Impact, None),
    **{kind: _one_of(kind, next(iter(kind))) for kind in ENUMS},
}


@dataclass(slots=True)
class TomlTable:
    """One table being read. What is wrong is noted and a harmless value given instead: reading goes on."""

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

    def read(self, form: type[T], **given: Any) -> T:
        """The table as a `form`: each field that is not given is read by its name and declared type.
        A field with a default may be left out. What is left over is a key that nobody knows."""
        types = get_type_hints(form)
        for each in fields(form):
            if each.name not in given and (self.has(each.name) or each.default is REQUIRED):
                given[each.name] = self.value(each.name, types[each.name])
        self.close()
        return form(**given)

    def value(self, key: str, kind: type[V]) -> V:
        """What stands under the key, which must be there."""
        notation = NOTATIONS[kind]
        if not self.has(key):
            if not self.absent:
                self.note(key, MISSING)
            return cast("V", notation.instead)
        value = self.data[key]
        try:
            return cast("V", notation.made(value))
        except PolicyError as error:
            self.note(key, error.msgid, **error.params)
            return cast("V", notation.instead)

    def table(self, key: str) -> "TomlTable":
        held: dict[str, Any] = self.value(key, dict)
        return TomlTable(held, self.at(key), self.problems, absent=held is not self.data.get(key))

    def tables(self, key: str) -> Iterator[tuple[str, "TomlTable"]]:
        """The tables under `key`, each with its code: `[clauses."staff.replace"]`."""
        under = self.table(key)
        for code in under.data:
            yield code, under.table(code)

    def rows(self, key: str) -> Iterator["TomlTable"]:
        """The tables of a list, `[[instalments]]`, numbered from 1 in messages."""
        for number, row in enumerate(self.value(key, list), start=1):
            yield TomlTable(row, f"{self.at(key)}.{number}", self.problems)

    def close(self) -> None:
        """Everything was asked for: what is left is a key that nobody knows."""
        for key in self.data:
            if key not in self.known:
                self.note(key, UNKNOWN_KEY, known=", ".join(sorted(self.known)))


def load(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The document and the line of each key. Raises FileError where the text is not TOML."""
    try:
        return toml_faults.document(text), key_lines(text)
    except PolicyError as error:
        raise FileError((Problem("toml", error.msgid, error.params),)) from error


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
