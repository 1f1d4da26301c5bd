"""A new calendar moves each open day clock, and no clock that was missed, settled, or runs by minutes."""

from datetime import date, datetime, timedelta

import pytest

from tests.clocks.shelf import CALENDAR, Shelf, make_shelf
from tests.rows import NOW
from tickets.datelaw.calendar import Calendar
from tickets.datelaw.types import ZONE
from tickets.policy.calendar_files import AnnouncedYear, OffRange

PLAIN = {"party": "provider", "limit_unit": "working_day", "warn": "days"}
MISSED_AT = NOW + timedelta(days=2)


@pytest.fixture
def shelf(db: None) -> Shelf:
    """On one ticket: missed, missed and stopped, running, paused, met, cancelled, by minutes."""
    shelf = make_shelf(
        missed=PLAIN | {"limit_n": 1},
        missed_and_stopped=PLAIN | {"limit_n": 1},
        running=PLAIN | {"limit_n": 10},
        paused=PLAIN | {"limit_n": 10},
        met=PLAIN | {"limit_n": 10},
        cancelled=PLAIN | {"limit_n": 10},
        minutes=PLAIN | {"limit_n": 900, "limit_unit": "hour", "warn": "minutes"},
    )
    shelf.start(shelf.rules.clauses)
    clocks = shelf.at(MISSED_AT, "act")
    for code in ("missed", "missed_and_stopped"):
        clocks.fire(clocks.rows[code])
    clocks.stop(clocks.rows["missed_and_stopped"])
    clocks.pause(clocks.rows["paused"], "waiting_agency")
    clocks.stop(clocks.rows["met"])
    clocks.cancel(clocks.rows["cancelled"])
    clocks.save()
    return shelf


YEAR = AnnouncedYear(
    year=2026,
    version=9,
    source="试排",
    off=tuple(
        OffRange(first=day, last=day, name="试排", name_en="Trial") for day in (date(2026, 3, 3), date(2026, 3, 10))
    ),
    make_up=(),
)


def announce(shelf: Shelf) -> list[str]:
    """From now on 3 and 10 March 2026 are days off. The codes of the clocks that moved."""
    shelf.rules.calendars[CALENDAR.version] = CALENDAR
    shelf.rules.calendar = Calendar([YEAR])
    clocks = shelf.at(MISSED_AT + timedelta(hours=1), "calendar")
    moved = [row.code for row in clocks.rows.values() if row.open and clocks.reproject(row)]
    assert [one["clock"] for one in clocks.changes] == moved
    clocks.save()
    return sorted(moved)


def dues(shelf: Shelf) -> dict[str, str]:
    return {row["code"]: f"{row['due_at'].astimezone(ZONE):%m-%d}" for row in shelf.stored().values()}


def test_each_open_clock_moves_and_what_was_missed_or_settled_does_not(shelf: Shelf) -> None:
    before, settled = dues(shelf), shelf.stored("running", "paused", "minutes")
    assert announce(shelf) == ["paused", "running"]

    assert (before["running"], dues(shelf)["running"]) == ("03-17", "03-19")
    assert before["paused"] < dues(shelf)["paused"]
    assert before["minutes"] == dues(shelf)["minutes"]
    assert shelf.stored("running", "paused", "minutes") == settled
    for code in ("running", "paused"):
        (kept,) = shelf.row(code).certificates
        assert (kept["why"], kept["calendar"], kept["provisional"]) == ("calendar", CALENDAR.version, False)
        assert f"{datetime.fromisoformat(kept['due_at']).astimezone(ZONE):%m-%d}" == before[code]


def test_a_second_look_moves_nothing(shelf: Shelf) -> None:
    announce(shelf)
    after = shelf.stored()
    assert announce(shelf) == []
    assert shelf.stored() == after


@pytest.mark.parametrize("op", ["stop", "cancel", "pause", "fire"])
def test_what_was_missed_is_reckoned_by_the_calendar_under_which_it_was_missed(shelf: Shelf, op: str) -> None:
    announce(shelf)
    before = shelf.row("missed")
    clocks = shelf.at(MISSED_AT + timedelta(days=9), "act")
    row = clocks.rows["missed"]
    if op == "pause":
        clocks.pause(row, "waiting_agency")
    else:
        getattr(clocks, op)(row)
    clocks.save()
    after = shelf.row("missed")
    assert (after.due_at, after.calendar, after.breached_at) == (before.due_at, before.calendar, before.due_at)
    assert dues(shelf)["running"] == "03-19"
