"""What could not be played as the script says is told at the end, with its row, in a sentence."""

import pytest
from django.utils.translation import override

from tests.settlement.stories import nothing_left_of_the_last
from tests.world import World
from tickets.rehearsal.players import money
from tickets.rehearsal.rows import Plays
from tickets.rehearsal.script import ScriptEvent
from tickets.rehearsal.stage import RehearsalStage
from tickets.rehearsal.timekeeper import VirtualClock


@pytest.mark.parametrize(
    ("plays", "data"),
    [
        (money.settlement_agreed, {}),
        (money.invoice, {"number": "2"}),
        (money.payment, {"number": "2", "paid": "2026-03-02"}),
    ],
)
def test_an_instalment_that_is_not_owed_yet_is_named(world: World, plays: Plays, data: dict[str, str]) -> None:
    stage = RehearsalStage(world.contract, VirtualClock(world.now))
    row = ScriptEvent("P1", world.now, "payment", data=data)
    stage.enter(plays(stage, row), row)
    with override("en"):
        stage.run(world.now)
    assert stage.remarks == [(row, "instalment 2 is not owed yet.")]


def test_an_instalment_of_which_nothing_is_left_is_not_paid(world: World) -> None:
    """No row can pay what both sides settled at nothing."""
    world.take(nothing_left_of_the_last(world), "conclude_unpaid")
    stage = RehearsalStage(world.contract, VirtualClock(world.now))
    row = ScriptEvent("P2", world.now, "payment", data={"number": "2", "paid": f"{world.now:%Y-%m-%d}"})
    stage.enter(money.payment(stage, row), row)
    with override("en"):
        stage.run(world.now)
    assert stage.remarks == [(row, "nothing is left to pay of instalment 2.")]
