"""Three thousand seeded cases against a second reckoning that walks by days, hours and minutes.

It shares nothing with the date law but the question: its rest days are written out here, and it knows no
tables, no merging and no formulas, only "does this hour lie in a pause?".
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest

from tests.datelaw.dates import CALENDAR
from tickets.datelaw.reckoning import PauseSpan, due
from tickets.datelaw.types import ZONE
from tickets.policy.types import Limit, Unit

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
OFF = """
    2025-01-01/2025-01-01 2025-01-28/2025-02-04 2025-04-04/2025-04-06 2025-05-01/2025-05-05
    2025-05-31/2025-06-02 2025-10-01/2025-10-08 2026-01-01/2026-01-03 2026-02-15/2026-02-23
    2026-04-04/2026-04-06 2026-05-01/2026-05-05 2026-06-19/2026-06-21 2026-09-25/2026-09-27
    2026-10-01/2026-10-07
"""
MADE_UP = """
    2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
    2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
"""
RANGES = [tuple(date.fromisoformat(end) for end in text.split("/")) for text in OFF.split()]
WORKED = [date.fromisoformat(text) for text in MADE_UP.split()]
SEED, CASES, BATCHES = 20251010, 3_000, 30

Stretches = list[tuple[datetime, datetime]]


#: The years of the days that the naive reckoning asked about.
ASKED: set[int] = set()


def rests(day: date) -> bool:
    ASKED.add(day.year)
    if day in WORKED:
        return False
    if any(first <= day <= last for first, last in RANGES):
        return True
    return day.isoweekday() > 5 or (day.month, day.day) == (1, 1)


def covered(moment: datetime, length: timedelta, pauses: Stretches) -> bool:
    return any(start <= moment and moment + length <= end for start, end in pauses)


def opening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def wholly_paused(day: date, pauses: Stretches) -> bool:
    return all(covered(opening(day) + n * HOUR, HOUR, pauses) for n in range(24))


def let_go(day: date, pauses: Stretches) -> date:
    """If the day ends inside a pause, the day of the first hour outside it."""
    end = opening(day + DAY)
    inside = covered(end - HOUR, HOUR, pauses) and covered(end, HOUR, pauses)
    if not inside and not wholly_paused(day, pauses):
        return day
    while covered(end, HOUR, pauses):
        end += HOUR
    return end.date()


def months_on(day: date, n: int) -> date:
    year, month = day.year, day.month
    for _ in range(abs(n)):
        month += 1 if n > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


def walk(start: date, n: int, counts: Callable[[date], bool], step: timedelta = DAY) -> date:
    day = start
    while n:
        day += step
        if counts(day):
            n -= 1
    return day


def naive_days(start: datetime, limit: Limit, pauses: Stretches) -> date:
    day = start.date()
    if limit.unit is Unit.MONTH_BEFORE:
        return months_on(day, -limit.n)
    if limit.unit is Unit.WORKING_DAY_BEFORE:
        return walk(day, limit.n, lambda each: not rests(each), -DAY)
    working = limit.unit is Unit.WORKING_DAY
    n = (months_on(day, limit.n) - day).days if limit.unit is Unit.MONTH else limit.n
    last = walk(day, n, lambda each: not (working and rests(each)) and not wholly_paused(each, pauses))
    last = let_go(last, pauses)
    while limit.roll or working:
        moved = last
        while rests(moved):
            moved += DAY
        moved = let_go(moved, pauses)
        if moved == last:
            break
        last = moved
    return last


def naive_elapsed(start: datetime, limit: Limit, pauses: Stretches) -> datetime:
    left = limit.n * (60 if limit.unit is Unit.HOUR else 1)
    moment = start
    while left:
        if not covered(moment, MINUTE, pauses):
            left -= 1
        moment += MINUTE
    return moment


def stretches(chance: random.Random, start: datetime, span: timedelta, grain: timedelta) -> Iterator[PauseSpan]:
    """Up to three pauses, overlapping or not, on the grain by which the second reckoning walks."""
    on_grain = start.replace(minute=0) if grain == HOUR else start
    moment = on_grain - span // 10 // grain * grain
    for _ in range(chance.choice((0, 0, 1, 2, 3))):
        moment += grain * chance.randint(1, max(2, span // grain // 2))
        end = moment + grain * chance.randint(1, max(2, span // grain))
        if chance.random() < 0.3 and grain == HOUR:  # on the stroke of midnight, where mistakes are made
            moment, end = moment.replace(hour=0), end.replace(hour=0)
        if moment < end:
            yield PauseSpan(moment, end)


def draw(chance: random.Random) -> tuple[datetime, Limit, list[PauseSpan]]:
    start = datetime(2024, 11, 1, tzinfo=ZONE) + MINUTE * chance.randrange(60 * 24 * 900)
    unit = chance.choice(list(Unit))
    most = {Unit.MINUTE: 90, Unit.HOUR: 72, Unit.MONTH: 14, Unit.MONTH_BEFORE: 14}.get(unit, 40)
    limit = Limit(chance.randint(1, most), unit, roll=not unit.backward and chance.random() < 0.8)
    if unit.elapsed:
        return start, limit, list(stretches(chance, start, timedelta(hours=2), MINUTE))
    return start, limit, list(stretches(chance, start, timedelta(days=6), HOUR))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_second_reckoning_agrees(batch: int) -> None:
    chance = random.Random(SEED + batch)
    for _ in range(CASES // BATCHES):
        start, limit, pauses = draw(chance)
        pieces = [(pause.start, pause.end) for pause in pauses if pause.end]
        answer = due(start, limit, CALENDAR, pauses)
        ASKED.clear()
        if limit.unit.elapsed:
            expected, provisional = naive_elapsed(start, limit, pieces), False
        else:
            last = naive_days(start, limit, pieces)
            expected = opening(last + DAY)
            provisional = not {2025, 2026} >= ASKED
        assert (answer.legal, answer.provisional) == (expected, provisional), (start, limit, pauses)
