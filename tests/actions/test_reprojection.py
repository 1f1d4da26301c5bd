"""A year's calendar is announced: open day clocks move, each with a line in the audit; settled ones never do."""

from datetime import date, datetime

import pytest

from tests.world import World
from tickets import actions, audit, register
from tickets.clocks import readings
from tickets.datelaw.types import ZONE
from tickets.models import Deadline, Ticket
from tickets.policy.calendar_files import AnnouncedYear, OffRange

#: Thursday 31 December 2026: five working days reach into a year that nobody has announced yet.
EVE = datetime(2026, 12, 31, 10, tzinfo=ZONE)
YEAR = AnnouncedYear(
    year=2027,
    version=1,
    source="试排",
    off=(OffRange(first=date(2027, 1, 1), last=date(2027, 1, 6), name="元旦", name_en="New Year"),),
    make_up=(),
)


@pytest.fixture
def filing(world: World) -> Ticket:
    return world.take(world.at(EVE).file("exit"), "submit", "approve")


def announce(world: World) -> int:
    register.load_calendar(YEAR, now=world.now)
    return actions.reproject(world.now)


def test_beyond_the_last_announced_year_a_date_is_provisional(world: World, filing: Ticket) -> None:
    assert world.clock(filing, "filing.register").provisional


def test_an_open_clock_moves_and_the_old_date_stays_readable(world: World, filing: Ticket) -> None:
    before = world.clock(filing, "filing.register")

    assert announce(world) == 1

    after = world.clock(filing, "filing.register")
    assert (before.due_at, after.due_at) == (datetime(2027, 1, 9, tzinfo=ZONE), datetime(2027, 1, 14, tzinfo=ZONE))
    assert not after.provisional
    assert after.certificates[-1]["due_at"] == before.due_at.isoformat()
    entry = world.audit(filing)[-1]
    assert (entry.action, entry.actor) == ("calendar", None)
    assert [one["clock"] for one in entry.data["clocks"]] == ["filing.register"]
    assert world.told(filing, "calendar") == {"clerk", "officer"}
    assert filing.turns.get(role="authority_officer").suggested_at == after.due_at


def test_it_moves_once(world: World, filing: Ticket) -> None:
    assert [announce(world), announce(world)] == [1, 0]


def test_a_settled_clock_stays_where_it_was(world: World, filing: Ticket) -> None:
    world.take(filing, "return_filing")
    settled = Deadline.objects.values().get(ticket=filing, code="filing.register")
    announce(world)
    assert Deadline.objects.values().get(ticket=filing, code="filing.register") == settled


def test_a_settled_clock_is_explained_by_its_own_calendar(world: World, filing: Ticket) -> None:
    world.take(filing, "return_filing")
    announce(world)

    row = readings.latest(filing)["filing.register"]
    due = readings.derive(row, register.calendar_as(row.calendar), explain=True)
    assert due.legal == row.due_at
    assert "2027" not in row.calendar


def test_what_was_missed_stays_missed(world: World, filing: Ticket) -> None:
    clock = world.clock(filing, "filing.register")
    world.at(datetime(2027, 1, 9, 10, tzinfo=ZONE))
    actions.fire(clock.pk, world.now)
    assert announce(world) == 0
    assert world.clock(filing, "filing.register").due_at == clock.due_at


def test_what_was_missed_is_settled_by_the_calendar_it_was_judged_with(world: World, filing: Ticket) -> None:
    world.at(datetime(2027, 1, 9, 10, tzinfo=ZONE))
    missed = world.clock(filing, "filing.register")
    actions.fire(missed.pk, world.now)
    announce(world)

    world.take(filing, "return_filing")

    settled = world.clock(filing, "filing.register")
    assert (settled.due_at, settled.calendar) == (missed.due_at, missed.calendar)
    assert settled.breached_at == missed.due_at


def test_minutes_do_not_ask_for_a_calendar(world: World) -> None:
    world.at(EVE).file("incident")
    assert announce(world) == 0


def test_the_chains_hold_afterwards(world: World, filing: Ticket) -> None:
    announce(world)
    assert list(audit.verify()) == []
