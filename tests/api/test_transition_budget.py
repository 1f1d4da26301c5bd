"""What one step over REST costs the database, sign-in included: at most thirty statements, whatever the kind."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from knox.models import AuthToken
from rest_framework.test import APIClient

from tests.actions.test_every_kind_to_its_end import WAYS
from tests.world import SEATS, World

#: The thirtieth is the reading of the database's clock, which stands still in tests.
MOST = 29


@pytest.mark.parametrize("kind", WAYS)
def test_no_step_takes_more_than_thirty_statements(
    world: World, clock_at: Callable[[datetime], None], kind: str
) -> None:
    ticket, costs = world.file(kind), {}
    for name in WAYS[kind].split():
        step = ticket.machine.by_step[name]
        actor = world.user(SEATS[step.by[0]])
        world.later(minutes=1).hand_in(ticket, step, actor)
        clock_at(world.now)
        caller = APIClient(HTTP_AUTHORIZATION=f"Token {AuthToken.objects.create(user=actor)[1]}")
        said = {"comment": "按程序办理", "fields": world.typed(ticket, step)}
        with CaptureQueriesContext(connection) as spent:
            answer = caller.post(f"/api/v1/tickets/{ticket.number}/actions/{name}/", said, format="json")
        assert answer.status_code == 200, answer.json()
        costs[name] = len(spent)
        ticket = world.fresh(ticket)

    assert max(costs.values()) <= MOST, costs
