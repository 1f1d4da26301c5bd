"""The reasoning beside the arithmetic, as steps. Pure: message ids and raw values; `explain` words them.

`reckoning` reports each turn to a `Listener`, which keeps nothing, or to a `Narrator`, which writes down what a careful
person would say, with the festivals, notices and articles it rests on.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from tickets.datelaw.calendar import Calendar
from tickets.datelaw.pauses import Break
from tickets.datelaw.types import ONE_DAY, PauseSpan, ReckoningStep, local
from tickets.policy.calendar_files import OffRange
from tickets.policy.types import Limit, Unit

RUNS = "The clock runs from %(start)s on, nights and rest days included (Civil Code 201)."
STARTS = "The period starts on %(start)s. The day of the start is not counted (Civil Code 201)."
STARTS_COUNTED = "The period starts on %(start)s. The day of the start is counted, as this contract is read."
STARTS_BACKWARD = "Counted backward from %(start)s. That day is not counted (by analogy with Civil Code 201)."
GIVEN = "The last day is set: %(day)s. It is not moved by rest days."
GIVEN_OVER = "The last day set, %(day)s, is over when the clock starts: the day of the start takes its place."
GIVEN_INSTANT = "The last instant is set: %(at)s. Only pauses move it."
GIVEN_INSTANT_OVER = "The instant set, %(at)s, is over when the clock starts: the start takes its place."
EVERY_DAY = "Every day counts, rest days included, from %(first)s on."
WORKING_DAYS = "Only working days count, from %(first)s on; Saturdays and Sundays do not, unless made up for."
FESTIVAL = "Not counted: %(days)s, %(festival)s (%(notice)s)."
MADE_UP = "Counted: %(day)s, a weekend day made up as a working day (%(notice)s)."
NTH_DAY = "Day %(n)s is %(day)s."
NTH_WORKING_DAY = "Working day %(n)s is %(day)s."
SAME_NUMBER = "%(limit)s on, the day of the same number is %(day)s (Civil Code 202)."
MONTH_END = "%(limit)s on, the month has no day %(number)s; its last day counts: %(day)s (Civil Code 202)."
READ_MONTHS = "%(limit)s counted from %(base)s, as this contract is read, end on %(day)s (Civil Code 202, 204)."
BACK_SAME_NUMBER = "%(limit)s: the latest lawful day is the day of the same number, %(day)s (Civil Code 202)."
BACK_MONTH_END = (
    "%(limit)s: the month has no day %(number)s; the latest lawful day is its last, %(day)s (Civil Code 202)."
)
BACK_WORKING_DAY = "Counting working days backward, number %(n)s is %(day)s, the latest lawful day."
BACK_REST_DAY = "%(day)s is a rest day. A backward limit never moves later; the working day before is %(before)s."
BROUGHT_FORWARD = (
    "%(day)s is a rest day: as this contract is read, the latest lawful day is the working day before, %(to)s."
)
STOOD_STILL = "Paused from %(start)s to %(end)s: %(time)s not counted."
LEFT_OUT = "Paused from %(start)s to %(end)s. Whole days not counted: %(n)s. The last day is now %(day)s."
LEFT_OUT_WORKING = (
    "Paused from %(start)s to %(end)s. Whole working days not counted: %(n)s. The last day is now %(day)s."
)
NOTHING_LEFT_OUT = "Paused from %(start)s to %(end)s: no day that counts lies wholly inside."
CAUGHT = "24:00 of %(day)s falls inside the pause that ends at %(end)s: the period runs to the end of %(to)s."
OPEN_PAUSE = "The pause that began at %(start)s has not ended and is not reckoned yet: the due will move."
NO_PAUSES = "A limit that is counted backward is not lengthened by pauses."
ROLLED_FESTIVAL = (
    "%(day)s lies in the days off of %(festival)s, %(days)s (%(notice)s): "
    "the last day moves to the next working day, %(to)s (Civil Code 203)."
)
ROLLED_REST_DAY = "%(day)s is a rest day: the last day moves to the next working day, %(to)s (Civil Code 203)."
ROLLED_STATUTORY = (
    "%(day)s is a statutory holiday: the last day moves to the day after the holiday, %(to)s (Civil Code 203). "
    "Plain weekends do not move it, as this contract is read."
)
WEEKEND_STAYS = "%(day)s is a plain weekend day: the last day stays, as this contract is read."
NOT_ROLLED = "%(day)s is a rest day, but this limit does not move for rest days."
NOT_A_REST_DAY = "%(day)s is a weekend day made up as a working day (%(notice)s): the last day stays."
PROVISIONAL = (
    "No holiday notice of the State Council is loaded for %(year)s: only Saturdays, Sundays and 1 January "
    "are taken as rest days there. The date is provisional and will be worked out again when it is loaded."
)
DUE_DAY = "Due by 24:00 of %(day)s; 00:00 of %(next)s is already late."
DUE_GIVEN = "Due at %(due)s. This instant is on time, any later one is not."
DUE_INSTANT = "%(limit)s of running time end at %(due)s. This instant is on time, any later one is not."


class Days(NamedTuple):
    """A stretch of days, both ends included, to be worded as one."""

    first: date
    last: date


class Listener:
    """Hears each turn of the arithmetic and keeps nothing."""

    steps: tuple[ReckoningStep, ...] = ()

    def counted(self, start: date, last: date) -> None: ...  # the bare count from the day of the start
    def left_out(self, piece: Break, n: int, last: date, moved: date) -> None: ...  # `n` days of a pause do not count
    def stood_still(self, piece: Break) -> None: ...  # an elapsed clock, for a pause
    def caught(self, day: date, piece: Break) -> None: ...  # the end of `day` falls into a pause
    def rolled(self, day: date, to: date) -> None: ...  # a rest day moved the last day
    def brought_forward(self, day: date, to: date) -> None: ...  # a backward limit, off a rest day
    def ran_out(self, at: datetime) -> None: ...  # an elapsed clock
    def ended(self, nominal: date, last: date, assumed: list[int]) -> None: ...  # a day clock; years without a notice


class Narrator(Listener):
    """Writes each turn down as steps."""

    def __init__(
        self, calendar: Calendar, start: datetime, limit: Limit, pauses: Iterable[PauseSpan], given: date | None = None
    ) -> None:
        self.calendar, self.limit, self.given = calendar, limit, given
        self._opening(start, tuple(pauses))

    def counted(self, start: date, last: date) -> None:
        if self.given is not None:
            self._write(GIVEN if self.given >= start else GIVEN_OVER, day=self.given)
        elif self.limit.unit is Unit.WORKING_DAY:
            self._write(WORKING_DAYS, first=self._first(start))
            self._passed(self._first(start), last)
            self._write(NTH_WORKING_DAY, n=self.limit.n, day=last)
        elif self.limit.unit is Unit.WORKING_DAY_BEFORE:
            self._passed(last, start - ONE_DAY)
            self._write(BACK_WORKING_DAY, n=self.limit.n, day=last)
        elif self.limit.unit in (Unit.MONTH, Unit.MONTH_BEFORE):
            self._months(start, last)
        else:
            self._write(EVERY_DAY, first=self._first(start))
            self._write(NTH_DAY, n=self.limit.n, day=last)

    def left_out(self, piece: Break, n: int, last: date, moved: date) -> None:
        if not n:
            self._write(NOTHING_LEFT_OUT, start=piece.start, end=piece.end)
            return
        working = self.limit.unit is Unit.WORKING_DAY
        if working:
            self._passed(last + ONE_DAY, moved)
        self._write(LEFT_OUT_WORKING if working else LEFT_OUT, start=piece.start, end=piece.end, n=n, day=moved)

    def stood_still(self, piece: Break) -> None:
        self._write(STOOD_STILL, start=piece.start, end=piece.end, time=piece.end - piece.start)

    def caught(self, day: date, piece: Break) -> None:
        self._write(CAUGHT, day=day, end=piece.end, to=piece.end.date())

    def _first(self, start: date) -> date:
        """The first day that counts."""
        return start if self.calendar.counting.start_day_counted else start + ONE_DAY

    def brought_forward(self, day: date, to: date) -> None:
        self._write(BROUGHT_FORWARD, day=day, to=to)

    def rolled(self, day: date, to: date) -> None:
        if self.calendar.counting.weekends_stay and self.limit.unit is not Unit.WORKING_DAY:
            self._write(ROLLED_STATUTORY, day=day, to=to)
            return
        off = self.calendar.festival(day)
        told = self._off(off) if off else {}
        self._write(ROLLED_FESTIVAL if off else ROLLED_REST_DAY, day=day, to=to, **told)

    def ran_out(self, at: datetime) -> None:
        if isinstance(self.given, datetime):
            self._write(DUE_GIVEN, due=at)
        else:
            self._write(DUE_INSTANT, limit=self.limit, due=at)

    def ended(self, nominal: date, last: date, assumed: list[int]) -> None:
        if nominal == last and self.limit.unit not in (Unit.WORKING_DAY, Unit.WORKING_DAY_BEFORE):
            self._unmoved(last)
        for year in assumed:
            self._write(PROVISIONAL, year=year)
        self._write(DUE_DAY, day=last, next=last + ONE_DAY)

    def _opening(self, start: datetime, pauses: Iterable[PauseSpan]) -> None:
        unit, given = self.limit.unit, self.given
        counted = STARTS_COUNTED if self.calendar.counting.start_day_counted and given is None else STARTS
        self._write(RUNS if unit.elapsed else STARTS_BACKWARD if unit.backward else counted, start=start)
        if isinstance(given, datetime):
            self._write(GIVEN_INSTANT if given >= start else GIVEN_INSTANT_OVER, at=given)
        if unit.backward and pauses:
            self._write(NO_PAUSES)
            return
        for pause in pauses:
            if pause.end is None:
                self._write(OPEN_PAUSE, start=local(pause.start))

    def _months(self, start: date, last: date) -> None:
        counting = self.calendar.counting
        if not self.limit.unit.backward and (counting.months_from_next_day or counting.start_day_counted):
            base = start + ONE_DAY if counting.months_from_next_day else start
            self._write(READ_MONTHS, limit=self.limit, base=base, day=last)
            return
        same, month_end = SAME_NUMBER, MONTH_END
        if self.limit.unit.backward:
            same, month_end = BACK_SAME_NUMBER, BACK_MONTH_END
        if start.day == last.day:
            self._write(same, limit=self.limit, day=last)
        else:
            self._write(month_end, limit=self.limit, day=last, number=start.day)

    def _passed(self, first: date, last: date) -> None:
        """The festivals that were passed over and the made-up days that were counted, in order of time."""
        told = {off.first: ReckoningStep(FESTIVAL, self._off(off)) for off in self.calendar.festivals(first, last)}
        for day in self.calendar.make_up_days(first, last):
            told[day] = ReckoningStep(MADE_UP, {"day": day, "notice": self.calendar.notice(day)})
        self.steps += tuple(told[day] for day in sorted(told))

    def _unmoved(self, day: date) -> None:
        if self.calendar.is_working(day):
            if day.weekday() >= 5 and self.limit.roll:
                self._write(NOT_A_REST_DAY, day=day, notice=self.calendar.notice(day))
        elif self.limit.unit.backward:
            self._write(BACK_REST_DAY, day=day, before=self.calendar.nth_working_day(day, -1))
        elif self.given is None:
            self._write(WEEKEND_STAYS if self.limit.roll else NOT_ROLLED, day=day)

    def _off(self, off: OffRange) -> dict[str, object]:
        return {"days": Days(off.first, off.last), "festival": off, "notice": self.calendar.notice(off.first)}

    def _write(self, msgid: str, **params: object) -> None:
        self.steps += (ReckoningStep(msgid, params),)
