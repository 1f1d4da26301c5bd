"""The internal target: sooner than the due, never after it, and what the lamp goes by."""

from datetime import datetime

import pytest
from hypothesis import given

from tests.datelaw.dates import CALENDAR, at
from tests.datelaw.test_properties import paused_starts
from tests.world import World
from tickets.datelaw.reckoning import PauseSpan, aimed, due
from tickets.models import Clause
from tickets.policy.types import Limit

REPLACE = "staff.replace"


@pytest.mark.parametrize(
    ("limit", "target", "aim"),
    [
        ("5 days", "3 days", "2026-03-06"),
        ("5 days", "9 days", "2026-03-10"),  # never after the due, which rolled off the weekend
        ("30 minutes", "20 minutes", "2026-03-02 10:20"),
        ("7 natural days", "2 working days", "2026-03-05"),
    ],
)
def test_a_target_counts_from_the_same_start(limit: str, target: str, aim: str) -> None:
    settled = due(at("2026-03-02 10:00"), Limit.parse(limit), CALENDAR)

    assert aimed(settled, Limit.parse(target), CALENDAR).target == at(aim)


@given(paused_starts())
def test_pauses_move_the_target_as_they_move_the_due(paused: tuple[datetime, list[PauseSpan]]) -> None:
    start, pauses = paused
    limit = Limit.parse("5 days")
    settled = due(start, limit, CALENDAR, pauses)

    assert aimed(settled, limit, CALENDAR, pauses) == settled


def test_the_lamp_turns_amber_at_the_target_and_red_at_the_due(world: World) -> None:
    Clause.objects.filter(contract=world.contract, code=REPLACE).update(target_n=1, target_unit="day")
    ticket = world.take(world.file("staff_replacement"), "submit", "issue_demand")
    clock = world.clock(ticket, REPLACE)

    assert clock.target_at < clock.due_at
    assert clock.lamp(world.now) == "green"
    assert clock.lamp(clock.target_at) == "amber"
    assert clock.lamp(clock.due_at) == "red"
