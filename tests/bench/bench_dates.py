"""What one due costs: the date law by table look-up, with its explanation, and a loop over the days."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from time import perf_counter

from tickets.datelaw import calendar
from tickets.datelaw.reckoning import PauseSpan, due
from tickets.datelaw.types import ZONE
from tickets.policy.calendar_files import shipped
from tickets.policy.types import Limit

START = datetime(2026, 4, 21, 9, 0, tzinfo=ZONE)
PAUSE = PauseSpan(datetime(2026, 4, 23, tzinfo=ZONE), datetime(2026, 4, 25, 12, 0, tzinfo=ZONE))
LIMITS = ("30 minutes", "5 days", "7 natural days", "20 working days", "200 working days", "1 month", "6 months before")
#: Microseconds that a day limit may cost without its steps.
BUDGET = 10.0
DAY = timedelta(days=1)
CALENDAR = calendar.shipped()
OFF = {off.first + n * DAY for year in shipped() for off in year.off for n in range((off.last - off.first).days + 1)}
MADE_UP = {day for year in shipped() for day in year.make_up}


def microseconds(call: Callable[[], object]) -> float:
    """The best of five rounds, a call."""
    rounds = 2_000
    best = float("inf")
    for _ in range(5):
        began = perf_counter()
        for _ in range(rounds):
            call()
        best = min(best, perf_counter() - began)
    return best / rounds * 1e6


def works(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


def walked(limit: Limit) -> date:
    """The working days one by one, as a loop finds them."""
    day, left = START.date(), limit.n
    while left:
        day += DAY
        left -= works(day)
    return day


def main() -> None:
    print(f"{'one due, µs':20}{'plain':>8}{'explained':>11}{'ratio':>7}{'paused':>8}{'loop':>8}{'ratio':>7}")
    worst = max(row(Limit.parse(text)) for text in LIMITS)
    print(f"the dearest plain call: {worst:.1f} µs of {BUDGET:.0f} µs allowed")


def row(limit: Limit) -> float:
    plain = microseconds(lambda: due(START, limit, CALENDAR))
    explained = microseconds(lambda: due(START, limit, CALENDAR, explain=True))
    paused = microseconds(lambda: due(START, limit, CALENDAR, (PAUSE,)))
    line = f"{limit!s:20}{plain:8.1f}{explained:11.1f}{explained / plain:7.1f}{paused:8.1f}"
    if "working" in str(limit):
        loop = microseconds(lambda: walked(limit))
        line += f"{loop:8.1f}{loop / plain:7.1f}"
    print(line)
    return plain


if __name__ == "__main__":
    main()
