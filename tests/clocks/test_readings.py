"""How the rows of a clock are read: which pause it is in, what does not count, when its lamp turns amber."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.clocks.shelf import CALENDAR, MINUTE, Shelf, make_shelf
from tests.rows import NOW
from tickets.clocks import lives, readings
from tickets.datelaw.types import ZONE, AlertTime, PauseSpan
from tickets.lifecycle.duties import CLAIMED
from tickets.models import Deadline

WORK = "work"
PLAIN = {"party": "provider", "limit_n": 60, "limit_unit": "minute", "warn": "minutes"}


@pytest.fixture
def shelf(db: None) -> Shelf:
    return make_shelf()


def minute(n: float) -> datetime:
    return NOW + n * MINUTE


def started(**terms: Any) -> tuple[Shelf, Deadline]:
    shelf = make_shelf(work=PLAIN | terms)
    shelf.start((WORK,))
    return shelf, shelf.row(WORK)


@pytest.mark.parametrize(
    ("acts", "in_pause"),
    [
        ([], None),
        (["deliver"], "deliver"),
        (["deliver", "refuse"], "deliver"),
        (["deliver", "resume"], None),
        (["deliver", "void"], None),
        (["deliver", "stop"], None),
        (["deliver", "void", "refuse"], "refuse"),
    ],
)
def test_a_clock_is_in_the_pause_that_stands(shelf: Shelf, acts: list[str], in_pause: str | None) -> None:
    shelf.start((WORK,))
    for at, act in enumerate(acts, start=1):
        clocks = shelf.at(minute(at), act)
        do = {"resume": clocks.resume, "void": clocks.void_pause, "stop": clocks.stop}
        do.get(act, lambda row, pause=clocks.pause: pause(row, CLAIMED))(clocks.rows[WORK])
        clocks.save()
    row = shelf.row(WORK)
    pause = readings.open_pause(row)
    assert (pause.action if pause else None) == in_pause


@pytest.mark.parametrize("now", [1, 19])
def test_a_pause_with_a_known_end_is_the_one_it_is_in_until_then(shelf: Shelf, now: int) -> None:
    shelf.start((WORK,))
    clocks = shelf.at(minute(0), "schedule")
    clocks.pause(clocks.rows[WORK], "window_not_open", until=minute(20))
    clocks.save()
    pause = readings.open_pause(shelf.at(minute(now)).rows[WORK])
    assert pause is not None
    assert pause.ended_at == minute(20)
    assert readings.open_pause(shelf.at(minute(20)).rows[WORK]) is None


def test_voided_pauses_do_not_count_nor_those_that_began_when_the_clock_had_stopped(shelf: Shelf) -> None:
    shelf.start((WORK,))
    row = shelf.row(WORK)
    for start, end, voided in ((5, 10, False), (15, 25, True), (30, 40, False), (50, 55, False)):
        row.pauses.create(started_at=minute(start), ended_at=minute(end), reason=CLAIMED, voided=voided)
    row = shelf.row(WORK)
    assert list(lives.of(row).pauses) == [PauseSpan(minute(a), minute(b)) for a, b in ((5, 10), (30, 40), (50, 55))]
    for stopped, due in ((None, 80), (51, 80), (50, 75), (31, 75), (30, 65), (5, 60)):
        row.stopped_at = None if stopped is None else minute(stopped)
        assert readings.derive(row, CALENDAR).legal == minute(due), stopped


def test_the_newest_round_of_each_clock_comes_with_its_rests_and_alerts(
    shelf: Shelf, django_assert_num_queries
) -> None:
    shelf.start((WORK, "check"))
    clocks = shelf.at(minute(31), "act")
    clocks.fire(clocks.rows[WORK])
    clocks.pause(clocks.rows["check"], CLAIMED)
    clocks.save()
    clocks = shelf.at(minute(32), "act")
    clocks.stop(clocks.rows["check"])
    clocks.start("check")
    clocks.save()
    with django_assert_num_queries(4):
        rows = readings.latest(shelf.ticket)
        told = {code: (row.round, row.clause.code, len(row.rests), len(row.fired)) for code, row in rows.items()}
    assert told == {WORK: (1, WORK, 0, 1), "check": (2, "check", 0, 0)}
    every = readings.load(Deadline.objects.filter(ticket=shelf.ticket, code="check").order_by("-round"))
    assert [(row.round, len(row.rests)) for row in every] == [(1, 1), (2, 0)]


@pytest.mark.parametrize(
    ("terms", "levels"),
    [
        ({}, ["half", "eighty", "breach"]),
        ({"escalates": True}, ["half", "eighty", "breach", "authority"]),
        ({"limit_unit": "working_day", "warn": "days"}, ["one_day", "last_day", "breach"]),
        ({"limit_unit": "working_day", "warn": "long"}, ["half", "five_days", "one_day", "breach"]),
    ],
)
def test_its_levels_are_those_of_the_plan_of_its_clause(db: None, terms: dict[str, Any], levels: list[str]) -> None:
    _shelf, row = started(**terms)
    found = readings.levels(row, CALENDAR, readings.derive(row, CALENDAR))
    assert [one.level for one in found] == levels


def test_a_pause_puts_off_what_is_told_after_it(db: None) -> None:
    _shelf, row = started(escalates=True)
    row.pauses.create(started_at=minute(40), ended_at=minute(50), reason=CLAIMED)
    row.pauses.create(started_at=minute(75), ended_at=minute(80), reason=CLAIMED)
    row = readings.load(Deadline.objects.all())[0]
    found = readings.levels(row, CALENDAR, readings.derive(row, CALENDAR))
    assert {one.level: one.at for one in found} == {
        "half": minute(30),
        "eighty": minute(58),
        "breach": minute(70),
        "authority": minute(105),
    }


def test_an_explanation_is_given_when_asked_for(db: None) -> None:
    _shelf, row = started()
    assert readings.derive(row, CALENDAR).steps == ()
    assert readings.derive(row, CALENDAR, explain=True).steps != ()
    row.last_day = date(2026, 3, 7)
    set_day = readings.derive(row, CALENDAR)
    assert (set_day.legal, set_day.steps) == (datetime(2026, 3, 8, tzinfo=ZONE), ())
    assert readings.derive(row, CALENDAR, explain=True).steps != ()


@pytest.mark.parametrize(
    ("levels", "target", "amber"),
    [
        ({"half": 30, "eighty": 48, "breach": 60}, 60, 48),
        ({"half": 30, "eighty": 48, "breach": 60}, 40, 40),
        ({"one_day": 20, "last_day": 50, "breach": 60}, 60, 20),
        ({"last_day": 50, "breach": 60}, 60, 50),
        ({"half": 30, "five_days": 40, "breach": 60}, 60, 60),
        ({"eighty": 48, "breach": 60, "authority": 90}, 99, 48),
    ],
)
def test_the_lamp_turns_amber_at_the_first_level_of_its_plan_and_at_the_target_at_the_latest(
    levels: dict[str, int], target: int, amber: int
) -> None:
    told = [AlertTime(level, minute(at)) for level, at in levels.items()]
    assert readings.amber_at(told, Deadline(target_at=minute(target))) == minute(amber)


def test_the_target_of_its_clause_moves_with_its_pauses(db: None) -> None:
    shelf, row = started(target_n=20, target_unit="minute")
    assert (row.target_at, row.amber_at) == (minute(20), minute(20))
    clocks = shelf.at(minute(10), "act")
    clocks.pause(clocks.rows[WORK], CLAIMED)
    clocks.save()
    clocks = shelf.at(minute(15), "act")
    clocks.resume(clocks.rows[WORK])
    clocks.save()
    row = shelf.row(WORK)
    assert (row.target_at, row.amber_at, row.due_at) == (minute(25), minute(25), minute(65))
    assert row.next_at == minute(35)
    assert row.due_at - row.started_at == timedelta(minutes=65)


@pytest.mark.parametrize(("paused", "later"), [(0, 0), (1, 0), (2, 1), (4, 3)])
def test_a_last_day_that_is_given_moves_by_the_days_that_were_paused_whole(db: None, paused: int, later: int) -> None:
    """From noon to noon: the first and the last of them are paused in part only."""
    shelf, last = make_shelf(work=PLAIN | {"limit_n": None, "limit_from": "until", "warn": "long"}), date(2026, 4, 1)
    clocks = shelf.at(NOW, "open", until=last)
    clocks.start(WORK)
    clocks.save()
    noon = NOW.astimezone(ZONE).replace(hour=12) + timedelta(days=1)
    for at, act in ((noon, "pause"), (noon + timedelta(days=paused), "resume")):
        clocks = shelf.at(at, act)
        clocks.pause(clocks.rows[WORK], CLAIMED) if act == "pause" else clocks.resume(clocks.rows[WORK])
        clocks.save()
    row = shelf.row(WORK)
    assert row.due_at == datetime(2026, 4, 2 + later, tzinfo=ZONE)
    assert readings.derive(row, CALENDAR).legal == row.due_at
