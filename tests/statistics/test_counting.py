"""What is counted each hour: clocks by the month of their due day, orders by that of their filing, steps by length."""

from datetime import date, datetime

import pytest

from tests.world import World
from tickets import actions, statistics
from tickets.datelaw.types import ZONE
from tickets.models import ClockTally, OpenTally, OrderTally, RatingTally, RollUp, StepTally
from tickets.statistics import counting, questions
from tickets.statistics.lengths import size_of
from tickets.sweep import periodic

MARCH = date(2026, 3, 1)


def test_a_clock_counts_in_the_month_in_which_it_was_due(world: World) -> None:
    world.file("incident", "clerk")
    fault = world.take(world.later(minutes=3).file("incident", "clerk"), "respond")
    statistics.roll_up(world.now)
    told = ClockTally.objects.get(code=fault.deadlines.get(state="met").code)
    assert (told.month, told.party, told.met, told.missed) == (MARCH, "provider", 1, 0)


def test_a_clock_that_still_runs_counts_nowhere(world: World) -> None:
    world.file("incident", "clerk")
    statistics.roll_up(world.now)
    assert not ClockTally.objects.exists()


def test_what_was_never_sent_does_not_count(world: World) -> None:
    world.file("change", "clerk")
    statistics.roll_up(world.now)
    assert not OrderTally.objects.exists()
    assert not OpenTally.objects.exists()


def test_orders_count_in_the_month_of_their_filing_and_while_open_by_their_age(world: World) -> None:
    world.file("incident", "clerk")
    statistics.roll_up(world.later(days=5).now)
    assert list(OrderTally.objects.values_list("month", "kind", "filed")) == [(MARCH, "incident", 1)]
    assert list(OpenTally.objects.values_list("kind", "state", "band", "orders")) == [("incident", "reported", 2, 1)]


def test_a_step_counts_with_the_time_from_its_entry_to_its_end(world: World) -> None:
    ticket = world.file("incident", "clerk")
    world.later(minutes=3).take(ticket, "respond")
    statistics.roll_up(world.now)
    told = StepTally.objects.get(kind="incident", state="reported")
    assert (told.size, told.passages) == (size_of(180), 1)


def test_what_the_agency_said_of_a_finished_order_counts_by_its_degree(world: World) -> None:
    ticket = world.take(world.file("restart"), "submit", "approve_restart", "verify")
    ticket = world.later(hours=2).take(ticket, "begin", "complete", "confirm")
    actions.rate(ticket, 4, "", actor=world.user("clerk"), now=world.now)
    statistics.roll_up(world.now)
    assert list(RatingTally.objects.values_list("degree", "orders")) == [(4, 1)]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([(1, 7, "k", "", "a", 100), (1, 7, "k", "a", "b", 160)], {(7, "k", "a", size_of(60)): 1}),
        ([(1, 7, "k", "a", "b", 160)], {}),
        ([(1, 7, "k", "", "a", 100), (2, 7, "k", "a", "b", 160)], {}),
        (
            [(1, 7, "k", "", "a", 0), (1, 7, "k", "a", "b", 60), (1, 7, "k", "b", "a", 70), (1, 7, "k", "a", "b", 130)],
            {(7, "k", "a", size_of(60)): 2, (7, "k", "b", size_of(10)): 1},
        ),
    ],
    ids=["one passage", "no known beginning", "of two orders", "there and back"],
)
def test_passages_are_told_by_the_entries_of_one_order(entries: list[counting.Entry], found: dict[object, int]) -> None:
    assert counting.passed(entries) == found


def test_a_new_counting_takes_the_place_of_the_one_before(world: World) -> None:
    world.file("incident", "clerk")
    statistics.roll_up(world.now)
    statistics.roll_up(world.later(hours=1).now)
    statistics.roll_up(world.later(hours=1).now)
    newest, before = RollUp.objects.order_by("-as_of")
    assert newest.as_of == world.now
    assert before.as_of < newest.as_of, "a page that began to read it reads it to its end"
    assert [tally.filed for tally in OrderTally.objects.filter(roll_up=newest)] == [1]


def test_counting_again_at_the_same_instant_replaces_what_was_counted_then(world: World) -> None:
    statistics.roll_up(world.now)
    world.file("incident", "clerk")
    statistics.roll_up(world.now)
    assert [tally.filed for tally in OrderTally.objects.filter(roll_up=RollUp.objects.get())] == [1]


def test_it_is_counted_each_hour(world: World) -> None:
    periodic.run_apart(world.now)
    world.later(hours=1)
    while periodic.run_apart(world.now):
        pass
    assert RollUp.objects.get().as_of == world.now


def test_thirteen_months_end_with_the_present_one() -> None:
    found = questions.months(datetime(2026, 3, 31, 23, 30, tzinfo=ZONE), 13)
    assert (found[0], found[-1], len(found)) == (date(2025, 3, 1), MARCH, 13)


def test_what_is_due_at_the_end_of_a_month_is_due_in_it() -> None:
    assert questions.due_in(MARCH).children == [
        ("due_at__gt", datetime(2026, 3, 1, tzinfo=ZONE)),
        ("due_at__lte", datetime(2026, 4, 1, tzinfo=ZONE)),
    ]
