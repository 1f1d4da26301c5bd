"""What is told when the sweep looks, for every choice of instants at which it does, clock by clock."""

from itertools import combinations, pairwise

import pytest

from tests.clocks.shelf import MINUTE, Shelf, make_shelf
from tests.rows import NOW
from tickets.clocks import readings
from tickets.clocks.schedule import GRACE
from tickets.models import Alert, Breach, Deadline, Fact

WORK, DAYS = "work", "days"
#: The levels of each clock in order of time; from the breach on each is told, of the warnings only the last.
LEVELS = {WORK: ["half", "eighty", "breach", "authority"], DAYS: ["one_day", "last_day", "breach", "authority"]}


@pytest.fixture
def shelf(db: None) -> Shelf:
    common = {"party": "provider", "escalates": True}
    return make_shelf(
        work=common | {"limit_n": 60, "limit_unit": "minute", "warn": "minutes"},
        days=common | {"limit_n": 5, "limit_unit": "working_day", "warn": "days"},
    )


def instants(shelf: Shelf, code: str) -> dict[str, object]:
    """Level -> when the sweep may tell it."""
    row = shelf.row(code)
    due = readings.derive(row, shelf.rules.calendar)
    levels = readings.levels(row, shelf.rules.calendar, due)
    return {one.level: one.at + (GRACE if one.level == "breach" else 0 * GRACE) for one in levels}


def looks(code: str) -> list[tuple[str, ...]]:
    return [chosen for n in range(1, 5) for chosen in combinations(LEVELS[code], n)]


def expected(code: str, looked: tuple[str, ...]) -> list[list[str]]:
    """For each look what is told of it, by hand: positions in LEVELS, the breach the third of four."""
    places = [0, *(LEVELS[code].index(level) + 1 for level in looked)]
    told = []
    for before, until in pairwise(places):
        fresh = LEVELS[code][before:until]
        told.append(fresh[fresh.index("breach") :] if "breach" in fresh else fresh[-1:])
    return told


@pytest.mark.parametrize(
    ("code", "looked"),
    [(code, chosen) for code in LEVELS for chosen in looks(code)],
    ids=lambda value: value if isinstance(value, str) else "+".join(value),
)
def test_of_several_warnings_due_at_once_the_last_is_told_and_each_level_is_recorded_once(
    shelf: Shelf, code: str, looked: tuple[str, ...]
) -> None:
    shelf.start(LEVELS)
    when, other = instants(shelf, code), shelf.stored(code)
    told, kept = [], {}
    for level in looked:
        clocks = shelf.at(when[level], "clock")
        told.append([one.level for one in clocks.fire(clocks.rows[code])])
        assert [one["level"] for one in clocks.changes if one["op"] == "alert"] == told[-1]
        clocks.save()
        assert clocks.fire(clocks.rows[code]) == []
        kept |= dict.fromkeys(told[-1], when[level])

    assert told == expected(code, looked)
    reached = LEVELS[code][: LEVELS[code].index(looked[-1]) + 1]
    alerts = {one.level: one for one in Alert.objects.filter(deadline__code=code)}
    assert list(alerts) == reached
    assert {level for level, one in alerts.items() if not one.collapsed} == set(kept)
    assert {level: alerts[level].fired_at for level in kept} == kept
    assert shelf.stored(code) == other
    _stands(shelf.row(code), when, reached)


def _stands(row: Deadline, when: dict[str, object], reached: list[str]) -> None:
    """The row as the sweep leaves it: late or not, and what it waits for."""
    ahead = [at for level, at in when.items() if level not in reached]
    assert row.next_at == min(ahead, default=None)
    late = "breach" in reached
    assert (row.state, row.breached_at) == (("breached", row.due_at) if late else ("running", None))
    assert Breach.objects.filter(deadline=row).count() == late


@pytest.mark.parametrize("op", ["pause", "stop", "cancel"])
def test_a_clock_that_does_not_run_tells_nothing(shelf: Shelf, op: str) -> None:
    shelf.start(LEVELS)
    clocks = shelf.at(NOW + MINUTE, "act")
    row = clocks.rows[WORK]
    if op == "pause":
        clocks.pause(row, "waiting_agency")
    else:
        getattr(clocks, op)(row)
    clocks.save()
    assert shelf.row(WORK).next_at is None
    clocks = shelf.at(NOW + 500 * MINUTE, "clock")
    assert clocks.fire(clocks.rows[WORK]) == []
    assert not Breach.objects.exists()


def test_a_breach_is_not_told_within_the_second_of_grace_and_occurred_at_the_due(shelf: Shelf) -> None:
    shelf.start(LEVELS)
    due = shelf.row(WORK).due_at
    clocks = shelf.at(due + GRACE / 2, "clock")
    assert [one.level for one in clocks.fire(clocks.rows[WORK])] == ["eighty"]
    clocks.save()
    assert shelf.missed() == set()
    clocks = shelf.at(due + 2 * GRACE, "clock")
    assert [one.level for one in clocks.fire(clocks.rows[WORK])] == ["breach"]
    clocks.save()
    breach = Breach.objects.get()
    assert (breach.occurred_at, breach.detected_at, breach.told_at) == (due, due + 2 * GRACE, due + 2 * GRACE)
    assert clocks.missed == [clocks.rows[WORK]]


def test_a_miss_that_was_set_aside_stands_again_when_time_alone_comes_to_the_same_instant(shelf: Shelf) -> None:
    shelf.start([WORK])
    fired = shelf.at(NOW + 62 * MINUTE)
    fired.fire(fired.rows[WORK])
    fired.save()
    ticket = shelf.ticket
    at = dict.fromkeys(("entered_at", "stated_at", "standing_at", "not_before"), NOW)
    sides = {"side": "provider", "answered_by": "agency"}
    fact = Fact.objects.create(ticket=ticket, name="done", entered_by=ticket.opened_by, **sides, **at)
    Breach.objects.update(set_aside_at=NOW + 63 * MINUTE, set_aside_fact=fact)
    Deadline.objects.update(breached_at=None, state="running")

    again = shelf.at(NOW + 64 * MINUTE)
    again.fire(again.rows[WORK])
    again.save()

    breach = Breach.objects.get()
    assert (breach.set_aside_at, breach.reinstated_at, breach.reinstated_by) == (None, NOW + 64 * MINUTE, None)
    assert shelf.row(WORK).breached_at == breach.occurred_at
