"""The date law: from a start and a limit to the due instant. Pure.

Sources: Civil Code 200-204 (counting, the day of the start, month ends, rest days, 24:00) and 1259; the
contract counts in minutes, hours, days, natural days, working days and months. One path makes number and explanation.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from tickets.datelaw.calendar import Calendar, out_of_range
from tickets.datelaw.counting import USUAL, Counting
from tickets.datelaw.narrator import Listener, Narrator
from tickets.datelaw.pauses import Break, breaks
from tickets.datelaw.types import ONE_DAY, ZONE, AlertTime, Due, PauseSpan, day_end, is_late, local
from tickets.errors import PolicyError
from tickets.policy.calendar_files import YEARS
from tickets.policy.types import MAX_LIMIT, Limit, Unit, Warn

__all__ = ["AlertTime", "Due", "PauseSpan", "aimed", "alert_times", "due", "due_by", "due_on", "is_late", "months_on"]

NOT_A_NUMBER = "A limit must be a number from 1 to %(most)s, not %(n)s."
#: The hour at which people are reminded of a day.
OFFICE_OPENS = time(9, tzinfo=ZONE)
SILENT = Listener()


def due(
    start: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[PauseSpan] = (), *, explain: bool = False
) -> Due:
    """When `limit` is over for a clock that starts at `start`.

    Minutes and hours pause and resume. Day limits leave out each day (working-day limits: each working day)
    that lies wholly inside a pause, and a period that would end inside a pause runs to the end of the day on
    which the pause ends. Backward limits know neither pauses nor a roll: `last_day` is the latest lawful day.

    `calendar` says how the contract is read (`Counting`). `explain` adds the steps. Raises PolicyError for a naive
    instant, a pause that ends before it begins, a limit that is no number from 1 to 10,000, and whatever leaves the
    years of the calendar.
    """
    here = local(start)
    if not 0 < limit.n <= MAX_LIMIT:
        raise PolicyError(NOT_A_NUMBER, n=limit.n, most=MAX_LIMIT)
    listener = Narrator(calendar, here, limit, pauses) if explain else SILENT
    if limit.unit.backward:
        return _backward(here, limit, calendar, listener)
    pieces = breaks(pauses, here) if pauses else []
    if limit.unit.elapsed:
        return _elapsed(here, limit, pieces, listener)
    return _days(here, limit, calendar, pieces, listener)


def due_on(
    last_day: date, start: datetime, calendar: Calendar, pauses: Sequence[PauseSpan] = (), *, explain: bool = False
) -> Due:
    """The due of a clock whose last day is itself given (as of `change.temporary_end`): no roll, never provisional.

    Days that lie wholly inside a pause are added to it. A last day that is over when the clock starts becomes
    the day of the start: nobody is late before the clock began.
    """
    if last_day.year not in YEARS:
        raise out_of_range()
    here = local(start)
    limit = Limit(max((last_day - here.date()).days, 0), Unit.NATURAL_DAY, roll=False)
    counted = calendar.read_by(USUAL)  # the day itself is given: no reading moves it
    listener = Narrator(counted, here, limit, pauses, given=last_day) if explain else SILENT
    pieces = breaks(pauses, here)
    nominal = _nominal(here.date(), limit, counted, pieces, listener)
    return _whole_days(here, limit, nominal, nominal, [], listener)


def due_by(
    last: datetime, start: datetime, calendar: Calendar, pauses: Sequence[PauseSpan] = (), *, explain: bool = False
) -> Due:
    """The due of a clock whose last instant on time is itself given (as of `restart.execute`, by its window's end).

    It pauses and resumes like minutes. An instant that is over when the clock starts becomes the start: nobody is late
    before the clock began. `limit` is what lay between the two, in whole minutes.
    """
    here, end = local(start), local(last)
    length = max(end - here, timedelta(0))
    limit = Limit(length // timedelta(minutes=1), Unit.MINUTE, roll=False)
    listener = Narrator(calendar, here, limit, pauses, given=end) if explain else SILENT
    at = _run(here, length, breaks(pauses, here), listener)
    if at.year not in YEARS:
        raise out_of_range()
    listener.ran_out(at)
    return Due(here, limit, None, None, at, at, at, provisional=False, steps=listener.steps)


def aimed(settled: Due, target: Limit | None, calendar: Calendar, pauses: Sequence[PauseSpan] = ()) -> Due:
    """`settled` with its internal target: when `target`, counted from the same start, is over; never after the due.
    None: the target is the due itself."""
    if target is None:
        return settled
    wished = due(settled.start, target, calendar, pauses).legal
    return replace(settled, target=min(wished, settled.legal))


def alert_times(
    due: Due, calendar: Calendar, warn: Warn, *, escalates: bool = False, pauses: Sequence[PauseSpan] = ()
) -> tuple[AlertTime, ...]:
    """When somebody is told, in order of time: the warnings of the plan, the breach, the authority's level.

    MINUTES: at 50 % and 80 % of the net running time. DAYS: 9:00 of the working day before the last day and 9:00 of
    the last day. LONG: half of the span, 9:00 of the fifth and of the first working day before the last day. RIGHT:
    9:00 of the 90th, 30th and 7th day before the last day. A limit in minutes or hours always follows MINUTES.
    Warnings that do not lie after the start are left out. `escalates` adds the authority's level: half the limit
    after the breach, for day limits one working day.
    """
    pieces = breaks(pauses, due.start)
    by_days = PLANS[warn]
    warnings = _by_running_time(due, pieces) if due.last_day is None else by_days(due, due.last_day, calendar)
    ahead = (moment for moment in warnings if moment.at > due.start)
    levels = [AlertTime("breach", due.legal)]
    if escalates:
        levels.append(AlertTime("authority", _authority_at(due, calendar, pauses)))
    return (*sorted(ahead, key=lambda moment: moment.at), *levels)


def months_on(day: date, n: int) -> date:
    """The day of the same number `n` months on (back, if negative), else the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _elapsed(here: datetime, limit: Limit, pieces: list[Break], listener: Listener) -> Due:
    at = _run(here, _length(limit), pieces, listener)
    if at.year not in YEARS:
        raise out_of_range()
    listener.ran_out(at)
    return Due(here, limit, None, None, at, at, at, provisional=False, steps=listener.steps)


def _run(start: datetime, length: timedelta, pieces: Iterable[Break], listener: Listener = SILENT) -> datetime:
    """The instant at which a clock started at `start` has run for `length`."""
    at = start + length
    for piece in pieces:
        if piece.start >= at:  # the clock had run out before this pause began
            break
        listener.stood_still(piece)
        at += piece.end - piece.start
    return at


def _length(limit: Limit) -> timedelta:
    return timedelta(minutes=limit.n) if limit.unit is Unit.MINUTE else timedelta(hours=limit.n)


def _days(here: datetime, limit: Limit, calendar: Calendar, pieces: list[Break], listener: Listener) -> Due:
    day = here.date()
    nominal = _nominal(day, limit, calendar, pieces, listener)
    last = _settled(nominal, calendar.moved, pieces, listener) if limit.roll else nominal
    assumed = calendar.assumed_years(*asked) if (asked := _asked(day + ONE_DAY, nominal, last, limit)) else []
    return _whole_days(here, limit, nominal, last, assumed, listener)


def _asked(first: date, nominal: date, last: date, limit: Limit) -> tuple[date, date] | None:
    """Of which days the calendar was asked: of each that working days count, else of those off which the last day
    rolls. What it was not asked cannot make a day provisional."""
    if limit.unit is Unit.WORKING_DAY:
        return first, last
    return (nominal, last) if limit.roll else None


def _backward(here: datetime, limit: Limit, calendar: Calendar, listener: Listener) -> Due:
    day = here.date()
    by_working_days = limit.unit is Unit.WORKING_DAY_BEFORE
    last = calendar.nth_working_day(day, -limit.n) if by_working_days else months_on(day, -limit.n)
    listener.counted(day, last)
    lawful = calendar.nth_working_day(last, -1) if _comes_forward(last, calendar) else last
    if lawful != last:
        listener.brought_forward(last, lawful)
    asked = by_working_days or calendar.counting.backward_earlier
    assumed = calendar.assumed_years(lawful, day - ONE_DAY if by_working_days else last) if asked else []
    return _whole_days(here, limit, last, lawful, assumed, listener)


def _comes_forward(last: date, calendar: Calendar) -> bool:
    return calendar.counting.backward_earlier and not calendar.is_working(last)


def _whole_days(here: datetime, limit: Limit, nominal: date, last: date, assumed: list[int], listener: Listener) -> Due:
    if last.year not in YEARS:
        raise out_of_range()
    legal = day_end(last)
    unrolled = legal if nominal == last else day_end(nominal)
    listener.ended(nominal, last, assumed)
    return Due(here, limit, nominal, last, unrolled, legal, legal, bool(assumed), listener.steps)


def _nominal(day: date, limit: Limit, calendar: Calendar, pieces: list[Break], listener: Listener) -> date:
    """The last day before any roll: the count, then what the pauses add to it."""
    working = limit.unit is Unit.WORKING_DAY
    further = calendar.nth_working_day if working else _days_on
    before = day - ONE_DAY if calendar.counting.start_day_counted else day
    last = _months(day, limit.n, calendar.counting) if limit.unit is Unit.MONTH else further(before, limit.n)
    listener.counted(day, last)
    if not pieces:
        return last
    for piece in pieces:
        first = piece.first_day(before)
        if first > last:
            break
        left_out = _left_out(first, piece.last_day, calendar, working=working)
        moved = further(last, left_out)
        listener.left_out(piece, left_out, last, moved)
        last = moved
    return _settled(last, calendar.roll, pieces, listener) if working else _released(last, pieces, listener)


def _months(day: date, n: int, counting: Counting) -> date:
    """The corresponding day (Civil Code 202), from the base that the contract is read to have (Q2, Q4)."""
    last = months_on(day + ONE_DAY if counting.months_from_next_day else day, n)
    return last - ONE_DAY if counting.start_day_counted else last


def _left_out(first: date, last: date, calendar: Calendar, *, working: bool) -> int:
    """How many days that would count lie from `first` to `last`."""
    if last < first:
        return 0
    return calendar.working_days_between(first - ONE_DAY, last) if working else (last - first).days + 1


def _settled(day: date, moved: Callable[[date], date], pieces: list[Break], listener: Listener) -> date:
    """`day`, moved off rest days and out of pauses until it is neither."""
    while True:
        rolled = moved(day)
        if rolled != day:
            listener.rolled(day, rolled)
        free = _released(rolled, pieces, listener) if pieces else rolled
        if free == rolled:
            return free
        day = free


def _released(day: date, pieces: list[Break], listener: Listener) -> date:
    """`day`, or the day on which the pause that catches it ends; merged pauses come in order."""
    for piece in pieces:
        if piece.catches(day):
            listener.caught(day, piece)
            day = piece.end.date()
    return day


def _days_on(day: date, n: int) -> date:
    return day + timedelta(days=n)


def _by_running_time(due: Due, pieces: list[Break]) -> list[AlertTime]:
    length = _length(due.limit)
    return [AlertTime(level, _run(due.start, length * percent / 100, pieces)) for level, percent in SHARES]


def _by_span(due: Due, _last: date, _calendar: Calendar) -> list[AlertTime]:
    return [AlertTime(level, _part(due, percent)) for level, percent in SHARES]


def _by_last_day(_due: Due, last: date, calendar: Calendar) -> list[AlertTime]:
    return [_reminder("one_day", calendar.nth_working_day(last, -1)), _reminder("last_day", last)]


def _by_long_sight(due: Due, last: date, calendar: Calendar) -> list[AlertTime]:
    days = [_reminder(level, calendar.nth_working_day(last, -n)) for level, n in (("five_days", 5), ("one_day", 1))]
    return [AlertTime("half", _part(due, 50)), *days]


def _by_days_left(_due: Due, last: date, _calendar: Calendar) -> list[AlertTime]:
    return [_reminder(level, _days_on(last, -n)) for level, n in DAYS_LEFT]


SHARES = (("half", 50), ("eighty", 80))
DAYS_LEFT = (("ninety_days", 90), ("thirty_days", 30), ("seven_days", 7))
PLANS = {
    Warn.MINUTES: _by_span,
    Warn.DAYS: _by_last_day,
    Warn.LONG: _by_long_sight,
    Warn.RIGHT: _by_days_left,
}


def _part(due: Due, percent: int) -> datetime:
    return due.start + (due.legal - due.start) * percent / 100


def _reminder(level: str, day: date) -> AlertTime:
    return AlertTime(level, datetime.combine(day, OFFICE_OPENS))


def _authority_at(due: Due, calendar: Calendar, pauses: Sequence[PauseSpan]) -> datetime:
    if due.last_day is None:
        return _run(due.legal, _length(due.limit) / 2, breaks(pauses, due.legal))
    return day_end(calendar.nth_working_day(due.last_day, 1))
