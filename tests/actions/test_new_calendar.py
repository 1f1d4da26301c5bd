"""When a year's holidays are announced, open clocks that touch it move, with the old date kept; settled ones stay."""

from datetime import date, datetime

import pytest

from tests.world import World
from tickets import actions, register
from tickets.deadlines import readings
from tickets.deadlines.types import ZONE
from tickets.models import Deadline, Ticket
from tickets.policy.calendar_files import CalendarYear, OffRange

REPLACE = "8.9-replace"
#: Made up: the State Council has not announced 2027.
NEW_YEAR = OffRange(date(2027, 1, 1), date(2027, 1, 5), "元旦", "New Year's Day")
NEXT = CalendarYear(2027, 1, "国办发明电〔2026〕0号（测试）", (NEW_YEAR,), ())


def instant(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, tzinfo=ZONE)


def demanded(world: World) -> Ticket:
    return world.take(world.file("staff_replacement"), "submit", "issue_demand")


@pytest.fixture
def late_in_the_year(world: World) -> World:
    return world.at(instant(12, 30))


def announce(world: World) -> int:
    register.load_calendar(NEXT, now=world.now)
    return actions.reproject(world.now)


def test_a_date_that_stands_on_an_unannounced_year_is_provisional(late_in_the_year: World) -> None:
    clock = late_in_the_year.clock(demanded(late_in_the_year), REPLACE)
    assert (clock.due_at, clock.provisional) == (instant(1, 5, 2027), True)


def test_the_announcement_moves_it_with_a_line_in_the_audit_and_the_old_date_kept(
    late_in_the_year: World,
) -> None:
    order = demanded(late_in_the_year)

    assert announce(late_in_the_year) == 1

    clock = late_in_the_year.clock(order, REPLACE)
    assert (clock.due_at, clock.provisional) == (instant(1, 7, 2027), False)
    assert datetime.fromisoformat(clock.certificates[0]["due_at"]) == instant(1, 5, 2027)
    assert late_in_the_year.audit(order)[-1].action == "calendar"
    assert late_in_the_year.told(order, "calendar")


def test_a_second_look_moves_nothing(late_in_the_year: World) -> None:
    demanded(late_in_the_year)
    announce(late_in_the_year)
    assert actions.reproject(late_in_the_year.now) == 0


def test_a_settled_clock_stays_and_is_explained_by_its_own_calendar(late_in_the_year: World) -> None:
    order = late_in_the_year.take(demanded(late_in_the_year), "withdraw_demand")
    before = late_in_the_year.clock(order, REPLACE)

    announce(late_in_the_year)

    row = readings.load(Deadline.objects.filter(pk=before.pk))[0]
    due = readings.derive(row, register.calendar_as(row.calendar), explain=True)
    assert row.due_at == before.due_at == due.legal
    assert "2027" not in row.calendar
