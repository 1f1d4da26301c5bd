"""What a year's calendar says in sum, and what is odd about it though it is lawful: to be read beside the notice. Pure.

A day typed wrong, or the exclusive end of an .ics file taken for the last day, mostly shows in the balance: the working
days that are given off, less the weekend days that are worked for them, are the holidays by law.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tickets.policy.calendar_files import AnnouncedYear, OffRange
from tickets.policy.types import Problem

#: Holidays by law (全国年节及纪念日放假办法), before and since the change of 2025.
BY_LAW, BY_LAW_SINCE_2025, CHANGED = 11, 13, 2025
#: Name -> the months in which it may lie. Those of the solar calendar have a day beside them.
MONTHS = {"元旦": (1,), "春节": (1, 2), "清明": (4,), "劳动": (5,), "端午": (5, 6), "中秋": (9, 10), "国庆": (10,)}
FIXED = {"元旦": (1, 1), "劳动": (5, 1), "国庆": (10, 1)}
#: A weekend day is worked so near to the days off that it makes up for.
NEAR = timedelta(days=21)

SUM = "%(year)s: %(off)s days off, %(made_up)s weekend days worked."
OFF = "Off: %(name)s, %(days)s"
WORKED = "Worked: %(day)s"
NO_FESTIVAL = "“%(name)s” is not among the days off."
OTHER_MONTH = "“%(name)s” lies from %(first)s to %(last)s, not in its usual month."
NOT_THE_DAY = "“%(name)s” does not take in %(day)s."
FAR_AWAY = "%(day)s is worked, but no days off lie near it."
OUT_OF_BALANCE = "Working days off less weekend days worked are %(balance)s; by law there are %(law)s holidays."


def days_off(year: AnnouncedYear) -> int:
    return sum((off.last - off.first).days + 1 for off in year.off)


def oddities(year: AnnouncedYear) -> list[Problem]:
    """One for each thing that a proof-reader should look at again."""
    return [*_festivals(year), *_far(year), *_balance(year)]


def _festivals(year: AnnouncedYear) -> Iterator[Problem]:
    for name, months in MONTHS.items():
        found = [off for off in year.off if name in off.name]
        if not found:
            yield Problem("off", NO_FESTIVAL, {"name": name})
        for off in found:
            yield from _placed(name, off, months, year.year)


def _placed(name: str, off: OffRange, months: tuple[int, ...], year: int) -> Iterator[Problem]:
    if {off.first.month, off.last.month}.isdisjoint(months):
        yield Problem("off", OTHER_MONTH, {"name": off.name, "first": off.first, "last": off.last})
    elif name in FIXED and not off.covers(day := date(year, *FIXED[name])):
        yield Problem("off", NOT_THE_DAY, {"name": off.name, "day": day})


def _far(year: AnnouncedYear) -> Iterator[Problem]:
    for day in year.make_up:
        if not any(off.first - NEAR <= day <= off.last + NEAR for off in year.off):
            yield Problem("make_up", FAR_AWAY, {"day": day})


def _balance(year: AnnouncedYear) -> Iterator[Problem]:
    days = (off.first + timedelta(days=n) for off in year.off for n in range((off.last - off.first).days + 1))
    balance = sum(day.weekday() < 5 for day in days) - len(year.make_up)
    law = BY_LAW_SINCE_2025 if year.year >= CHANGED else BY_LAW
    if balance != law:
        yield Problem("off", OUT_OF_BALANCE, {"balance": balance, "law": law})
