"""How a sample ticket is told: who does what when, counted back from today in working days, or in minutes.

Nothing here touches a row but the calendar and the clauses' limits, which it reads to place a start so that a
clock stands near its due or past it, whatever day the demo is made on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final

from tickets.datelaw import reckoning
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.types import ZONE, local
from tickets.policy.types import Limit

WHEN = re.compile(r"(?P<days>\d+)w (?P<clock>\d\d:\d\d)|(?P<minutes>\d+)m")
#: The hour at which the clocks that `nearly` and `overdue` place are started.
START: Final = "10:00"
FARTHEST: Final = 40  # working days
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cue:
    """One act: `when` as `Today.at` reads it, `who` a username of the cast; "": the service opens the order."""

    when: str
    who: str
    action: str
    comment: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


def cue(when: str, who: str, action: str, comment: str = "", /, **fields: Any) -> Cue:
    return Cue(when, who, action, comment, fields)


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket from its filing (the first cue) to where it stands today."""

    kind: str
    contract: str
    system: str
    title: str
    cues: tuple[Cue, ...]
    #: The state it has come to; the tests hold the telling to it.
    ends: str


@dataclass(frozen=True, slots=True)
class Today:
    """The instant at which the demo is made, and what time law it stands under."""

    now: datetime
    calendar: Calendar
    limits: Mapping[str, Limit]

    def at(self, when: str) -> datetime:
        """Read "12w 09:30" (the twelfth working day before today, local time) or "45m" (minutes ago)."""
        found = WHEN.fullmatch(when)
        if found is None:
            raise ValueError(f"{when!r} is no time of a story")
        if found["minutes"]:
            return self.now - timedelta(minutes=int(found["minutes"]))
        day = self.calendar.nth_working_day(local(self.now).date(), -int(found["days"]))
        return datetime.combine(day, time.fromisoformat(found["clock"]), ZONE)

    def time(self, when: str, *, plus: int = 0) -> str:
        """An instant as forms take it, `plus` minutes after `when`."""
        return (self.at(when) + timedelta(minutes=plus)).astimezone(ZONE).isoformat(timespec="minutes")

    def ahead(self, minutes: int) -> str:
        return (self.now + timedelta(minutes=minutes)).astimezone(ZONE).isoformat(timespec="minutes")

    def day(self, when: str) -> str:
        return self.at(when).date().isoformat()

    def day_ahead(self, days: int) -> str:
        return (local(self.now).date() + timedelta(days=days)).isoformat()

    def nearly(self, clause: str) -> int:
        """Working days back to the oldest start whose clock is not late yet: its last day is near."""
        return max((back for back in range(1, FARTHEST) if self._due(clause, back) > self.now), default=1)

    def overdue(self, clause: str) -> int:
        """Working days back to the youngest start whose clock has been late for a day."""
        return next(back for back in range(1, FARTHEST) if self._due(clause, back) <= self.now - ONE_DAY)

    def _due(self, clause: str, back: int) -> datetime:
        return reckoning.due(self.at(f"{back}w {START}"), self.limits[clause], self.calendar).legal


def filed(back: int, number: int, today: Today) -> tuple[Cue, ...]:
    """From the clerk's submission to the desk's acceptance, all on one working day (8.3)."""
    return (
        cue(f"{back}w 09:30", "clerk", "submit"),
        cue(f"{back}w {START}", "lead", "approve"),
        cue(f"{back}w 14:40", "officer", "record_filing", **filing(f"{back}w 14:40", number, today)),
        cue(f"{back}w 15:30", "desk", "accept", assignee="engineer"),
    )


def filing(when: str, number: int, today: Today) -> dict[str, str]:
    year = today.at(when).year
    return {"filing_no": f"演示备〔{year}〕{number}号", "filed_on": today.day(when)}
