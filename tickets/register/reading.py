"""How the contract's and the calendar's rows are read."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache, lru_cache

from tickets.datelaw.calendar import Calendar
from tickets.datelaw.counting import SWITCHES, Counting
from tickets.lifecycle.known import KNOWN
from tickets.models import CalendarYear, Clause, Contract, Interpretation
from tickets.policy import calendar_files
from tickets.policy.known import Needs
from tickets.prepared import SOME_ID, Prepared

#: The table of a contract's file on which a kind may run beside duties and parameters.
SCORE_SHEET = "score_sheet"
#: What the sides agree on or do not: a contract without it lacks nothing, and its kind is not offered (N19).
AGREED = frozenset({SCORE_SHEET})


def calendar() -> Calendar:
    """The calendar that counts now: the years shipped with the code, and those loaded over them.

    One query; built once for each state of the table.
    """
    return _built(tuple(CalendarYear.objects.order_by("id").values_list("id", "year", "version", "loaded_at")))


def calendar_with(year: calendar_files.AnnouncedYear) -> Calendar:
    """The calendar that would count if this year were loaded."""
    return Calendar((counted() | {year.year: year}).values())


@lru_cache(maxsize=32)
def calendar_as(version: str) -> Calendar:
    """The calendar by which a clock was reckoned ("2025.1+2026.1"), whatever has been announced or read since."""
    named = set(version.partition("/")[0].split("+"))
    rows = [row for row in CalendarYear.objects.all() if str(row) in named]
    loaded = {str(row): calendar_files.parse(row.terms, file=str(row)) for row in rows}
    years = loaded | {str(year): year for year in calendar_files.shipped() if str(year) in named}
    return Calendar(years.values()).read_as_in(version)


def clauses(contract: Contract) -> Mapping[str, Clause]:
    """The clauses now in force, by code. One query; each is made when it is looked up."""
    return _in_force().by("code", Clause, [contract.pk])


@cache
def _in_force() -> Prepared:
    """Of one contract."""
    return Prepared.of(Clause.objects.filter(contract=SOME_ID, current=True))


def readings(contract: Contract) -> dict[str, int | str]:
    """What the contract answers, by the key that rules look up: a number ("go_live.trial_days") or a word.
    One that was loaded before a question was asked does not answer it: `Parameter.otherwise`, `Switch.otherwise`."""
    found = ((key, json.loads(value)) for key, value in _answers().ask(ids=[contract.pk]) if value is not None)
    return {key: value for key, value in found if value is not None}


@cache
def _answers() -> Prepared:
    """Of one contract: (key, the answer as JSON)."""
    given = Interpretation.objects.filter(contract=SOME_ID).exclude(key="")
    return Prepared.of(given.order_by().values_list("key", "value"))


def calendar_of(contract: Contract, days: Calendar | None = None) -> Calendar:
    """The calendar that counts now (`days`, where it was read), as this contract reads what it leaves open."""
    return (days or calendar()).read_by(_counting(contract.pk, contract.digest))


@lru_cache(maxsize=256)
def _counting(contract: int, _digest: str) -> Counting:
    """Terms that read otherwise have another digest."""
    asked = [switch.key for switch in SWITCHES]
    rows = Interpretation.objects.filter(contract=contract, key__in=asked)
    return Counting.of(dict(rows.values_list("key", "value")))


def missing(contracts: Iterable[Contract]) -> dict[int, dict[str, tuple[str, ...]]]:
    """Contract id -> each kind that it declares and this code has -> what it lacks of the duties and parameters on
    which the kind runs, and of the score sheet. Where nothing is lacking the kind may be opened: `unlimited` tells what
    may. One query."""
    return {
        pk: {kind: tuple(sorted((needs.duties - needs.later | needs.indispensable | _sheet(needs)) - given))
             for kind, needs in asked}
        for pk, asked, given in _asked_and_given(contracts)
    }  # fmt: skip


def _sheet(needs: Needs) -> frozenset[str]:
    return frozenset({SCORE_SHEET} if needs.sheet else ())


def unlimited(contracts: Iterable[Contract]) -> dict[int, tuple[str, ...]]:
    """Contract id -> the duties of its kinds that this release asks for and the one that loaded it did not: until its
    file is loaded again tickets under it run without these clocks. One query."""
    return {
        pk: tuple(sorted({duty for _kind, needs in asked for duty in needs.later} - given))
        for pk, asked, given in _asked_and_given(contracts)
    }


def _asked_and_given(contracts: Iterable[Contract]) -> Iterator[tuple[int, list[tuple[str, Needs]], set[str]]]:
    """For each contract what its kinds ask for, and the names of the duties and parameters that it gives."""
    found = {contract.pk: contract for contract in contracts}
    duties = Clause.objects.filter(contract__in=found, current=True).values_list("contract", "code")
    parameters = Interpretation.objects.filter(contract__in=found).exclude(key="").order_by()
    given: dict[int, set[str]] = defaultdict(set)
    for pk, name in duties.union(parameters.values_list("contract", "key")):
        given[pk].add(name)
    for pk, contract in found.items():
        if contract.score_sheet is not None:
            given[pk].add(SCORE_SHEET)
        yield pk, [(kind, needs) for kind, needs in KNOWN.kinds.items() if kind in contract.kinds], given[pk]


@lru_cache(maxsize=8)
def _built(stamp: tuple[tuple[int, int, int, datetime], ...]) -> Calendar:
    """`stamp`: id, year, version and instant of loading of every row."""
    return Calendar(_years(each[0] for each in stamp).values())


def counted() -> dict[int, calendar_files.AnnouncedYear]:
    """The announced years that count now, by year."""
    return _years(CalendarYear.objects.values_list("id", flat=True))


def _years(ids: Iterable[int]) -> dict[int, calendar_files.AnnouncedYear]:
    """Each year in its newest version, of those shipped and those in the rows."""
    newest = {each.year: each for each in calendar_files.shipped()}
    for row in CalendarYear.objects.filter(id__in=tuple(ids)).order_by("year", "version"):
        if row.year not in newest or row.version >= newest[row.year].version:
            newest[row.year] = calendar_files.parse(row.terms, file=str(row))
    return newest
