"""What the date law takes and gives: pauses, dues, steps, alert times. Pure; every instant is aware."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tickets.datelaw.calendar import out_of_range
from tickets.errors import PolicyError
from tickets.policy.calendar_files import YEARS
from tickets.policy.types import Limit, Unit

#: The zone of the law. +08:00 throughout the years of the calendar.
ZONE = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)

NAIVE = "The instant %(at)s has no time zone."
ENDS_FIRST = "The pause ends at %(end)s, before it begins at %(start)s."


@dataclass(frozen=True, slots=True)
class PauseSpan:
    """A stretch in which a clock does not count. `end` None: it has not ended yet."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class ReckoningStep:
    """One line of the explanation: an English message id and its raw parameters, worded by `explain`."""

    msgid: str
    params: dict[str, object]


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due. All instants are aware, in Asia/Shanghai.

    `legal` decides on lateness: for limits in days, working days and months it is 00:00 of the day after the last day
    and itself late; for minutes and hours it is the last instant on time. `nominal` is the same before a rest day moved
    it (Civil Code 203), pauses included; `target` is the internal target, by default the due, and drives the lamp.
    `nominal_last_day` and `last_day` are None for minutes and hours. `provisional`: a day that was counted, passed over
    or landed on belongs to a year whose holidays are not announced. While a pause is open the due is worked out as if
    it had ended at its own start: the earliest that it can be.
    """

    start: datetime
    limit: Limit
    nominal_last_day: date | None
    last_day: date | None
    nominal: datetime
    legal: datetime
    target: datetime
    provisional: bool
    steps: tuple[ReckoningStep, ...] = ()

    def is_late(self, at: datetime) -> bool:
        return is_late(self.limit.unit, self.legal, at)


@dataclass(frozen=True, slots=True)
class AlertTime:
    """When somebody is told. Levels: half, eighty, five_days, one_day, last_day, ninety_days,
    thirty_days, seven_days, breach, authority."""

    level: str
    at: datetime


def is_late(unit: Unit, due_at: datetime, at: datetime) -> bool:
    """Minutes and hours include their last instant; 00:00 of the day after a last day is late."""
    return at > due_at if unit.elapsed else at >= due_at


def local(at: datetime) -> datetime:
    """`at` in Asia/Shanghai. Raises PolicyError for a naive instant and for years beyond the calendar."""
    if at.utcoffset() is None:
        raise PolicyError(NAIVE, at=at.isoformat())
    try:
        here = at if at.tzinfo is ZONE else at.astimezone(ZONE)
    except OverflowError:
        raise out_of_range() from None
    if here.year not in YEARS:
        raise out_of_range()
    return here


def midnight(day: date) -> datetime:
    """00:00 of the day."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def day_end(day: date) -> datetime:
    """24:00 of the day, as the 00:00 that follows."""
    return midnight(day + ONE_DAY)
