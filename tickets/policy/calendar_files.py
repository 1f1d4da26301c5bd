"""Holiday years as the State Council announces them: read from TOML, checked, frozen. Pure.

One file a year: `year`, `version` (1, and one more with each amendment), `source` (the notice), `make_up`
(weekend days on which people work) and `[[off]]` tables `first`, `last` (inclusive), `name`, `name_en`.
Whatever is wrong is refused with the key at fault.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from texts import files
from tickets.errors import PolicyError
from tickets.policy import toml_faults

SHIPPED = Path(__file__).parent / "calendars"

#: Years that the date law reckons with. China has kept +08:00 without summer time since 1992; the upper end
#: bounds the calendar's tables.
YEARS = range(1992, 2201)
MOST_VERSIONS = 999

NOT_TOML = "%(file)s: %(reason)s"
UNREADABLE = "%(file)s: cannot be read: %(reason)s"
NOT_UTF8 = "%(file)s: the file is saved as %(encoding)s: save it as UTF-8."
NOT_A_TEXT = "%(file)s: the file is not a text."
MISSING = "%(file)s: the key “%(key)s” is missing."
UNKNOWN = "%(file)s: the key “%(key)s” is not known."
NOT_A_NUMBER = "%(file)s: “%(key)s” must be a whole number from %(first)s to %(last)s."
NOT_TEXT = "%(file)s: “%(key)s” must be a text that is not empty."
NOT_A_LIST = "%(file)s: “%(key)s” must be a list."
NOT_A_TABLE = "%(file)s: “%(key)s” must be a table."
NOT_A_DATE = "%(file)s: “%(key)s” must be a date such as 2026-10-01."
OUTSIDE = "%(file)s: “%(key)s”: %(day)s lies outside the year %(year)s."
BACKWARDS = "%(file)s: “%(key)s”: the range ends on %(last)s, before it begins on %(first)s."
OVERLAP = "%(file)s: “%(key)s”: %(day)s is already covered by another range."
TWICE = "%(file)s: “%(key)s”: %(day)s is listed twice."
NOT_A_WEEKEND = "%(file)s: “%(key)s”: %(day)s is neither a Saturday nor a Sunday; people work on it anyway."
MADE_UP_OFF = "%(file)s: “%(key)s”: %(day)s is listed as a day off as well."


@dataclass(frozen=True, slots=True)
class OffRange:
    """Days off in one go, both ends included, and the festival they belong to."""

    first: date
    last: date
    name: str
    name_en: str

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class AnnouncedYear:
    """One announced year. `version` grows whenever the notice is amended within the year."""

    year: int
    version: int
    source: str
    off: tuple[OffRange, ...]
    make_up: tuple[date, ...]

    def __str__(self) -> str:
        return f"{self.year}.{self.version}"

    def as_data(self) -> dict[str, Any]:
        """The year as JSON can hold it; `parse` reads it back."""
        data: dict[str, Any] = json.loads(json.dumps(asdict(self), default=date.isoformat))
        return data


@dataclass(frozen=True, slots=True)
class _YearTable:
    """A TOML table with the name under which its keys are reported."""

    file: str
    data: Mapping[str, Any]
    prefix: str = ""

    def refuse(self, msgid: str, key: str, **params: object) -> PolicyError:
        return PolicyError(msgid, file=self.file, key=self.prefix + key, **params)

    def only(self, *keys: str) -> None:
        for key in keys:
            if key not in self.data:
                raise self.refuse(MISSING, key)
        for key in self.data:
            if key not in keys:
                raise self.refuse(UNKNOWN, key)

    def text(self, key: str) -> str:
        value = self.data[key]
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(NOT_TEXT, key)
        return value.strip()

    def number(self, key: str, first: int, last: int) -> int:
        value = self.data[key]
        if type(value) is not int or not first <= value <= last:  # a bool is an int, too
            raise self.refuse(NOT_A_NUMBER, key, first=first, last=last)
        return value

    def items(self, key: str) -> list[Any]:
        value = self.data[key]
        if not isinstance(value, list):
            raise self.refuse(NOT_A_LIST, key)
        return value

    def day(self, key: str, value: object, year: int) -> date:
        """A date of that year; an ISO text is taken too, since JSON columns have no dates."""
        day = value
        with suppress(ValueError):
            day = date.fromisoformat(value) if isinstance(value, str) else value
        if type(day) is not date:  # nor an instant
            raise self.refuse(NOT_A_DATE, key)
        if day.year != year:
            raise self.refuse(OUTSIDE, key, day=day, year=year)
        return day


def read(path: Path) -> AnnouncedYear:
    """The year in a TOML file. Raises PolicyError naming the file and the key or line at fault."""
    try:
        text = files.read(path)
    except OSError as error:
        raise PolicyError(UNREADABLE, file=path.name, reason=error.strerror or str(error)) from None
    except files.NotUtf8Error as error:
        msgid = NOT_UTF8 if error.encoding else NOT_A_TEXT
        raise PolicyError(msgid, file=path.name, encoding=error.encoding) from None
    return of_text(text, file=path.name)


def of_text(text: str, *, file: str) -> AnnouncedYear:
    """The year in the text of a file of this name. Raises PolicyError naming the file and the key or line at fault."""
    try:
        data = toml_faults.document(text)
    except PolicyError as error:
        raise PolicyError(NOT_TOML, file=file, reason=error) from None
    return parse(data, file=file)


def parse(data: Mapping[str, Any], *, file: str) -> AnnouncedYear:
    """A year from plain data, checked; `file` names it in refusals. Raises PolicyError."""
    table = _YearTable(file, data)
    table.only("year", "version", "source", "make_up", "off")
    year = table.number("year", YEARS[0], YEARS[-1])
    version = table.number("version", 1, MOST_VERSIONS)
    off = _off_ranges(table, year)
    return AnnouncedYear(year, version, table.text("source"), off, _make_up(table, year, off))


def shipped() -> tuple[AnnouncedYear, ...]:
    """The years that come with the source, oldest first."""
    return tuple(read(path) for path in sorted(SHIPPED.glob("*.toml")))


def _off_ranges(table: _YearTable, year: int) -> tuple[OffRange, ...]:
    named = [(f"off[{i}]", item) for i, item in enumerate(table.items("off"), start=1)]
    ranges = {key: _off_range(table, key, item, year) for key, item in named}
    ordered = sorted(ranges.items(), key=lambda pair: pair[1].first)
    for (_, before), (key, after) in pairwise(ordered):
        if after.first <= before.last:
            raise table.refuse(OVERLAP, key, day=after.first)
    return tuple(off for _, off in ordered)


def _off_range(table: _YearTable, key: str, item: object, year: int) -> OffRange:
    if not isinstance(item, dict):
        raise table.refuse(NOT_A_TABLE, key)
    inner = _YearTable(table.file, item, f"{key}.")
    inner.only("first", "last", "name", "name_en")
    first, last = (inner.day(end, item[end], year) for end in ("first", "last"))
    if last < first:
        raise table.refuse(BACKWARDS, key, first=first, last=last)
    return OffRange(first, last, inner.text("name"), inner.text("name_en"))


def _make_up(table: _YearTable, year: int, off: tuple[OffRange, ...]) -> tuple[date, ...]:
    days: list[date] = []
    for i, value in enumerate(table.items("make_up"), start=1):
        key = f"make_up[{i}]"
        day = table.day(key, value, year)
        if day in days:
            raise table.refuse(TWICE, key, day=day)
        if any(holiday.covers(day) for holiday in off):
            raise table.refuse(MADE_UP_OFF, key, day=day)
        if day.weekday() < 5:
            raise table.refuse(NOT_A_WEEKEND, key, day=day)
        days.append(day)
    return tuple(sorted(days))
