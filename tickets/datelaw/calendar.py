"""The working calendar: which days people work, by table look-up. Pure.

A year that the State Council has announced is taken from its notice. Every other year is assumed: Saturdays,
Sundays and 1 January are rest days and nothing else is known. What rests on an assumed year is provisional.
"""

from array import array
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, compress

from tickets.datelaw.counting import USUAL, Counting
from tickets.errors import PolicyError
from tickets.policy import calendar_files
from tickets.policy.calendar_files import YEARS, AnnouncedYear, OffRange

#: Proleptic ordinals of the first day of the tables and of the day after the last.
START = date(YEARS[0], 1, 1).toordinal()
END = date(YEARS[-1] + 1, 1, 1).toordinal()

OUT_OF_RANGE = "Dates can be worked out for the years %(first)s to %(last)s only."
YEAR_TWICE = "The year %(year)s is in the calendar twice."


def out_of_range() -> PolicyError:
    """The refusal of a day, an instant or a limit that leaves the years of the calendar."""
    return PolicyError(OUT_OF_RANGE, first=YEARS[0], last=YEARS[-1])


class Calendar:
    """Immutable. `version`, such as "2025.1+2026.1", names the years that it was made of, and behind a “/” the marks of
    the readings by which a contract counts otherwise than usual ("2025.1+2026.1/w").

    `_works[i]` is 1 if day START + i is a working day, `_upto[i]` how many there are up to and including it,
    `_days[k]` the ordinal of the k-th working day: any n-th working day is two look-ups.
    """

    __slots__ = ("_days", "_upto", "_works", "_years", "counting", "years")

    def __init__(self, years: Iterable[AnnouncedYear]) -> None:
        ordered = sorted(years, key=lambda year: year.year)
        self._years = {year.year: year for year in ordered}
        for year in ordered:
            if self._years[year.year] is not year:
                raise PolicyError(YEAR_TWICE, year=year.year)
        self.years = "+".join(map(str, ordered))
        self.counting = USUAL
        self._works = _works(self._years)
        self._upto = array("l", accumulate(self._works))
        self._days = array("l", compress(range(START, END), self._works))

    @property
    def version(self) -> str:
        return f"{self.years}/{self.counting.marks}" if self.counting.marks else self.years

    @property
    def notices(self) -> list[AnnouncedYear]:
        """The years that it was made of, each with the notice that announced it."""
        return list(self._years.values())

    def read_by(self, counting: Counting) -> "Calendar":
        """The same days, counted as one contract reads them."""
        if counting == self.counting:
            return self
        other = copy(self)
        other.counting = counting
        return other

    def read_as_in(self, version: str) -> "Calendar":
        """The same days under the readings that `version` names: what has begun keeps them. "" keeps those of now."""
        return self.read_by(Counting.marked(version.partition("/")[2])) if version else self

    def is_working(self, day: date) -> bool:
        return self._works[_index(day)] == 1

    def announced(self, day: date) -> bool:
        """The State Council's notice for the year of `day` is loaded."""
        return day.year in self._years

    def assumed_years(self, first: date, last: date) -> list[int]:
        """The years from `first` to `last` for which no notice is loaded."""
        return [year for year in range(first.year, last.year + 1) if year not in self._years]

    def notice(self, day: date) -> str:
        """Number of the notice for the year of `day`; "" if the year is not announced."""
        return self._years[day.year].source if day.year in self._years else ""

    def nth_working_day(self, day: date, n: int) -> date:
        """The n-th working day after `day` (n > 0) or before it (n < 0); for 0 as `roll`."""
        index = _index(day)
        before = self._upto[index] - self._works[index]
        place = before + n if n <= 0 else self._upto[index] + n - 1
        if not 0 <= place < len(self._days):
            raise out_of_range()
        return date.fromordinal(self._days[place])

    def roll(self, day: date) -> date:
        """`day`, or the next working day if it is a rest day (Civil Code 203)."""
        return day if self._works[_index(day)] else self.nth_working_day(day, 1)

    def moved(self, day: date) -> date:
        """`day`, or where a last day on it moves to (Civil Code 203): off every rest day, or off statutory holidays
        alone, as the contract is read (Q1)."""
        if not self.counting.weekends_stay:
            return self.roll(day)
        while self._statutory(day):
            day += timedelta(days=1)
        return day

    def _statutory(self, day: date) -> bool:
        if not self.announced(day):
            return (day.month, day.day) == (1, 1)
        return self.festival(day) is not None

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative if `last` comes first."""
        return self._upto[_index(last)] - self._upto[_index(first)]

    def festival(self, day: date) -> OffRange | None:
        """The announced days off that `day` belongs to; None for a plain weekend or an assumed year."""
        return next(iter(self.festivals(day, day)), None)

    def festivals(self, first: date, last: date) -> list[OffRange]:
        """The announced days off that touch `first` to `last`."""
        return [off for year in self._among(first, last) for off in year.off if off.first <= last and off.last >= first]

    def make_up_days(self, first: date, last: date) -> list[date]:
        """The weekend days from `first` to `last` on which people work."""
        return [day for year in self._among(first, last) for day in year.make_up if first <= day <= last]

    def _among(self, first: date, last: date) -> list[AnnouncedYear]:
        return [year for number, year in self._years.items() if first.year <= number <= last.year]


@cache
def shipped() -> Calendar:
    """The calendar of the years that come with the source."""
    return Calendar(calendar_files.shipped())


def _index(day: date) -> int:
    index = day.toordinal() - START
    if not 0 <= index < END - START:
        raise out_of_range()
    return index


def _works(years: Mapping[int, AnnouncedYear]) -> bytearray:
    works = bytearray(0 < day % 7 < 6 for day in range(START, END))  # the ordinal of a Monday leaves 1
    for number in set(YEARS) - years.keys():
        works[date(number, 1, 1).toordinal() - START] = 0  # the one rest day that is sure without a notice
    for year in years.values():
        for off in year.off:
            first, after = off.first.toordinal() - START, off.last.toordinal() + 1 - START
            works[first:after] = bytes(after - first)
        for day in year.make_up:
            works[day.toordinal() - START] = 1
    return works
