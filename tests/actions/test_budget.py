"""What one step costs the database: at most thirty statements, whatever the kind."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.actions.test_every_kind_to_its_end import WAYS
from tests.world import SEATS, World
from tickets import actions

MOST = 30


@pytest.mark.parametrize("kind", WAYS)
def test_no_step_takes_more_than_thirty_statements(world: World, kind: str) -> None:
    order = world.file(kind)
    costs = {}
    for name in WAYS[kind].split():
        step = order.machine.by_step[name]
        actor = world.user(SEATS[step.who[0]])
        world.later(minutes=1).hand_in(order, step, actor)
        typed = world.typed(order, step)
        with CaptureQueriesContext(
            connection,
        ) as spent:
            order = actions.perform(order, name, actor=actor, now=world.now, comment="按程序办理", **typed)
        costs[name] = len(spent)

    assert max(costs.values()) <= MOST, costs
