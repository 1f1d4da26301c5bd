"""How many days a clock is late: a day begun counts, the days of a check that is passed do not."""

from tests.world import World
from tickets.clocks import readings
from tickets.models import Deadline, Ticket

#: From Monday, 2 March, five days: by 24:00 of Monday, 9 March.
DEMANDED = ("submit", "issue_demand")
HANDED_OVER = ("nominate", "accept_nominee", "report_handover")


def demand(world: World) -> Ticket:
    return world.take(world.file("staff_replacement"), *DEMANDED)


def days(world: World, ticket: Ticket) -> int:
    (row,) = readings.load(Deadline.objects.filter(ticket=ticket, code="staff.replace"))
    return readings.overdue_days(row, world.now)


def test_a_clock_in_time_is_late_on_no_day(world: World) -> None:
    ticket = demand(world)
    assert days(world, ticket) == 0
    assert days(world.later(days=7, hours=13), ticket) == 0


def test_a_day_begun_counts_and_the_days_go_on_while_it_is_open(world: World) -> None:
    ticket = demand(world)
    assert days(world.later(days=7, hours=14), ticket) == 1
    assert days(world.later(days=2), ticket) == 3


def test_the_days_of_a_check_that_is_passed_do_not_count(world: World) -> None:
    """Handed over on the 11th, two days late; the agency confirms on the 14th."""
    ticket = demand(world)
    world.take(ticket, "nominate", "accept_nominee")
    world.later(days=9)
    ticket = world.take(world.fresh(ticket), "report_handover")
    assert days(world, ticket) == 2
    world.later(days=3)
    assert days(world, ticket) == 2
    assert days(world, world.take(ticket, "confirm_handover")) == 2
