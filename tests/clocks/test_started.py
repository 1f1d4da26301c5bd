"""Where a clock starts and how long it runs: what its clause promises and what the order tells."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.clocks.shelf import MINUTE, Shelf, make_shelf
from tests.rows import NOW
from tickets.datelaw.types import ZONE, midnight
from tickets.lifecycle.kind import OPEN
from tickets.lifecycle.steps import Mark, Op

WORK = "work"
PLAIN = {"party": "provider", "limit_n": 60, "limit_unit": "minute", "warn": "minutes"}
DAY = timedelta(days=1)
EARLIER = ["reported_at", "alarm_at"]


def minute(n: float) -> datetime:
    return NOW + n * MINUTE


def started(action: str, clause: dict[str, Any], **values: object) -> Shelf:
    shelf = make_shelf(work=PLAIN | clause)
    clocks = shelf.at(NOW, action, **values)
    clocks.start(WORK)
    clocks.save()
    return shelf


@pytest.mark.parametrize(
    ("action", "told", "start"),
    [
        (OPEN, {}, 0),
        (OPEN, {"reported_at": -10}, 0),
        (OPEN, {"reported_at": -10, "alarm_at": -20}, 0),
        ("reopen", {"reported_at": -10}, 0),
        (OPEN, {"window_start": 30}, 30),
        (OPEN, {"window_start": -30}, 0),
        ("approve", {"reported_at": -10, "window_start": 30}, 30),
        (OPEN, {"heard_at": -99}, 0),
    ],
)
def test_a_clock_starts_at_the_entry_whatever_is_told_and_waits_for_a_start_that_lies_ahead(
    db: None, action: str, told: dict[str, int], start: int
) -> None:
    values = {name: minute(at) for name, at in told.items()}
    shelf = started(action, {"anchor_earlier": EARLIER, "anchor_later": "window_start"}, **values)
    row = shelf.row(WORK)
    assert (row.started_at, row.due_at) == (minute(start), minute(start + 60))

    looked_at = {"window_start", *(EARLIER if action == OPEN else ())}
    kept = {name: at.isoformat() for name, at in values.items() if name in looked_at}
    assert row.anchors == ({"entered": NOW.isoformat()} | kept if kept else {})


@pytest.mark.parametrize(("day", "start"), [(date(2026, 3, 5), "2026-03-05T00:00:00+08:00"), (date(2026, 3, 2), None)])
def test_a_day_that_is_waited_for_begins_at_its_midnight(db: None, day: date, start: str | None) -> None:
    row = started(OPEN, {"anchor_later": "starts_on"}, starts_on=day).row(WORK)
    assert row.started_at == (datetime.fromisoformat(start) if start else NOW)
    assert row.anchors["starts_on"] == f"{day}T00:00:00+08:00"


@pytest.mark.parametrize("day", [date(2026, 2, 20), date(2026, 3, 2), date(2026, 3, 20)])
def test_a_day_that_is_the_earliest_and_the_latest_start_in_one_is_the_start_past_or_ahead(db: None, day: date) -> None:
    clause = {"anchor_later": "service_to", "anchor_earlier": ["service_to"]}
    assert started(OPEN, clause, service_to=day).row(WORK).started_at == midnight(day)


@pytest.mark.parametrize("day", [date(2026, 2, 20), date(2026, 3, 20)])
def test_a_clock_that_is_born_paused_rests_from_its_own_start_until_it_is_woken(db: None, day: date) -> None:
    clause = {"anchor_later": "service_to", "anchor_earlier": ["service_to"]}
    shelf = make_shelf(work=PLAIN | clause)
    clocks = shelf.at(NOW, OPEN, service_to=day)
    clocks.apply([Mark(Op.START, WORK), Mark(Op.PAUSE, WORK, ground="awaiting_application")])
    clocks.save()
    (rest,) = shelf.row(WORK).rests
    assert (rest.started_at, rest.ended_at) == (midnight(day), None)

    woken = shelf.at(minute(30), "apply")
    woken.resume(woken.rows[WORK])
    woken.save()
    row = shelf.row(WORK)
    assert row.due_at == max(minute(30), midnight(day)) + 60 * MINUTE
    assert row.next_at is not None
    assert row.next_at > minute(30)  # half of a time that never ran is told to nobody


@pytest.mark.parametrize(
    ("clause", "typed", "limit"),
    [
        ({}, {}, (60, "minute", True, None)),
        ({"limit_roll": False}, {}, (60, "minute", False, None)),
        ({"limit_unit": "day", "limit_roll": False}, {}, (60, "day", False, None)),
        ({"limit_from": "agreed"}, {"agreed": 90}, (90, "minute", True, None)),
        ({"limit_from": "agreed"}, {"agreed": "90"}, (90, "minute", True, None)),
        ({"limit_from": "agreed", "limit_roll": False}, {"agreed": 7}, (7, "minute", False, None)),
        ({"limit_from": "agreed"}, {}, (60, "minute", True, None)),
        ({}, {"agreed": 90}, (60, "minute", True, None)),
        ({"limit_from": "ends_on"}, {"ends_on": date(2026, 3, 7)}, (None, "", False, date(2026, 3, 7))),
    ],
)
def test_the_limit_is_the_clauses_or_what_the_order_gives(
    db: None, clause: dict[str, Any], typed: dict[str, Any], limit: tuple[object, ...]
) -> None:
    row = started(OPEN, clause, **typed).row(WORK)
    assert (row.limit_n, row.limit_unit, row.limit_roll, row.last_day) == limit
    if row.last_day:
        assert row.due_at == datetime(2026, 3, 8, tzinfo=ZONE)  # a Saturday that was agreed on is not moved


def test_without_any_limit_no_clock_runs_and_the_others_do(db: None) -> None:
    agreed = PLAIN | {"limit_n": None, "limit_from": "agreed"}
    shelf = make_shelf(work=agreed, second=PLAIN)
    clocks = shelf.at(NOW, OPEN)
    clocks.apply([Mark(Op.START, WORK), Mark(Op.START, "second")])
    clocks.save()
    assert list(clocks.rows) == ["second"]
    assert clocks.changes[0] == {"clock": WORK, "op": "none"}


def test_a_clock_takes_its_side_and_a_new_round_after_the_one_that_was_stopped(db: None) -> None:
    shelf = started(OPEN, {"party": "agency"})
    for number in (2, 3):
        clocks = shelf.at(minute(number), "act")
        stopped = clocks.rows[WORK]
        clocks.stop(stopped)
        clocks.start(WORK)
        clocks.save()
        row = shelf.row(WORK)
        assert (row.round, row.party, row.code, row.clause.code) == (number, "agency", WORK, WORK)
        assert (row.rests, row.fired, row.stopped_at, row.due_at) == ([], [], None, minute(60 + number))
        stopped.refresh_from_db()
        assert (stopped.round, stopped.stopped_at) == (number - 1, minute(number))


def test_a_running_clock_that_is_started_again_goes_on(db: None) -> None:
    shelf = started(OPEN, {})
    before = shelf.stored()
    clocks = shelf.at(minute(5), "act")
    clocks.start(WORK)
    clocks.save()
    assert (clocks.changes, shelf.stored()) == ([], before)
