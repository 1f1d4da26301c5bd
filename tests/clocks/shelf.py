"""One ticket with several clocks of both sides, moved act by act as the door moves them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.rows import NOW, make_clause, make_ticket
from tickets.clocks import readings
from tickets.clocks.timers import Clockwork
from tickets.datelaw import calendar
from tickets.datelaw.calendar import Calendar
from tickets.models import Breach, Clause, Deadline, Ticket

CALENDAR = calendar.shipped()
MINUTE = timedelta(minutes=1)
#: Code -> terms. Minutes, so that what a pause is worth can be told on the fingers; the last runs by days.
TERMS: dict[str, dict[str, Any]] = {
    "work": {"party": "provider", "limit_n": 60, "limit_unit": "minute", "warn": "minutes"},
    "second": {"party": "provider", "limit_n": 90, "limit_unit": "minute", "warn": "minutes"},
    "check": {"party": "agency", "limit_n": 30, "limit_unit": "minute", "warn": "minutes"},
    "days": {"party": "provider", "limit_n": 5, "limit_unit": "working_day", "warn": "days"},
}


@dataclass
class Terms:
    """The rules by which the clocks are reckoned, `calendars` by version for what was missed under one."""

    calendar: Calendar
    clauses: Mapping[str, Clause]
    calendars: dict[str, Calendar] = field(default_factory=dict)

    def calendar_as(self, version: str) -> Calendar:
        return self.calendars.get(version, self.calendar)


@dataclass
class Shelf:
    ticket: Ticket
    rules: Terms

    def at(self, now: datetime, action: str = "act", *, wakes: bool = True, **values: object) -> Clockwork:
        """The clocks as the next act finds them: loaded anew, known ends of pauses seen to."""
        rounds = readings.rounds(self.ticket)
        rows = readings.current(rounds)
        clocks = Clockwork(self.ticket, self.rules, now, rows, values=values, action=action, rounds=rounds)
        if wakes:
            clocks.wake()
        return clocks

    def start(self, codes: Iterable[str], now: datetime = NOW) -> None:
        clocks = self.at(now, "open")
        for code in codes:
            clocks.start(code)
        clocks.save()

    def row(self, code: str) -> Deadline:
        return readings.latest(self.ticket)[code]

    def stored(self, *but: str) -> dict[str, dict[str, Any]]:
        """Every column of every clock, these codes apart."""
        rows = Deadline.objects.filter(ticket=self.ticket).exclude(code__in=but)
        return {f"{row['code']}#{row['round']}": row for row in rows.values()}

    def missed(self) -> set[str]:
        return set(Breach.objects.filter(deadline__ticket=self.ticket).values_list("deadline__code", flat=True))


def make_shelf(**terms: Mapping[str, Any]) -> Shelf:
    """A ticket whose contract has the clauses of TERMS, or these."""
    clauses = {code: make_clause(code, **more) for code, more in (terms or TERMS).items()}
    return Shelf(make_ticket(), Terms(CALENDAR, clauses))
